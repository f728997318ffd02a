/** Retention of voicemail and call records. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { count as countRows, sql } from "drizzle-orm";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { call } from "../../../web-ui/api/client.ts";
import { callRecords } from "../schema.ts";
import { tone } from "../sounds/speech.ts";

const day = 24 * 3600 * 1000;
let box: TestAppliance;
let maria: AppClient;
const ids = { maria: "", jonas: "" };

beforeAll(async () => {
  box = await testAppliance();
  maria = new AppClient(box.url);
  const person = (name: string) => ({
    name,
    email: `${name}@northwind.example`,
    password: "a long password",
  });
  ids.maria = await maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  ids.jonas = (await maria.admit(person("jonas"))).id;
});
afterAll(() => box.dispose());

const { count, sounds, record } = {
  count: () => box.rooms.db.orm.select({ rows: countRows() }).from(callRecords).get()?.rows,
  sounds: () =>
    readdirSync(join(box.folder, "recordings/voicemail"), { withFileTypes: true }).filter((one) =>
      one.isFile(),
    ),
  record: (
    personId: string,
    daysAgo: number,
    peerId: string | null = null,
  ): typeof callRecords.$inferInsert => ({
    id: crypto.randomUUID(),
    callId: crypto.randomUUID(),
    personId,
    direction: "incoming",
    peerId,
    peerName: "Ada",
    peerNumber: "+14155550123",
    startedAt: Date.now() - daysAgo * day,
    endedAt: Date.now() - daysAgo * day + 1000,
    outcome: "missed",
    transport: "UDP",
    encryption: "none",
    codec: "",
    packetsReceived: 0,
    packetsLost: 0,
    jitter: 0,
  }),
};
const policy = (json: { voicemail: number | null; calls: number | null }) =>
  call(maria.api.admin.retention.$put({ json: { messages: null, files: null, ...json } }));
const sweep = async () => (await call(maria.api.admin.retention.sweep.$post())).sweep;

test("[AD-33] voicemail and call records go after their own time, with their sounds; a hold keeps a person's", async () => {
  const { mailboxes } = box.rooms.calling;
  const caller = { personId: undefined, name: "Ada", number: "+14155550123" };
  for (const id of [ids.maria, ids.jonas]) await mailboxes.leave(id, caller, tone(440, 1));
  await box.rooms.db.write((orm) => void orm.run(sql`update voicemails set at = at - ${40 * day}`));
  await mailboxes.leave(ids.maria, caller, tone(440, 1)); // of today
  const rows = [
    record(ids.maria, 40),
    record(ids.maria, 1),
    record(ids.maria, 40, ids.jonas),
    record(ids.jonas, 40),
  ];
  await box.rooms.db.write((orm) => void orm.insert(callRecords).values(rows).run());
  expect(await sweep()).toMatchObject({ voicemail: 0, calls: 0 }); // for ever
  const json = { kind: "person" as const, subject: ids.jonas, reason: "a lawsuit" };
  const { hold } = await call(maria.api.admin.retention.holds.$post({ json }));
  const { preview } = await policy({ voicemail: 30, calls: 30 });
  expect(preview).toMatchObject({ voicemail: 1, calls: 1 });
  expect(await sweep()).toMatchObject({ voicemail: 1, calls: 1 });
  expect([mailboxes.of(ids.maria).length, mailboxes.of(ids.jonas).length, count(), sounds().length]).toEqual([
    1, 1, 3, 2,
  ]);
  expect(mailboxes.count(ids.maria)).toEqual({ fresh: 1, heard: 0 });
  await call(maria.api.admin.retention.holds[":id"].$delete({ param: { id: hold.id } }));
  expect(await sweep()).toMatchObject({ voicemail: 1, calls: 2 });
  expect([mailboxes.of(ids.jonas).length, count(), sounds().length]).toEqual([0, 1, 1]);
});

test("[AD-33] more than one batch goes in one sweep", async () => {
  const rows = Array.from({ length: 450 }, () => record(ids.maria, 60));
  await box.rooms.db.write((orm) => void orm.insert(callRecords).values(rows).run());
  expect(await sweep()).toMatchObject({ calls: 450 });
});

test("[SE-09] voicemail that is deleted under a hold on its owner or its caller is gone for them, and kept until the hold ends", async () => {
  const { mailboxes } = box.rooms.calling;
  const ada = { personId: undefined, name: "Ada", number: "+14155550123" };
  const jonas = { personId: ids.jonas, name: "jonas", number: "1002" };
  const json = { kind: "person" as const, subject: ids.jonas, reason: "a lawsuit" };
  const { hold } = await call(maria.api.admin.retention.holds.$post({ json }));
  await mailboxes.leave(ids.jonas, ada, tone(440, 1));
  await mailboxes.leave(ids.maria, jonas, tone(440, 1));
  await mailboxes.leave(ids.maria, ada, tone(440, 1));
  const mine = async () => (await call(maria.api.calling.voicemail.$get())).messages;
  const own = mailboxes.of(ids.jonas)[0]?.id ?? "";
  await mailboxes.remove(ids.jonas, own);
  const hers = await mine();
  const spoken = hers.find(({ callerId }) => callerId === ids.jonas)?.id ?? "";
  for (const { id } of hers) await call(maria.api.calling.voicemail[":id"].$delete({ param: { id } }));
  expect([await mine(), mailboxes.of(ids.jonas), mailboxes.count(ids.jonas)]).toEqual([
    [],
    [],
    { fresh: 0, heard: 0 },
  ]);
  for (const id of [own, spoken])
    expect((await maria.fetch(`${box.url}/app/calling/voicemail/${id}/sound`)).status).toBe(404);
  await policy({ voicemail: 30, calls: 30 });
  await box.rooms.db.write((orm) => void orm.run(sql`update voicemails set at = at - ${40 * day}`));
  await sweep();
  expect(
    sounds()
      .map(({ name }) => name)
      .sort(),
  ).toEqual([own, spoken].sort());
  await call(maria.api.admin.retention.holds[":id"].$delete({ param: { id: hold.id } }));
  await sweep();
  expect(sounds()).toEqual([]);
  expect(box.rooms.db.orm.all(sql`select id from voicemails`)).toEqual([]);
});
