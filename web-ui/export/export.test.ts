/** One's own data out of a real browser: thousands of messages, the page alive, a ZIP that holds them. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import type { Browser } from "playwright-core";
import { callRecords } from "../../appliance/calling/schema.ts";
import { tone } from "../../appliance/calling/sounds/speech.ts";
import { readWave } from "../../appliance/calling/sounds/wave.ts";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, signIn } from "../../scripts/peers/steps.ts";
import { call } from "../api/client.ts";
import { NotesDocument } from "../boards/notes-document.ts";
import { encryptContent } from "../crypto/content.ts";
import { safeName } from "./archive.ts";

const maria = { name: "Maria Keller", email: "maria@northwind.example", password: "correct horse battery" };
const jonas = { name: "Jonas Brandt", email: "jonas@northwind.example", password: "correct horse battery" };
const many = 2000;

let box: TestAppliance;
let browser: Browser;
let visit: Visitor;
let exported: Record<string, Uint8Array> = {};

/** One call a minute, the newest last. */
const callOf = (personId: string, index: number): typeof callRecords.$inferInsert => ({
  id: crypto.randomUUID(),
  callId: crypto.randomUUID(),
  personId,
  direction: "incoming",
  peerName: "Ada",
  peerNumber: `+1415555${index}`,
  startedAt: Date.now() - (1000 - index) * 60_000,
  endedAt: Date.now(),
  outcome: "missed",
  transport: "UDP",
  encryption: "none",
  codec: "",
  packetsReceived: 0,
  packetsLost: 0,
  jitter: 0,
});

beforeAll(async () => {
  box = await testAppliance();
  const api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  const other = await api.admit(jonas);
  const space = await api.createSpace("Harbour", [other.id]);
  const key = await api.keyOf(space);
  for (let from = 0; from < many; from += 100)
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => api.send(space, key, `message ${from + index}`)),
    );
  await other.client.send(space, key, "not hers");
  const { calling, people, db } = box.rooms;
  const herId = people.directory.search("Maria")[0]?.id ?? "";
  const ada = { personId: undefined, name: "Ada", number: "+14155550123" };
  await calling.mailboxes.leave(herId, ada, tone(440, 1));
  await calling.mailboxes.setGreeting(herId, tone(220, 1));
  await calling.mailboxes.leave(other.id, ada, tone(440, 2));
  await db.write((orm) => {
    for (let index = 0; index < 150; index++) orm.insert(callRecords).values(callOf(herId, index)).run();
    orm.insert(callRecords).values(callOf(other.id, 999)).run();
  });
  const numbers = [{ kind: "work" as const, number: "+4930123456" }];
  await call(api.api.contacts.$post({ json: { name: "Plumber", numbers } }));
  const board = await api.createBoard(space, "Plan of the pier");
  await other.client.createBoard(space, "not hers");
  const change = async (id: string, content: unknown) => {
    const body = await encryptContent(api.keyring, key, { sp: space, mid: id }, content);
    const json = { id: crypto.randomUUID(), body };
    await call(api.api.boards[":id"].operations.$post({ param: { id }, json }));
  };
  for (const [version, x] of [
    [1, 10],
    [3, 30],
    [2, 20],
  ] as const)
    await change(board, { elements: [{ id: "line", version, versionNonce: 1, x }] });
  const notes = await api.createBoard(space, "Minutes", "notes");
  const written = new NotesDocument();
  for (const text of ["We agreed", "We agreed on the pier."]) {
    written.type(text, text.length);
    await change(notes, written.takeOwn());
  }
  browser = await openBrowser();
  visit = await visitor(browser, box.url);
  await signIn(visit.page, maria);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

describe("export of one's own data", () => {
  test("[SE-08] messages, files and the account, decrypted in the browser, without freezing the page", async () => {
    const { page } = visit;
    await openSpace(page, "Harbour");
    const content = Buffer.from("name,amount\nbread,3\n");
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: content });
    await page.getByRole("textbox", { name: /^Write to/ }).fill("with a list");
    await page.locator(".upload").first().waitFor();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator(".upload").first().waitFor({ state: "detached" });
    await page.getByRole("log").getByText("list.csv").first().waitFor();
    await page.getByRole("link", { name: "Settings" }).click();
    await page.evaluate(() => {
      const longest = { task: 0 };
      Object.assign(globalThis, { longest });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest.task = Math.max(longest.task, duration);
      }).observe({ entryTypes: ["longtask"] });
    });
    const downloading = page.waitForEvent("download", { timeout: 60_000 });
    await page.getByRole("button", { name: "Export your data" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^hearth-\d{4}-\d{2}-\d{2}\.zip$/);
    await page.getByText("Your data is in your browser’s downloads.").waitFor();
    const longest = await page.evaluate(
      () => (globalThis as unknown as { longest: { task: number } }).longest.task,
    );
    expect(longest).toBeLessThan(1500);
    const files = unzipSync(new Uint8Array(readFileSync(await download.path())));
    const messages = JSON.parse(strFromU8(files["messages.json"] ?? new Uint8Array()));
    expect(messages).toHaveLength(many + 1);
    const texts = new Set(messages.map(({ text }: { text: string }) => text));
    for (let index = 0; index < many; index++) expect(texts.has(`message ${index}`)).toBe(true);
    expect(texts.has("not hers")).toBe(false);
    expect(messages[0].space.name).toBe("Harbour");
    const [path] = messages.at(-1).files;
    expect(strFromU8(files[path] ?? new Uint8Array())).toBe(content.toString());
    const account = JSON.parse(strFromU8(files["account.json"] ?? new Uint8Array()));
    expect(account).toMatchObject({ person: { email: maria.email }, spaces: [{ name: "Harbour" }] });
    exported = files;
  }, 90_000);

  test("[SE-08] voicemail with its sound, the greeting, every call, contacts, the boards and notes one made", () => {
    const json = (path: string) => JSON.parse(strFromU8(exported[path] ?? new Uint8Array()));
    const [voicemail, ...rest] = json("voicemail.json");
    expect([voicemail.callerName, voicemail.seconds, rest]).toEqual(["Ada", 1, []]);
    const sounds = Object.keys(exported).filter((path) => path.endsWith(".wav"));
    expect(sounds.toSorted()).toEqual([voicemail.sound, "voicemail/greeting.wav"].toSorted());
    for (const path of sounds)
      expect(readWave(Buffer.from(exported[path] ?? [])).length).toBe(tone(440, 1).length);
    const numbers = json("calls.json").map(({ peerNumber }: { peerNumber: string }) => peerNumber);
    expect(numbers).toEqual(Array.from({ length: 150 }, (_, index) => `+1415555${149 - index}`));
    expect(json("contacts.json")).toMatchObject([{ name: "Plumber" }]);
    expect(strFromU8(exported["contacts.vcf"] ?? new Uint8Array())).toContain("FN:Plumber");
    const boards = Object.keys(exported).filter((path) => path.startsWith("boards/"));
    expect(boards).toEqual([
      expect.stringMatching(/^boards\/Plan of the pier-[0-9a-f]{8}\.excalidraw$/),
      expect.stringMatching(/^boards\/Minutes-[0-9a-f]{8}\.md$/),
    ]);
    expect(strFromU8(exported[boards[1] ?? ""] ?? new Uint8Array())).toBe("We agreed on the pier.");
    expect(json(boards[0] ?? "")).toMatchObject({
      type: "excalidraw",
      elements: [{ id: "line", version: 3, x: 30 }],
    });
  });

  test("[SE-08] it can be cancelled and begun again", async () => {
    const { page } = visit;
    const held = Promise.withResolvers<void>();
    // The first request is never answered.
    await page.route("**/app/export/messages*", () => held.resolve(), { times: 1 });
    await page.getByRole("button", { name: "Export your data" }).click();
    await held.promise;
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Export your data" }).waitFor();
    const downloading = page.waitForEvent("download", { timeout: 60_000 });
    await page.getByRole("button", { name: "Export your data" }).click();
    await downloading;
    expect(visit.complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
  }, 90_000);

  test("[SE-08] names of files lead nowhere", () => {
    for (const name of ["../../etc/passwd", "..", "a\u0000b", "C:\\x", "/abs", ""])
      expect(safeName(name)).not.toMatch(/^\.|[\\/:\p{Cc}]|^$/u);
  });
});
