/**
 * How soon what happens to calls is known where it should be: telephones of the house's own stack (SipPeer), sip.js on
 * desks, in the app and outside, an app that follows the stream, and a mail server; all in one process with the house.
 *
 *   bun scripts/bench/calls-promptness.ts [rounds]
 */

import { trunkSchema } from "../../appliance/calling/outside/trunks.ts";
import type { StreamFrame } from "../../appliance/platform/index.ts";
import type { SipRequest } from "../../appliance/sip/message.ts";
import { AppClient } from "../peers/client.ts";
import { mailSettings, openMailServer } from "../peers/mail-server.ts";
import { SipPeer } from "../peers/sip-peer.ts";
import { SoftphoneHouse } from "../peers/softphones.ts";
import { until } from "../peers/until.ts";
import { milliseconds, table } from "./process.ts";

const rounds = Number(process.argv[2] ?? 20);
const post = await openMailServer();
const house = await SoftphoneHouse.open(mailSettings(post));
const { calling, people, sip } = house.box.rooms;
const now = () => performance.now();

const rows: [string, string][] = [];
async function several(what: string, goal: string, run: () => Promise<number>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await run());
  rows.push([what, `${milliseconds(times)} (goal: ${goal})`]);
}

const password = "a long password";
const reached = await house.admin.admit({ name: "Reached", email: "reached@northwind.example", password });
await calling.settings.change(reached.id, { voicemail: false, voicemailMail: "notice" });
const number = people.directory.find(reached.id)?.extension ?? "";

/** A telephone of theirs that rings, and keeps when it was told of what. */
async function telephone(name: string) {
  const { device, password: secret } = await sip.devices.add(reached.id, name, { plain: true });
  const peer = await SipPeer.open(sip.ports.udp, { username: device.username, password: secret });
  const told = new Map<string, number>();
  let invite: SipRequest | undefined;
  peer.takes = (request) => {
    told.set(request.headers.get("event") ?? request.method, now());
    if (request.method === "INVITE") {
      invite = request;
      peer.respond(request, 180, { Contact: peer.contact });
    }
    if (request.method === "CANCEL" && invite) peer.respond(invite, 487);
    return request.method === "INVITE" || request.method === "ACK";
  };
  await peer.ask("REGISTER", "", { expires: "3600" });
  return { peer, told };
}
const ten = await Promise.all(Array.from({ length: 10 }, (_, index) => telephone(`desk ${index}`)));
const [first] = ten;
if (!first) throw new Error("no telephones");

/** Resolves with when the app was told, of what comes from now on. */
const frames = new Set<(frame: StreamFrame) => void>();
const onFrame = (frame: StreamFrame) => {
  for (const listener of [...frames]) listener(frame);
};
await reached.client.follow(0, onFrame);
const appIsTold = (isIt: (frame: StreamFrame) => boolean): Promise<number> =>
  new Promise((resolve) => {
    const listener = (frame: StreamFrame) => {
      if (!isIt(frame)) return;
      frames.delete(listener);
      resolve(now());
    };
    frames.add(listener);
  });
const event = (kind: string) => appIsTold((frame) => frame.type === "event" && frame.kind === kind);

const caller = await house.station("phone", 600);
const app = await house.station("app", 1000);

await several("ten telephones of a person ring: the first to the last", "300 ms", async () => {
  for (const { told } of ten) told.clear();
  const call = await caller.phone.call(number);
  await until(() => ten.every(({ told }) => told.has("INVITE")));
  const times = ten.map(({ told }) => told.get("INVITE") ?? 0);
  await call.hangUp();
  await house.quiet();
  return Math.max(...times) - Math.min(...times);
});

const sound = Buffer.alloc(8000 * 2 * 3);
const from = { personId: caller.personId, name: "Person 1", number: caller.number };
const lampAfter = async (act: () => Promise<unknown>): Promise<number> => {
  first.told.clear();
  const began = now();
  await act();
  await until(() => first.told.has("message-summary"));
  return (first.told.get("message-summary") ?? 0) - began;
};
await several("a message is left, until the telephone's lamp is told", "1 s", () =>
  lampAfter(() => calling.mailboxes.leave(reached.id, from, sound)),
);
await several("it is heard, until the lamp is told", "1 s", () =>
  lampAfter(async () => {
    const fresh = calling.mailboxes.of(reached.id).find(({ heard }) => !heard);
    await calling.mailboxes.mark(reached.id, fresh?.id ?? "", true);
  }),
);
await several("a message is left, until its e-mail has come", "30 s", async () => {
  const count = post.mails.length + 1;
  const began = now();
  await calling.mailboxes.leave(reached.id, from, sound);
  await post.received(count);
  return now() - began;
});

const other = new AppClient(house.box.url);
await other.signIn({ name: "Reached", email: "reached@northwind.example", password });
let on = false;
await several("a setting is changed in one app, until the other is told", "1 s", async () => {
  on = !on;
  const told = event("call.settings");
  const began = now();
  await other.api.calling.settings.$patch({ json: { doNotDisturb: on } });
  return (await told) - began;
});
await calling.settings.change(reached.id, { doNotDisturb: false });

await several("a forward is set in an app, until the next call rings where it leads", "5 s", async () => {
  const began = now();
  await other.api.calling.settings.$patch({ json: { forwardAlways: app.number } });
  const call = await caller.phone.call(number);
  await app.phone.rings();
  const took = now() - began;
  await call.hangUp();
  await house.quiet();
  await calling.settings.change(reached.id, { forwardAlways: null });
  return took;
});

await several("a call is given up, until it is in the app's list", "3 s", async () => {
  const call = await caller.phone.call(number);
  await until(() => call.status === 180);
  const told = event("call.ended");
  const began = now();
  await call.hangUp();
  await told;
  const answer = await reached.client.api.calling.history.$get({ query: { limit: "1" } });
  await answer.json();
  const took = now() - began;
  await house.quiet();
  return took;
});

await several(
  "a call is resumed, until the other side is heard again (in steps of 100 ms)",
  "300 ms",
  async () => {
    const [own, theirs] = await house.connect(caller, app);
    await theirs.media.hears(caller.tone, []);
    const id = calling.liveCalls[0]?.id ?? "";
    calling.ownCalls.hold(caller.personId ?? "", id, true);
    await theirs.media.hearsOther([caller.tone, app.tone]);
    const began = now();
    calling.ownCalls.hold(caller.personId ?? "", id, false);
    await theirs.media.hears(caller.tone, []);
    const took = now() - began;
    await own.hangUp();
    await house.quiet();
    return took;
  },
);

await calling.sharedLines.put(undefined, {
  name: "Line",
  number: "2500",
  seconds: 20,
  members: [reached.id],
});
await several("a shared line rings, until its people's apps are told", "500 ms", async () => {
  const told = appIsTold((frame) => frame.type === "signal" && frame.name === "lines");
  const began = now();
  const call = await caller.phone.call("2500");
  const took = (await told) - began;
  await call.hangUp();
  await house.quiet();
  return took;
});

const outsider = await house.outsider("+14155550999", 1400);
const silent = await SipPeer.open(sip.ports.udp, { username: "silent", password: "" }, "127.0.0.8");
silent.takes = ({ method }) => method !== "OPTIONS"; // it lives, and answers no call
const definition = { host: "127.0.0.8", port: silent.port };
const { id: dead } = await calling.trunks.put(
  undefined,
  trunkSchema.parse({ name: "Silent", priority: 1, definition }),
);
await until(() => calling.trunks.find(dead)?.state.kind === "up");
await several("a trunk does not answer, until the next one rings", "5 s", async () => {
  const began = now();
  const call = await caller.phone.call(outsider.number);
  await outsider.phone.rings();
  const took = now() - began;
  await call.hangUp();
  await house.quiet();
  return took;
});

table("Promptness of calls", rows);
process.exit(0);
