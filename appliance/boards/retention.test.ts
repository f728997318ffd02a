/** Whiteboards go with the messages of their space, and stay where a legal hold is. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { call } from "../../web-ui/api/client.ts";
import { encryptContent } from "../../web-ui/crypto/content.ts";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });
const day = 24 * 3600 * 1000;

let box: TestAppliance;
let maria: AppClient;
let jonas: AppClient;
let jonasId: string;

beforeAll(async () => {
  box = await testAppliance();
  maria = new AppClient(box.url);
  await maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  const admitted = await maria.admit(person("jonas"));
  jonas = admitted.client;
  jonasId = admitted.id;
});
afterAll(() => box.dispose());

const policy = (messages: number | null) =>
  call(maria.api.admin.retention.$put({ json: { messages, files: null } }));
const sweep = async () => (await call(maria.api.admin.retention.sweep.$post())).sweep;
const age = (days: number) =>
  box.rooms.db.write((orm) => void orm.run(sql`update boards set changed_at = changed_at - ${days * day}`));
const status = async (id: string) =>
  (await maria.api.boards[":id"].$get({ param: { id }, query: {} })).status;
const hold = async (kind: "person" | "space", subject: string) => {
  const json = { kind, subject, reason: "A matter" };
  const placed = await call(maria.api.admin.retention.holds.$post({ json }));
  return () => call(maria.api.admin.retention.holds[":id"].$delete({ param: { id: placed.hold.id } }));
};
const liesIn = (bytes: string): string[] =>
  readdirSync(box.folder, { recursive: true, withFileTypes: true, encoding: "utf8" })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(bytes));

async function draw(client: AppClient, space: string, board: string): Promise<string> {
  const body = await encryptContent(client.keyring, await client.keyOf(space), { sp: space, mid: board }, [
    crypto.randomUUID(),
  ]);
  const json = { id: crypto.randomUUID(), body };
  await call(client.api.boards[":id"].operations.$post({ param: { id: board }, json }));
  return body;
}

test("[AD-33] [GN-07] a board that nobody drew on for as long as messages are kept is gone, its strokes too", async () => {
  const space = await maria.createSpace("Harbour", [jonasId]);
  const [old, fresh] = [await maria.createBoard(space, "old"), await maria.createBoard(space, "fresh")];
  const stroke = await draw(jonas, space, old);
  expect(liesIn(stroke)).not.toEqual([]);
  await age(31);
  await draw(jonas, space, fresh);
  expect((await policy(null)).preview.boards).toBe(0);
  expect((await policy(30)).preview.boards).toBe(1);
  expect((await sweep()).boards).toBe(1);
  expect([await status(old), await status(fresh)]).toEqual([404, 200]);
  expect(liesIn(stroke)).toEqual([]);
});

test("[AD-33] [GN-07] a shorter time of the space counts for its boards", async () => {
  await policy(null);
  const space = await maria.createSpace("Short", []);
  const board = await maria.createBoard(space, "plan");
  const json = { retention: { messages: 7, files: null } };
  await call(maria.api.spaces[":id"].$patch({ param: { id: space }, json }));
  await age(8);
  expect((await sweep()).boards).toBe(1);
  expect(await status(board)).toBe(404);
});

for (const kind of ["space", "person"] as const)
  test(`[SE-09] [GN-07] a hold on a ${kind} keeps boards from retention, from deleting, and their strokes from snapshots`, async () => {
    await policy(30);
    const space = await maria.createSpace("Held", [jonasId]);
    const board = await maria.createBoard(space, "evidence");
    const release = await hold(kind, kind === "space" ? space : jonasId);
    const stroke = await draw(jonas, space, board);
    const key = await maria.keyOf(space);
    const body = await encryptContent(maria.keyring, key, { sp: space, mid: board }, []);
    await call(
      maria.api.boards[":id"].snapshot.$put({ param: { id: board }, json: { at: 1, body, thumbnail: body } }),
    );
    await age(31);
    await sweep();
    expect(await status(board)).toBe(200);
    await call(maria.api.boards[":id"].$delete({ param: { id: board } }));
    expect(await status(board)).toBe(404);
    const { boards } = await call(maria.api.spaces[":id"].boards.$get({ param: { id: space } }));
    expect(boards).toEqual([]);
    await sweep();
    expect(liesIn(stroke)).not.toEqual([]);
    await release();
    await sweep();
    expect(liesIn(stroke)).toEqual([]);
    expect(box.rooms.db.orm.all(sql`select id from boards where id = ${board}`)).toEqual([]);
  });

test("[SE-09] [GN-07] under a hold, what a snapshot or a new title replaces is kept", async () => {
  await policy(null);
  const space = await maria.createSpace("Replaced", [jonasId]);
  const board = await maria.createBoard(space, "first title");
  const key = await maria.keyOf(space);
  const sealed = (content: unknown) => encryptContent(maria.keyring, key, { sp: space, mid: board }, content);
  const snapshot = async (content: unknown) => {
    const [body, thumbnail] = await Promise.all([sealed(content), sealed("small")]);
    const json = { at: 1, body, thumbnail };
    await call(maria.api.boards[":id"].snapshot.$put({ param: { id: board }, json }));
    return body;
  };
  await draw(jonas, space, board);
  const evidence = await snapshot(["evidence"]);
  const { boards } = await call(maria.api.spaces[":id"].boards.$get({ param: { id: space } }));
  const title = boards[0]?.title ?? "";
  const release = await hold("space", space);
  await snapshot([]);
  await snapshot([]);
  await call(
    maria.api.boards[":id"].$patch({ param: { id: board }, json: { title: await sealed("another title") } }),
  );
  for (const replaced of [evidence, title]) expect(liesIn(replaced)).not.toEqual([]);
  await sweep();
  expect(liesIn(evidence)).not.toEqual([]);
  await release();
  await sweep();
  for (const replaced of [evidence, title]) expect(liesIn(replaced)).toEqual([]);
});

test("[SE-09] [GN-07] what a held person drew is kept after they have left the space", async () => {
  const space = await maria.createSpace("Left", [jonasId]);
  const board = await maria.createBoard(space, "plan");
  const release = await hold("person", jonasId);
  const stroke = await draw(jonas, space, board);
  const param = { id: space, person: jonasId };
  await call(jonas.api.spaces[":id"].members[":person"].$delete({ param }));
  await sweep();
  await call(maria.api.boards[":id"].$delete({ param: { id: board } }));
  await sweep();
  expect(liesIn(stroke)).not.toEqual([]);
  const title = await encryptContent(
    maria.keyring,
    await maria.keyOf(space),
    { sp: space, mid: board },
    "anew",
  );
  const again = maria.api.spaces[":id"].boards.$post({ param: { id: space }, json: { id: board, title } });
  expect((await again).status).toBe(409);
  await release();
  await sweep();
  expect(liesIn(stroke)).toEqual([]);
});
