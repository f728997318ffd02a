/** Uploads that are given up while something else happens to them: on a real disk and a real database. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { Database, systemClock } from "../platform/index.ts";
import { Files } from "./files.ts";
import type { SpaceRights } from "./space-rights.ts";
import { createMessagingStore, type MessagingStore } from "./store.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-files-"));
const blobs = join(folder, "blobs");
let db: Database;
let store: MessagingStore;
let files: Files;

beforeAll(() => {
  db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../platform/migrations"));
  db.orm.run(sql`pragma foreign_keys = off`); // the space is of no interest here
  store = createMessagingStore(db.orm);
  const rights = { requireMember() {}, requireWritable() {}, isMember: () => true } as unknown as SpaceRights;
  files = new Files({ store, db, clock: systemClock, rights, folder: blobs, largest: () => 1000 });
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const bytes = (text: string) => new Response(text).body as ReadableStream<Uint8Array>;

test("[MS-10] a file whose message waits to be written is not taken away from it", async () => {
  const { id } = await files.begin("maria", "space", 5);
  await files.append("maria", id, 0, bytes("hello"));
  const sent = db.write(() => store.attachFiles([id], { id: "message", seq: 1 }));
  await expect(files.cancel("maria", id)).rejects.toMatchObject({ code: "file-attached" });
  await sent;
  expect(store.file(id)?.messageId).toBe("message");
  expect(readdirSync(blobs)).toEqual([id]);
  files.discard([id]);
});

test("[MS-10] what is given up while it arrives leaves nothing on the disk", async () => {
  const { id } = await files.begin("maria", "space", 10);
  const piece = new TransformStream<Uint8Array, Uint8Array>();
  const arriving = files.append("maria", id, 0, piece.readable);
  const writer = piece.writable.getWriter();
  await files.cancel("maria", id);
  await writer.write(new TextEncoder().encode("hello"));
  await writer.close();
  await arriving;
  expect(readdirSync(blobs)).toEqual([]);
});
