/** Retention takes everything that hangs on a message, a legal hold keeps it, and old keys are destroyed. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { call } from "../../../web-ui/api/client.ts";
import { encryptContent } from "../../../web-ui/crypto/content.ts";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });
const day = 24 * 3600 * 1000;

let box: TestAppliance;
let maria: AppClient;
let jonas: AppClient;
const ids = { maria: "", jonas: "", aiko: "" };

const policy = (messages: number | null, files: number | null = null) =>
  call(maria.api.admin.retention.$put({ json: { messages, files } }));
const sweep = async () => (await call(maria.api.admin.retention.sweep.$post())).sweep;
/** As if everything had been written so many days ago. */
const age = (days: number) =>
  box.rooms.db.write((orm) => void orm.run(sql`update messages set created_at = created_at - ${days * day}`));
const bodyOf = async (id: string) =>
  (await call(maria.api.messages[":id"].$get({ param: { id } }))).message.body;
/** Whether bytes lie anywhere in the data folder: the databases, their journals, the blobs. */
const liesIn = (bytes: string | Uint8Array): string[] =>
  readdirSync(box.folder, { recursive: true, withFileTypes: true, encoding: "utf8" })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(bytes as string));

async function sendFile(
  space: string,
  content: Uint8Array<ArrayBuffer>,
): Promise<{ file: string; message: string }> {
  const size = content.byteLength;
  const { id: file } = await call(
    maria.api.spaces[":id"].files.$post({ param: { id: space }, json: { size } }),
  );
  await maria.fetch(`${box.url}/app/files/${file}?offset=0`, { method: "PUT", body: content });
  const message = crypto.randomUUID();
  const key = await maria.keyOf(space);
  const body = await encryptContent(maria.keyring, key, { sp: space, mid: message }, { text: "with a file" });
  const json = { id: message, key, body, mentions: [], files: [file], tokens: [] };
  await call(maria.api.spaces[":id"].messages.$post({ param: { id: space }, json }));
  return { file, message };
}

beforeAll(async () => {
  box = await testAppliance();
  maria = new AppClient(box.url);
  ids.maria = await maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  const [second, third] = await Promise.all([maria.admit(person("jonas")), maria.admit(person("aiko"))]);
  jonas = second.client;
  ids.jonas = second.id;
  ids.aiko = third.id;
});
afterAll(() => box.dispose());

describe("retention", () => {
  test("[AD-33] what is expired is gone from the database, its journal, the blobs and the index", async () => {
    const space = await maria.createSpace("Harbour", [ids.jonas]);
    const key = await maria.keyOf(space);
    const id = await maria.send(space, key, "expired canary", undefined, { mentions: [ids.jonas] });
    const first = await bodyOf(id);
    await maria.edit(space, key, id, "edited canary");
    const second = await bodyOf(id);
    const emoji = await encryptContent(jonas.keyring, key, { sp: space, mid: id }, "👍");
    const json = { id: crypto.randomUUID(), emoji };
    await call(jonas.api.messages[":id"].reactions.$post({ param: { id }, json }));
    await call(jonas.api.messages[":id"].flag.$put({ param: { id }, json: { dueAt: null } }));
    const content = crypto.getRandomValues(new Uint8Array(5000));
    const { file } = await sendFile(space, content);
    await box.rooms.messaging.notifications.settled();
    for (const bytes of [first, second, emoji, content.subarray(0, 200)])
      expect(liesIn(bytes)).not.toEqual([]);

    await age(31);
    const fresh = await maria.send(space, key, "fresh");
    const { preview } = await policy(30);
    expect(preview).toMatchObject({ messages: 2, files: 1, bytes: 5000 });
    expect(await sweep()).toMatchObject({ messages: 2, files: 1, bytes: 5000 });
    for (const bytes of [first, second, emoji, content.subarray(0, 200)]) expect(liesIn(bytes)).toEqual([]);
    const page = { param: { id: space }, query: {} };
    const { messages } = await call(jonas.api.spaces[":id"].messages.$get(page));
    expect(messages.map((message) => message.id)).toEqual([fresh]);
    expect(
      (await call(jonas.api.notifications.$get({ query: {} }))).notifications.map(({ kind }) => kind),
    ).toEqual(["invitation"]);
    expect((await call(jonas.api.flags.$get())).flags).toEqual([]);
    expect((await maria.fetch(`${box.url}/app/files/${file}`)).status).toBe(404);
    const tokens = box.rooms.db.orm.all<{ n: number }>(sql`select count(*) as n from search_tokens`);
    expect(tokens).toEqual([{ n: 1 }]);
    expect(await sweep()).toMatchObject({ messages: 0, files: 0, keys: 0 });
  });

  test("[AD-33] files go before their messages where they are kept for a shorter time", async () => {
    await policy(null, 30);
    const space = await maria.createSpace("Files", []);
    const { file, message } = await sendFile(space, crypto.getRandomValues(new Uint8Array(100)));
    await age(31);
    expect(await sweep()).toMatchObject({ messages: 0, files: 1 });
    expect((await maria.fetch(`${box.url}/app/files/${file}`)).status).toBe(404);
    expect(await bodyOf(message)).not.toBe("");
  });

  test("[AD-33] a space's moderators choose a shorter time, never a longer one", async () => {
    await policy(60);
    const space = await maria.createSpace("Short", [ids.jonas]);
    const key = await maria.keyOf(space);
    const change = (client: AppClient, messages: number | null) =>
      client.api.spaces[":id"].$patch({
        param: { id: space },
        json: { retention: { messages, files: null } },
      });
    expect((await change(jonas, 7)).status).toBe(403);
    expect((await change(maria, 7)).status).toBe(200);
    await maria.send(space, key, "a week is enough");
    await age(10);
    expect((await sweep()).messages).toBe(1);
    await change(maria, 365);
    await maria.send(space, key, "the house's 60 days count");
    await age(61);
    expect((await sweep()).messages).toBeGreaterThanOrEqual(1);
    for (const rubbish of [0, -1, 1.5, 1e9]) expect((await change(maria, rubbish)).status).toBe(400);
  });

  test("[AD-33] a thread stays reachable while its answers are kept, and goes with the last", async () => {
    await policy(30);
    const space = await maria.createSpace("Threads", []);
    const key = await maria.keyOf(space);
    const root = await maria.send(space, key, "root");
    await age(31);
    const reply = await maria.send(space, key, "reply", undefined, { parent: root });
    await sweep();
    const kept = (await call(maria.api.messages[":id"].$get({ param: { id: root } }))).message;
    expect(kept).toMatchObject({ body: "", thread: { replies: 1 } });
    await age(31);
    await sweep();
    for (const id of [root, reply])
      expect((await maria.api.messages[":id"].$get({ param: { id } })).status).toBe(404);
  });

  test("[SE-09] a hold beats retention and deleting; released, the copies go", async () => {
    await policy(30);
    const space = await maria.createSpace("Held", [ids.jonas]);
    const key = await maria.keyOf(space);
    const place = (kind: "person" | "space", subject: string) =>
      call(maria.api.admin.retention.holds.$post({ json: { kind, subject, reason: "A matter" } }));
    const { hold } = await place("person", ids.jonas);
    const kept = await jonas.send(space, key, "evidence");
    const evidence = await bodyOf(kept);
    const gone = await maria.send(space, key, "not evidence");
    await age(31);
    await sweep();
    expect(await bodyOf(kept)).toBe(evidence);
    expect((await maria.api.messages[":id"].$get({ param: { id: gone } })).status).toBe(404);

    await jonas.edit(space, key, kept, "changed evidence");
    const changed = await bodyOf(kept);
    await call(jonas.api.messages[":id"].$delete({ param: { id: kept } }));
    expect(await bodyOf(kept)).toBe("");
    for (const body of [evidence, changed]) expect(liesIn(body)).not.toEqual([]);

    const second = await place("space", space);
    const { file, message } = await sendFile(space, crypto.getRandomValues(new Uint8Array(64)));
    await call(maria.api.messages[":id"].$delete({ param: { id: message } }));
    const blob = join(box.folder, "blobs", file);
    await sweep();
    expect(await Bun.file(blob).exists()).toBe(true);

    for (const { id } of [hold, second.hold])
      await call(maria.api.admin.retention.holds[":id"].$delete({ param: { id } }));
    await sweep();
    for (const body of [evidence, changed]) expect(liesIn(body)).toEqual([]);
    expect(await Bun.file(blob).exists()).toBe(false);
  });

  test("[AD-33] keys of expired epochs are destroyed; what still needs its key keeps it", async () => {
    await policy(30);
    const space = await maria.createSpace("Epochs", [ids.jonas, ids.aiko]);
    const first = await maria.keyOf(space);
    await maria.send(space, first, "first epoch");
    const leave = (client: AppClient, who: string) =>
      call(client.api.spaces[":id"].members[":person"].$delete({ param: { id: space, person: who } }));
    await leave(maria, ids.jonas);
    const second = await maria.keyOf(space);
    await maria.send(space, second, "second epoch");
    await leave(maria, ids.aiko);
    const third = await maria.keyOf(space);
    expect(new Set([first, second, third]).size).toBe(3);
    const outdated = () => box.rooms.keys.service.outdated(space);
    expect((await sweep()).keys).toBe(0);
    await age(31);
    await sweep();
    expect(outdated()).toEqual([first]); // the title is still encrypted with it
    const title = await encryptContent(maria.keyring, third, { sp: space }, "Epochs");
    await call(maria.api.spaces[":id"].$patch({ param: { id: space }, json: { title, key: third } }));
    const board = await maria.createBoard(space, "plan");
    expect((await sweep()).keys).toBe(1);
    expect(outdated()).toEqual([]);
    expect((await maria.api.boards[":id"].$get({ param: { id: board }, query: {} })).status).toBe(200);
    expect(liesIn(second).filter((path) => path.includes("keys.db"))).toEqual([]);
  });
});
