/** Notifications on a real appliance: who is told of what, where it waits, and what clears it. */
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { call } from "../../../web-ui/api/client.ts";
import { encryptContent } from "../../../web-ui/crypto/content.ts";
import type { StreamFrame } from "../../platform/index.ts";
import type { Notice } from "./index.ts";

let box: TestAppliance;
let maria: AppClient;
let jonas: AppClient;
const ids = { maria: "", jonas: "" };
let space: string;
let key: string;
let sockets: WebSocket[] = [];

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });
const settled = () => box.rooms.messaging.notifications.settled();
const centreOf = async (client: AppClient) => {
  await settled();
  return call(client.api.notifications.$get({ query: {} }));
};
const kindsOf = async (client: AppClient) =>
  (await centreOf(client)).notifications.filter(({ readAt }) => readAt === null).map(({ kind }) => kind);
const read = (client: AppClient, json: { upTo?: number; only?: number; space?: string }) =>
  call(client.api.notifications.read.$post({ json }));

/** What Jonas's client is told from now on; asking waits until everything on its way has arrived. */
async function listen(): Promise<() => Promise<Notice[]>> {
  const notices: Notice[] = [];
  let arrived = Promise.withResolvers<void>();
  const keep = (frame: StreamFrame) => {
    if (frame.type !== "signal") return;
    if (frame.name === "notice") notices.push(frame.data as Notice);
    if (frame.name === "fence") arrived.resolve();
  };
  sockets.push(await jonas.follow(box.rooms.events.last, keep));
  return async () => {
    await settled();
    arrived = Promise.withResolvers<void>();
    box.rooms.stream.signal([ids.jonas], "fence", null);
    await arrived.promise;
    return notices.splice(0);
  };
}

beforeAll(async () => {
  box = await testAppliance();
  maria = new AppClient(box.url);
  ids.maria = await maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  const admitted = await maria.admit(person("jonas"));
  jonas = admitted.client;
  ids.jonas = admitted.id;
});
afterAll(() => box.dispose());

beforeEach(async () => {
  for (const socket of sockets) socket.close();
  sockets = [];
  space = await maria.createSpace("harbour", [ids.jonas]);
  key = await maria.keyOf(space);
  await settled();
  await read(jonas, { upTo: box.rooms.events.last });
  await read(maria, { upTo: box.rooms.events.last });
  await call(jonas.api.preferences.$patch({ json: { notify: "all", quiet: null } }));
});

test("[MS-13] being added to a space, mentions, direct messages, replies and reactions wait in the centre", async () => {
  const invited = await maria.createSpace("quay", [ids.jonas]);
  const direct = await maria.directSpace(ids.jonas);
  await maria.send(direct, await maria.keyOf(direct), "between us");
  await maria.send(space, key, "just so");
  await maria.send(space, key, "you", undefined, { mentions: [ids.jonas] });
  const mine = await jonas.send(space, key, "a thought");
  await maria.send(space, key, "an answer", undefined, { parent: mine });
  const emoji = await encryptContent(maria.keyring, key, { sp: space, mid: mine }, "👍");
  const reaction = { id: crypto.randomUUID(), emoji };
  await call(maria.api.messages[":id"].reactions.$post({ param: { id: mine }, json: reaction }));
  expect(await kindsOf(jonas)).toEqual(["reaction", "reply", "direct", "invitation"]); // the mention was answered
  const { notifications } = await centreOf(jonas);
  expect(notifications.find(({ kind }) => kind === "invitation")).toMatchObject({
    subject: invited,
    space: invited,
    actor: ids.maria,
  });
  expect(notifications[0]?.message?.reactions).toHaveLength(1);
  const param = { id: mine, reaction: reaction.id };
  await call(maria.api.messages[":id"].reactions[":reaction"].$delete({ param }));
  expect(await kindsOf(jonas)).not.toContain("reaction");
});

test("[MS-13] the level of the space and the usual one decide, in the centre and outside", async () => {
  const notices = await listen();
  const mark = (json: { notify: "all" | "mentions" | "none" | null }) =>
    call(jonas.api.spaces[":id"].mine.$patch({ param: { id: space }, json }));
  const say = async (mentions: string[] = []) => {
    await maria.send(space, key, "well", undefined, { mentions });
    return (await notices()).map(({ kind }) => kind);
  };
  expect(await say()).toEqual(["message"]);
  expect(await say([ids.jonas])).toEqual(["mention"]);
  await call(jonas.api.preferences.$patch({ json: { notify: "mentions" } }));
  expect(await say()).toEqual([]);
  expect(await say(["all"])).toEqual(["mention"]);
  await mark({ notify: "all" });
  expect(await say()).toEqual(["message"]);
  await mark({ notify: "none" });
  expect(await say([ids.jonas])).toEqual([]);
  expect(await kindsOf(jonas)).toEqual(["mention", "mention"]);
});

test("[MS-13] read on one client clears all: by reading the space, one alone, or everything", async () => {
  const changed = Promise.withResolvers<void>();
  const since = box.rooms.events.last;
  sockets.push(
    await jonas.follow(since, (frame) => {
      if (frame.type === "event" && frame.kind === "notifications.changed") changed.resolve();
    }),
  );
  for (const text of ["one", "two"]) await maria.send(space, key, text, undefined, { mentions: [ids.jonas] });
  const [second, first] = (await centreOf(jonas)).notifications;
  await call(
    jonas.api.spaces[":id"].mine.$patch({ param: { id: space }, json: { readSeq: first?.seq ?? 0 } }),
  );
  await changed.promise;
  expect((await centreOf(jonas)).unread).toBe(1);
  await read(jonas, { only: second?.seq ?? 0 });
  expect((await centreOf(jonas)).unread).toBe(0);
  await maria.send(space, key, "three", undefined, { mentions: [ids.jonas] });
  await settled();
  await read(jonas, { upTo: box.rooms.events.last });
  expect((await centreOf(jonas)).unread).toBe(0);
});

test("[MS-13] quiet hours silence what pops up and not the centre", async () => {
  const quiet = { from: "00:00", to: "23:59", days: [0, 1, 2, 3, 4, 5, 6], zone: "UTC" };
  await call(jonas.api.preferences.$patch({ json: { quiet } }));
  const notices = await listen();
  await maria.send(space, key, "psst", undefined, { mentions: [ids.jonas] });
  expect(await kindsOf(jonas)).toEqual(["mention"]);
  expect(await notices()).toEqual([]);
});

test("[MS-13] what was deleted, and what lies in a space that one has left, waits no more", async () => {
  const gone = await maria.send(space, key, "never said", undefined, { mentions: [ids.jonas] });
  await maria.send(space, key, "said", undefined, { mentions: [ids.jonas] });
  expect(await kindsOf(jonas)).toEqual(["mention", "mention"]);
  await call(maria.api.messages[":id"].$delete({ param: { id: gone } }));
  expect(await kindsOf(jonas)).toEqual(["mention"]);
  const param = { id: space, person: ids.jonas };
  await call(maria.api.spaces[":id"].members[":person"].$delete({ param }));
  expect((await centreOf(jonas)).notifications.filter(({ space: of }) => of === space)).toEqual([]);
});

test("[MS-08] a flag reminds at its time, once, and only those who can still see the message", async () => {
  const message = await maria.send(space, key, "call back");
  const notices = await listen();
  const due = Promise.withResolvers<void>();
  const stop = box.rooms.events.listen(({ kind }) => kind === "flag.due" && due.resolve());
  const json = { dueAt: Date.now() + 50 };
  await call(jonas.api.messages[":id"].flag.$put({ param: { id: message }, json }));
  await due.promise;
  stop();
  expect(await kindsOf(jonas)).toEqual(["reminder"]);
  expect((await notices()).map(({ kind, message: about }) => [kind, about?.id])).toContainEqual([
    "reminder",
    message,
  ]);
});

test.each([{}, { upTo: -1 }, { upTo: "all" }, { kinds: ["gossip"] }, { space: "x" }, { person: "x" }])(
  "a selection that is none is refused: %j",
  async (rubbish) => {
    const answer = await jonas.fetch(`${box.url}/app/notifications/read`, {
      method: "POST",
      body: JSON.stringify(rubbish),
      headers: { "Content-Type": "application/json" },
    });
    expect(answer.status).toBe(400);
  },
);

test("[MS-13] [MS-08] what happened while the box was down is told when it is up again", async () => {
  const message = await maria.send(space, key, "later", undefined, { mentions: [ids.jonas] });
  const json = { dueAt: Date.now() + 3_600_000 };
  await call(jonas.api.messages[":id"].flag.$put({ param: { id: message }, json }));
  await settled();
  const { folder } = box;
  await box.close();
  const { Database } = await import("bun:sqlite");
  const file = new Database(`${folder}/hearth.db`);
  file.run("update flags set due_at = ?", [Date.now() - 1000]); // an hour without power
  file.run("delete from notifications where kind = 'mention'"); // it went before the last page was written
  file.run("update settings set value = value - 3 where name = 'notifications.cursor'");
  file.close();
  box = await testAppliance({ DATA: folder });
  jonas = new AppClient(box.url);
  await jonas.signIn(person("jonas"));
  const due = () => box.rooms.messaging.notifications.centre.list(ids.jonas, 1e12, 10).notifications;
  while (!due().some(({ kind }) => kind === "reminder"))
    await new Promise((resolve) => setImmediate(resolve));
  expect((await kindsOf(jonas)).sort()).toEqual(["mention", "reminder"]);
});
