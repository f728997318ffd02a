/** What meetings leave in their space, asked as the app's clients do; the appliance is killed in mid-meeting. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { type ApplianceProcess, spawnAppliance } from "../../scripts/peers/process.ts";
import { lastingSettings } from "../../scripts/peers/settings.ts";
import { call } from "../../web-ui/api/client.ts";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });
const folder = mkdtempSync(join(tmpdir(), "hearth-records-"));

let box: TestAppliance;
let maria: AppClient;
let jonas: AppClient;
const ids = { maria: "", jonas: "" };
let restarted: ApplianceProcess | undefined;

beforeAll(async () => {
  box = await testAppliance();
  maria = new AppClient(box.url);
  ids.maria = await maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  const admitted = await maria.admit(person("jonas"));
  jonas = admitted.client;
  ids.jonas = admitted.id;
});
afterAll(async () => {
  await restarted?.kill();
  await box.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (client: AppClient, space: string) =>
  (await call(client.api.meetings.$post({ json: { space } }))).meeting.id;
const enter = async (client: AppClient, id: string) =>
  (await call(client.api.meetings[":id"].participants.$post({ param: { id } }))).participant.id;
const leave = (client: AppClient, id: string, participant: string) =>
  call(client.api.meetings[":id"].participants[":participant"].$delete({ param: { id, participant } }));
const records = async (client: AppClient, space: string, query: { before?: string; limit?: string } = {}) =>
  (await call(client.api.spaces[":id"].meetings.$get({ param: { id: space }, query }))).meetings;

test("[GN-14] a meeting's record: who, when, and what was written and made meanwhile", async () => {
  const space = await maria.createSpace("Launch", [ids.jonas]);
  const key = await maria.keyOf(space);
  await maria.send(space, key, "before");
  await maria.createBoard(space, "old board");
  const meeting = await start(maria, space);
  const own = await enter(maria, meeting);
  const second = await enter(jonas, meeting);
  const said = await maria.send(space, key, "meanwhile");
  await jonas.send(space, key, "in its thread", undefined, { parent: said });
  const board = await maria.createBoard(space, "plan");
  expect(await records(jonas, space)).toMatchObject([
    { id: meeting, endedAt: null, attendance: [{ leftAt: null }, { leftAt: null }], messages: 2 },
  ]);
  await leave(jonas, meeting, second);
  const again = await enter(jonas, meeting);
  await leave(jonas, meeting, again);
  await leave(maria, meeting, own);
  await maria.send(space, key, "after");
  const [record, ...others] = await records(jonas, space);
  expect(others).toEqual([]);
  const { message } = await call(maria.api.messages[":id"].$get({ param: { id: said } }));
  const first = message.seq;
  expect(record).toMatchObject({ id: meeting, space, host: ids.maria, messages: 2, first, boards: [board] });
  expect(record?.attendance.map(({ person, kind }) => [person, kind])).toEqual([
    [ids.maria, "browser"],
    [ids.jonas, "browser"],
    [ids.jonas, "browser"],
  ]);
  const [mine] = record?.attendance ?? [];
  expect(mine?.leftAt).toBeLessThanOrEqual(record?.endedAt ?? 0);
  expect(record?.startedAt).toBeLessThanOrEqual(mine?.joinedAt ?? 0);
});

test("[GN-14] a meeting that nobody came to leaves nothing; pages go back; strangers see none", async () => {
  const space = await maria.createSpace("Pages", []);
  await call(maria.api.meetings[":id"].$delete({ param: { id: await start(maria, space) } }));
  expect(await records(maria, space)).toEqual([]);
  const held: string[] = [];
  for (let count = 0; count < 3; count++) {
    const meeting = await start(maria, space);
    await leave(maria, meeting, await enter(maria, meeting));
    held.unshift(meeting);
  }
  const newest = await records(maria, space, { limit: "2" });
  expect(newest.map(({ id }) => id)).toEqual(held.slice(0, 2));
  const before = String(newest.at(-1)?.seq);
  expect((await records(maria, space, { before })).map(({ id }) => id)).toEqual(held.slice(2));
  expect((await jonas.api.spaces[":id"].meetings.$get({ param: { id: space }, query: {} })).status).toBe(404);
  for (const query of ["before=0", "before=x", "limit=0", "limit=999", "limit=1.5"])
    expect((await maria.fetch(`${box.url}/app/spaces/${space}/meetings?${query}`)).status).toBe(400);
});

test("[GN-14] [AD-33] the record goes with the messages of its time", async () => {
  const space = await maria.createSpace("Short", []);
  const key = await maria.keyOf(space);
  const meeting = await start(maria, space);
  const participant = await enter(maria, meeting);
  await maria.send(space, key, "meanwhile");
  await leave(maria, meeting, participant);
  await box.rooms.db.write(
    (orm) => void orm.run(sql`update messages set created_at = 0 where space_id = ${space}`),
  );
  await call(maria.api.admin.retention.$put({ json: { messages: 30, files: null } }));
  await call(maria.api.admin.retention.sweep.$post());
  expect(await records(maria, space)).toEqual([]);
  await call(maria.api.admin.retention.$put({ json: { messages: null, files: null } }));
});

test("[GN-14] [AP-10] killed in mid-meeting: after the restart the meeting is over, with those who were in it", async () => {
  const settings = lastingSettings(folder);
  restarted = await spawnAppliance(settings);
  const aiko = new AppClient(restarted.url);
  const id = await aiko.setUp(restarted.setupCode, "Northwind", person("aiko"));
  const space = await aiko.createSpace("Killed", []);
  const key = await aiko.keyOf(space);
  const meeting = await start(aiko, space);
  await enter(aiko, meeting);
  await aiko.send(space, key, "meanwhile"); // what was acknowledged before it is on disk
  const killedAt = Date.now();
  await restarted.kill();
  restarted = await spawnAppliance(settings);
  await aiko.send(space, key, "after");
  const [record] = await records(aiko, space);
  expect(record).toMatchObject({ id: meeting, messages: 1, attendance: [{ person: id }] });
  expect(record?.endedAt).toBeGreaterThanOrEqual(record?.startedAt ?? Number.POSITIVE_INFINITY);
  expect(record?.endedAt).toBeLessThanOrEqual(killedAt);
  expect(record?.attendance[0]?.leftAt).toBe(record?.endedAt ?? 0);
  const kinds: string[] = [];
  const live = Promise.withResolvers<void>();
  const socket = await aiko.follow(record?.seq ?? 0, (frame) => {
    if (frame.type === "event" && frame.subject === meeting) kinds.push(frame.kind);
    if (frame.type === "live") live.resolve();
  });
  await live.promise;
  socket.close();
  expect(kinds).toEqual(["meeting.ended"]);
}, 60_000);
