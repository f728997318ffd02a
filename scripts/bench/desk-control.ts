/**
 * A telephone on the desk that the app controls (HY-03, MB-04): runs of dialling, holding, resuming, sending on, hanging
 * up, answering and declining, by the app's interface, at a telephone that knows the talk event; the others are baresip.
 * A run succeeds when each of its steps has come about within five seconds. Latency is from the app's request until the
 * telephone has it, or, where nothing is asked of the telephone, until the app is answered.
 *
 *   bun scripts/bench/desk-control.ts [runs]        (packages: baresip-core)
 */
import type { CallsOfPerson } from "../../appliance/calling/index.ts";
import type { Person } from "../../appliance/people/index.ts";
import type { SipRequest } from "../../appliance/sip/message.ts";
import { AppClient } from "../peers/client.ts";
import { SipPeer } from "../peers/sip-peer.ts";
import { houseWithoutMailboxes, password } from "../peers/telephones.ts";
import { until } from "../peers/until.ts";
import { milliseconds, table } from "./process.ts";

const runs = Number(process.argv[2] ?? 200);
const patience = 5000;

const house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"]);
const { calling, sip } = house.box.rooms;
const [maria, jonas, aiko] = Object.values(house.people) as [Person, Person, Person];

/** What the app was told last. */
let told: CallsOfPerson = { calls: [], ringing: [] };
const app = new AppClient(house.box.url);
await app.signIn({ name: "Maria", email: maria.email, password });
await app.follow(0, (frame) => {
  if (frame.type === "signal" && frame.name === "calls") told = frame.data as CallsOfPerson;
});
const api = app.api.calling.calls;

/** When the desk's telephone was last told this, by method; a NOTIFY is one of the talk event. */
const reached = new Map<string, number>();
const { device, password: secret } = await sip.devices.add(maria.id, "desk", { plain: true });
const desk = await SipPeer.open(sip.ports.udp, { username: device.username, password: secret });
const sound = [
  "v=0",
  "o=desk 1 1 IN IP4 127.0.0.1",
  "s=-",
  "c=IN IP4 127.0.0.1",
  "t=0 0",
  "m=audio 9 RTP/AVP 0",
  "",
];
const lift = (invite: SipRequest) =>
  desk.respond(invite, 200, { Contact: desk.contact, "Content-Type": "application/sdp" }, sound.join("\r\n"));
let ringing: SipRequest | undefined;
desk.takes = (request) => {
  const { method, headers } = request;
  reached.set(method, performance.now());
  if (method === "ACK") return true;
  if (method === "INVITE") {
    ringing = request;
    desk.respond(request, 180, { "Allow-Events": "talk", Contact: desk.contact });
    if (headers.get("call-info")?.includes("answer-after")) lift(request);
    return true;
  }
  if (method === "CANCEL" && ringing) desk.respond(ringing, 487);
  if (headers.get("event") !== "talk" || !ringing) return false;
  desk.respond(request, 200);
  lift(ringing);
  return true;
};
await desk.ask("REGISTER", "", { expires: "3600" });
await house.phone(aiko, { answers: true });
const auto = await house.phone(jonas, { answers: true });
const caller = await house.phone(jonas, { transport: "tcp" });

const latencies = new Map<string, number[]>();
const note = (step: string, from: number, to = performance.now()) =>
  void latencies.set(step, [...(latencies.get(step) ?? []), to - from]);
/** Asks for something, and notes how long it took until the telephone had it. */
async function step(
  name: string,
  ask: () => Promise<Response | { status: number }>,
  method?: string,
): Promise<void> {
  const from = performance.now();
  const answer = await ask();
  if (answer.status >= 300) throw new Error(`${name} was answered ${answer.status}`);
  const answered = performance.now();
  if (!method) return note(name, from, answered);
  await until(() => (reached.get(method) ?? 0) > from, patience);
  note(name, from, reached.get(method));
}
const state = async (wanted: string) => until(() => told.calls[0]?.state === wanted, patience);
const own = () => ({ id: told.calls[0]?.id ?? told.ringing[0]?.id ?? "" });

async function run(): Promise<void> {
  const json = { device: device.id, number: jonas.extension ?? "" };
  await step("dial", () => api.$post({ json }), "INVITE");
  await state("connected");
  for (const held of [true, false]) {
    const asked = { param: own(), json: { held } };
    await step(held ? "hold" : "resume", () => api[":id"].hold.$put(asked));
    await state(held ? "held" : "connected");
  }
  const onward = { param: own(), json: { number: aiko.extension ?? "" } };
  await step("transfer", () => api[":id"].transfer.$post(onward), "BYE");
  await until(() => told.calls.length === 0, patience);
  await auto.command("hangup");
  await house.quiet();
  for (const action of ["answer", "decline"] as const) {
    await caller.command("dial", maria.extension ?? "");
    await until(() => told.ringing[0]?.devices[0]?.answers === true, patience);
    const param = own();
    if (action === "decline") await step(action, () => api[":id"].decline.$post({ param }), "CANCEL");
    else {
      await step(action, () => api[":id"].answer.$post({ param, json: { device: device.id } }), "NOTIFY");
      await state("connected");
      await step("hang up", () => api[":id"].$delete({ param: own() }), "BYE");
    }
    await until(() => told.calls.length + told.ringing.length === 0, patience);
    await house.quiet();
  }
}

const failures: string[] = [];
for (let count = 0; count < runs; count++)
  try {
    await run();
  } catch (error) {
    failures.push(String(error));
    for (const { id } of told.calls) calling.ownCalls.hangUp(maria.id, id);
    await Promise.all([auto.command("hangup"), caller.command("hangup")]);
    await house.quiet();
  }
const share = ((100 * (runs - failures.length)) / runs).toFixed(1);
table(`Control of a desk telephone, ${runs} runs`, [
  ["succeeded (goal: 99 %)", `${share} %`],
  ...[...latencies].map(([name, times]) => [`${name} (goal: 300 ms)`, milliseconds(times)] as const),
  ...[...new Set(failures)].map((failure) => ["failed", failure] as const),
]);
desk.close();
await house.hangUp();
await house.box.dispose();
process.exit(0);
