/** The mail server named by an administrator, in a real browser, against a real SMTP server with TLS and a password. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadTls } from "../../appliance/platform/index.ts";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { testAppliance } from "../../scripts/peers/appliance.ts";
import { filesWith, openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { type MailServer, openMailServer } from "../../scripts/peers/mail-server.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { call } from "../api/client.ts";
import { enProblems } from "../text/en-problems.ts";
import { pseudoTextOf } from "../text/pseudo.ts";

const password = "canary-of-the-mail-server";
let certificates: string;
let authority: string;
let smtp: MailServer;
let house: Administration;
let data: string;

beforeAll(async () => {
  certificates = mkdtempSync(join(tmpdir(), "hearth-smtp-"));
  const tls = await loadTls(certificates, "localhost", Date.now());
  ({ authority } = tls);
  smtp = await openMailServer({ tls, credentials: { user: "hearth", password } });
  data = mkdtempSync(join(tmpdir(), "hearth-"));
  house = await openAdministration({ DATA: data });
}, 60_000);

afterAll(async () => {
  await house?.dispose();
  await smtp?.close();
  for (const folder of [certificates, data]) if (folder) rmSync(folder, { recursive: true, force: true });
});

const editor = () => house.admin.page.getByRole("dialog", { name: "Mail server" });

async function named(from: string): Promise<void> {
  const dialog = editor();
  await dialog.getByLabel("Server", { exact: false }).first().fill("localhost");
  await dialog.getByLabel("Port").fill(String(smtp.port));
  await dialog.getByLabel("Sender address").fill(from);
  await dialog.getByLabel("User name").fill("hearth");
  await dialog.getByLabel("CA certificate").fill(authority);
}

async function testMessage(count: number): Promise<void> {
  const { page } = house.admin;
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("The server accepted it.", { exact: false }).waitFor();
  expect((await smtp.received(count)).encrypted).toBe(true);
}

test("[GN-06] none at first; named with its password, it takes a test message at once, and the password lies sealed", async () => {
  const { page, complaints } = house.admin;
  await page.goto("/admin/mail");
  await page.getByRole("button", { name: "Set up a mail server" }).click();
  await named("hearth@northwind.example");
  await editor().getByRole("button", { name: "Save" }).click();
  await editor().getByText("Enter both a user and a password, or neither.").waitFor();
  await editor().getByLabel("Password", { exact: true }).fill(password);
  await editor().getByRole("button", { name: "Save" }).click();
  await editor().waitFor({ state: "detached" });
  await page.getByText(`localhost:${smtp.port}, as hearth@northwind.example`).waitFor();
  await testMessage(1);
  expect(smtp.mails[0]?.from).toBe("hearth@northwind.example");
  expect(filesWith(data, [password])).toEqual([]);
  expect(JSON.stringify(await call(house.client.api.admin.mail.$get()))).not.toContain(password);
  expect(complaints.filter((text) => !/status of 400/.test(text))).toEqual([]);
}, 60_000);

test("[GN-06] the password stays for the same server, and goes to no other", async () => {
  const { page } = house.admin;
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await named("post@northwind.example");
  await editor().getByRole("button", { name: "Save" }).click();
  await editor().waitFor({ state: "detached" });
  await testMessage(2);
  expect(smtp.mails[1]?.from).toBe("post@northwind.example");
  await page.getByRole("button", { name: "Change", exact: true }).click();
  const password = "This is another server or user. Enter the password again.";
  await editor().getByLabel("Server", { exact: false }).first().fill("127.0.0.1");
  await editor().getByRole("button", { name: "Save" }).click();
  await editor().getByText(password).waitFor();
  await editor().getByRole("button", { name: "Close" }).click();
}, 60_000);

test("[GN-06] it is there after a start, and gone when it is removed", async () => {
  await house.browser.close();
  await house.box.close();
  house.box = await testAppliance({ DATA: data });
  house.client = new AppClient(house.box.url);
  await house.client.signIn(house.maria);
  house.browser = await openBrowser();
  house.admin = await visitor(house.browser, house.box.url);
  const { page } = house.admin;
  await signIn(page, house.maria);
  await page.goto("/admin/mail");
  await page.getByText(`localhost:${smtp.port}, as post@northwind.example`).waitFor();
  await testMessage(3);
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await editor().getByRole("button", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Set up a mail server" }).waitFor();
}, 60_000);

test("[UX-05] what is wrong with a field is said in the language of the page", async () => {
  const { context, page } = await visitor(house.browser, house.box.url);
  await signIn(page, house.maria);
  await page.evaluate(() => localStorage.setItem("hearth.language", "en-XA"));
  await page.goto("/admin/mail");
  await page.locator("section.card button").first().click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("input").first().fill("two hosts");
  await dialog.locator("input[type=email]").fill("hearth@northwind.example");
  await dialog.locator("form button[type=submit]").click();
  const wrongHost = pseudoTextOf({ host: enProblems["problem.host"] }).host;
  await dialog.getByRole("alert").getByText(wrongHost, { exact: true }).waitFor();
  await context.close();
}, 60_000);

test("[GN-06] rubbish is refused, and changes nothing", async () => {
  const right = {
    host: "smtp.example.org",
    port: 0,
    security: "tls",
    user: "",
    password: "",
    from: "hearth@example.org",
    authority: null,
  };
  for (const wrong of [
    { host: "" },
    { host: "two hosts" },
    { host: "[::1]" },
    { host: "x".repeat(300) },
    { port: 65536 },
    { port: 1.5 },
    { security: "ssl" },
    { from: "nobody" },
    { from: "a@b.example\r\nBcc: c@d.example" },
    { user: "hearth" },
    { password: "alone" },
    { authority: "-----BEGIN" },
    { authority: "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----" },
    { security: "none", user: "hearth", password: "in the clear" },
    { more: true },
  ]) {
    const answer = await house.client.fetch(`${house.box.url}/app/admin/mail/server`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...right, ...wrong }),
    });
    expect([wrong, answer.status]).toEqual([wrong, 400]);
  }
  expect(await call(house.client.api.admin.mail.$get())).toMatchObject({
    server: { host: "", chosen: false },
  });
});
