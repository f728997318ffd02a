/** Uploads from a telephone's browser, over a line that breaks; and what of them lies on the disk. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createDecipheriv, createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, phone, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { openSpace, personNamed, signIn } from "../../scripts/peers/steps.ts";
import { call } from "../api/client.ts";
import { decryptContent } from "../crypto/content.ts";
import { encryptedSize, type FileReference } from "../crypto/files.ts";
import type { MessageContent } from "../store/message-view.ts";

const maria = personNamed("Maria Keller");
const megabyte = 1024 * 1024;
const frame = megabyte + 16;

let folder: string;
let box: TestAppliance;
let browser: Browser;
let one: Visitor;
let api: AppClient;
let space: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-upload-"));
  box = await testAppliance();
  api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  space = await api.createSpace("Harbour", []);
  browser = await openBrowser();
  one = await visitor(browser, box.url, { viewport: phone });
  await signIn(one.page, maria);
  await openSpace(one.page, "Harbour");
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
  rmSync(folder, { recursive: true });
});

/** The newest message's files, decrypted as another client does. */
async function shared(): Promise<FileReference[]> {
  const { messages } = await call(api.api.spaces[":id"].messages.$get({ param: { id: space }, query: {} }));
  const newest = messages.at(-1);
  const binding = { sp: space, mid: newest?.id ?? "" };
  return ((await decryptContent(api.keyring, newest?.body ?? "", binding)) as MessageContent).files ?? [];
}

/** By the words of files.ts, and by other code: frames of AES-256-GCM. */
function opened({ id, key, nonce, size }: FileReference): Buffer {
  const sealed = readFileSync(join(box.folder, "blobs", id));
  const frames = Math.max(1, Math.ceil(size / megabyte));
  const parts = Array.from({ length: frames }, (_, index) => {
    const bytes = sealed.subarray(index * frame, (index + 1) * frame);
    const iv = Buffer.concat([Buffer.from(nonce, "base64url"), Buffer.alloc(4)]);
    iv.writeUInt32BE(index, 8);
    const cipher = createDecipheriv("aes-256-gcm", Buffer.from(key, "base64url"), iv);
    cipher.setAAD(Buffer.from([index === frames - 1 ? 1 : 0]));
    cipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([cipher.update(bytes.subarray(0, -16)), cipher.final()]);
  });
  return Buffer.concat(parts);
}

const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
/** Resolves when the appliance has the message with the file of this name. */
const send = async (name: string) => {
  await one.page.getByRole("button", { name: "Send", exact: true }).click();
  await one.page.locator(".upload").first().waitFor({ state: "detached" });
  await one.page.locator(".message.sent", { hasText: name }).waitFor();
};

describe("an upload", () => {
  test("[MS-11] cut in the middle, it goes on where it was, on a telephone's screen", async () => {
    const { page, context } = one;
    const line = await context.newCDPSession(page);
    const emulate = (offline: boolean, uploadThroughput: number) =>
      line.send("Network.emulateNetworkConditions", {
        offline,
        latency: 5,
        downloadThroughput: -1,
        uploadThroughput,
      });
    await line.send("Network.enable");
    const offsets: number[] = [];
    const well = Promise.withResolvers<void>();
    page.on("request", (request) => {
      const offset = /\/app\/files\/[^/]+\?offset=(\d+)/.exec(request.url())?.[1];
      if (offset === undefined) return;
      offsets.push(Number(offset));
      if (Number(offset) >= 3 * frame) well.resolve();
    });
    const bytes = randomBytes(30 * megabyte);
    await emulate(false, 12 * megabyte);
    writeFileSync(join(folder, "film.bin"), bytes);
    await page.locator('input[type="file"]').setInputFiles(join(folder, "film.bin"));
    await well.promise; // some frames are there, and the next on their way
    await emulate(true, -1);
    await page.getByRole("progressbar", { name: "Uploading film.bin" }).waitFor();
    const before = offsets.length;
    await emulate(false, -1);
    await send("film.bin");
    const [after = 0] = offsets.slice(before);
    expect(after).toBeGreaterThanOrEqual(offsets[before - 1] ?? 0);
    expect(after).toBeGreaterThanOrEqual(3 * frame);
    expect(offsets.slice(before).every((offset) => offset % frame === 0)).toBe(true);
    const [file] = await shared();
    if (!file) throw new Error("no file was sent");
    expect(hash(opened(file))).toBe(hash(bytes));
    await line.detach();
  }, 90_000);

  test("[MS-15] the same file twice is two blobs, each AES-256-GCM under a key of its own, none readable", async () => {
    const bytes = Buffer.from("CanaryPlaintext ".repeat(150_000)); // three frames
    const files = ["a.bin", "b.bin"].map((name) => ({ name, mimeType: "text/plain", buffer: bytes }));
    await one.page.locator('input[type="file"]').setInputFiles(files);
    await one.page.locator(".upload").nth(1).waitFor();
    await send("b.bin");
    const [first, other] = await shared();
    if (!first || !other) throw new Error("no files were sent");
    for (const file of [first, other]) {
      expect(Buffer.from(file.key, "base64url").length).toBe(32);
      expect(opened(file).equals(bytes)).toBe(true);
      const blob = readFileSync(join(box.folder, "blobs", file.id));
      expect(blob.length).toBe(encryptedSize(bytes.length));
      expect(blob.includes("Canary")).toBe(false);
    }
    expect(first.key).not.toBe(other.key);
    expect(() => opened({ ...first, key: other.key })).toThrow();
    expect(() => opened({ ...first, size: first.size - megabyte })).toThrow(); // a shortened file is noticed
    const everything = readdirSync(box.folder).filter((name) => /\.(db|db-wal)$/.test(name));
    for (const name of everything)
      expect([name, readFileSync(join(box.folder, name)).includes(first.key)]).toEqual([name, false]);
  }, 60_000);
});
