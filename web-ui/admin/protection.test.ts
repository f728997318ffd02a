/** The administration's page of limits, in a real browser. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { SipPeer } from "../../scripts/peers/sip-peer.ts";

let house: Administration;

beforeAll(async () => {
  house = await openAdministration({ LIMITS__REQUESTS_PER_PERSON: "50" });
}, 60_000);

afterAll(() => house?.dispose());

test("[SE-06] the limits are shown, and who was made to wait", async () => {
  const { page } = house.admin;
  for (let guess = 0; guess < 7; guess++)
    await new AppClient(house.box.url).api["sign-in"].$post({
      json: { email: "nobody@northwind.example", password: "wrong" },
    });
  await page.goto("/admin/overview");
  await page.getByRole("link", { name: "Protection" }).click();
  const persons = page.getByRole("region", { name: "Requests of one person" });
  await persons.getByText("3,000 a minute, 500 at once.").waitFor();
  await persons.getByText("Nobody has been limited since the start.").waitFor();
  const accounts = page.getByRole("region", { name: "Sign-ins to one account" });
  await accounts.getByText("nobody@northwind.example").waitFor();
  await accounts.getByText(/^2 times, last/).waitFor();
  expect(house.admin.complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
}, 60_000);

test("[SE-06] an address that is kept out for wrong passwords is let in again", async () => {
  const { page } = house.admin;
  const { sip } = house.box.rooms;
  const address = "192.0.2.7";
  for (let guess = 0; guess < 20; guess++) sip.bookKeyFor({ username: "nobody", password: "wrong" }, address);
  expect(sip.isBanned(address)).toBe(true);
  await page.goto("/admin/protection");
  const kept = page.getByRole("region", { name: "Blocked addresses" });
  await kept.getByText(/^192\.0\.2\.7 is locked out until/).waitFor();
  await kept.getByRole("button", { name: "Unblock" }).click();
  await kept.waitFor({ state: "detached" });
  expect(sip.isBanned(address)).toBe(false);
});

test("[SE-01] a telephone whose password was wrong too often beside others that work is shown, and let in again", async () => {
  const { page } = house.admin;
  const { people, sip } = house.box.rooms;
  const owner = people.directory.search("", 1)[0];
  const add = (name: string) => sip.devices.add(owner?.id ?? "", name, { plain: true });
  const [working, wrong] = [await add("Desk"), await add("Kitchen")];
  const credentials = { username: working.device.username, password: working.password };
  const phone = await SipPeer.open(sip.ports.udp, credentials);
  expect((await phone.ask("REGISTER", "", { expires: "300" })).status).toBe(200);
  const { username } = wrong.device;
  for (let guess = 0; guess < 20; guess++) sip.bookKeyFor({ username, password: "wrong" }, "127.0.0.1");
  expect(sip.isBanned("127.0.0.1")).toBe(false);
  await page.goto("/admin/protection");
  const kept = page.getByRole("region", { name: "Blocked phones" });
  await kept
    .getByText(new RegExp(`^Kitchen \\(${owner?.name}\\) is locked out at 127.0.0.1 until`))
    .waitFor();
  await kept.getByRole("button", { name: "Unblock" }).click();
  await kept.waitFor({ state: "detached" });
  expect(sip.suspensions).toEqual([]);
  phone.close();
});
