/** A host's controls, as the app's clients use them; who is not the host may use none. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });

let box: TestAppliance;
let host: AppClient;
let guest: AppClient;
let third: AppClient;
let meeting: string;
const participants: Record<string, string> = {};

const join = (client: AppClient) => client.api.meetings[":id"].participants.$post({ param: { id: meeting } });

async function joined(name: string, client: AppClient): Promise<void> {
  const answer = (await (await join(client)).json()) as { participant: { id: string } };
  participants[name] = answer.participant.id;
}

const control = async (client: AppClient, json: Record<string, unknown>): Promise<Response> =>
  client.fetch(`${box.url}/app/meetings/${meeting}/controls`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(json),
  });

const view = () => box.rooms.meetings.meetings.of(hostId)[0];
let hostId = "";

beforeAll(async () => {
  box = await testAppliance();
  host = new AppClient(box.url);
  hostId = await host.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  const [second, other] = await Promise.all([host.admit(person("jonas")), host.admit(person("aiko"))]);
  guest = second.client;
  third = other.client;
  const space = await host.createSpace("Launch", [second.id, other.id]);
  const started = await host.api.meetings.$post({ json: { space } });
  meeting = ((await started.json()) as { meeting: { id: string } }).meeting.id;
  await joined("maria", host);
  await joined("jonas", guest);
  await joined("aiko", third);
});
afterAll(() => box.dispose());

const mutedNames = () => view()?.participants.flatMap(({ name, muted }) => (muted ? [name] : []));

test("[MT-08] whoever is not the host controls nobody", async () => {
  for (const json of [
    { action: "mute" },
    { action: "lock", locked: true },
    { action: "expel", participant: participants.aiko },
    { action: "pass", participant: participants.jonas },
  ])
    expect((await control(guest, json)).status).toBe(403);
  expect(view()?.participants).toHaveLength(3);
});

test("[MT-08] the host mutes one, then everybody but the host; each may speak again", async () => {
  const told = Promise.withResolvers<unknown>();
  const socket = await guest.follow(0, (frame) => {
    if (frame.type === "signal" && frame.name === "meeting.muted") told.resolve(frame.data);
  });
  expect((await control(host, { action: "mute", participant: participants.jonas })).status).toBe(204);
  expect(await told.promise).toMatchObject({ meeting, participant: participants.jonas });
  expect(mutedNames()).toEqual(["jonas"]);
  expect((await control(host, { action: "mute" })).status).toBe(204);
  expect(mutedNames()).toEqual(["jonas", "aiko"]);
  const param = { id: meeting, participant: participants.aiko ?? "" };
  await third.api.meetings[":id"].participants[":participant"].$patch({ param, json: { muted: false } });
  expect(mutedNames()).toEqual(["jonas"]);
  socket.close();
});

test("[UX-04] a line of captions goes to everybody in the meeting, once to each; what is none is refused", async () => {
  const path = `${box.url}/app/meetings/${meeting}/participants/${participants.jonas}/captions`;
  const write = (client: AppClient, body: string) =>
    client.fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  await join(third); // a second browser of Aiko's
  const read: string[] = [];
  const last = Promise.withResolvers<void>();
  const socket = await third.follow(0, (frame) => {
    if (frame.type !== "signal" || frame.name !== "meeting.caption") return;
    const { meeting: about, participant, text } = frame.data as Record<string, string>;
    read.push(`${text} ${about === meeting && participant === participants.jonas}`);
    if (text === "Good evening.") last.resolve();
  });
  for (const text of ["", " \n", "x".repeat(501), 7, null])
    expect((await write(guest, JSON.stringify({ text }))).status).toBe(400);
  expect((await write(guest, "{")).status).toBe(400);
  expect((await write(guest, JSON.stringify({ text: "Hello", to: "x" }))).status).toBe(400);
  expect((await write(host, JSON.stringify({ text: "In Jonas's name" }))).status).toBe(404);
  expect((await write(guest, JSON.stringify({ text: " Good <b>morning</b>. " }))).status).toBe(204);
  expect((await write(guest, JSON.stringify({ text: "Good evening." }))).status).toBe(204);
  await last.promise;
  expect(read).toEqual(["Good <b>morning</b>. true", "Good evening. true"]);
  socket.close();
});

test("[MT-08] a locked meeting lets nobody in until it is unlocked", async () => {
  await control(host, { action: "lock", locked: true });
  expect(view()?.locked).toBe(true);
  const refused = await join(third);
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ error: { code: "meeting-locked" } });
  await control(host, { action: "lock", locked: false });
  expect((await join(third)).status).toBe(200);
});

test("[MT-08] whoever is expelled is out and stays out; the host cannot be", async () => {
  expect((await control(host, { action: "expel", participant: participants.maria })).status).toBe(409);
  expect((await control(host, { action: "expel", participant: participants.jonas })).status).toBe(204);
  expect(view()?.participants.some(({ name }) => name === "jonas")).toBe(false);
  expect((await join(guest)).status).toBe(403);
  expect((await control(host, { action: "mute", participant: participants.jonas })).status).toBe(404);
});

test("[MT-08] the host is passed on, and can do no more then", async () => {
  expect((await control(host, { action: "pass", participant: participants.aiko })).status).toBe(204);
  expect((await control(host, { action: "lock", locked: true })).status).toBe(403);
  expect((await control(third, { action: "lock", locked: true })).status).toBe(204);
});

test("[MT-08] what is not a control is refused, and what was done stands in the event log", async () => {
  for (const json of [{}, { action: "explode" }, { action: "expel", participant: "x" }, { action: "lock" }])
    expect((await control(third, json)).status).toBe(400);
  const seen: string[] = [];
  const socket = await third.follow(0, (frame) => {
    if (frame.type !== "event" || frame.kind !== "meeting.controlled") return;
    seen.push((frame.payload as { action: string }).action);
  });
  socket.close();
  expect(seen).toEqual(["mute", "mute", "lock", "lock", "expel", "pass", "lock"]);
});
