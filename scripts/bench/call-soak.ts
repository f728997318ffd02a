/**
 * Calls with everything that people do to them, for some minutes: held, sent on, put in a meeting, left to voicemail,
 * rung on a shared line. At the end nothing of them may be left: no leg, dialog, transaction or descriptor.
 *
 *   bun scripts/bench/call-soak.ts [minutes] [calls a second]        (packages: sip-tester)
 */

import { heapStats } from "bun:jsc";
import { readdirSync } from "node:fs";
import { testAppliance } from "../peers/appliance.ts";
import { AppClient } from "../peers/client.ts";
import { freePort } from "../peers/process.ts";
import { runSipp } from "../peers/sipp.ts";
import { residentMegabytes } from "./process.ts";

const minutes = Number(process.argv[2] ?? 3);
const rate = Number(process.argv[3] ?? 15);
const password = "a long password";
const box = await testAppliance({
  SIP__DOMAIN: "127.0.0.1",
  SIP__DIGEST_ALGORITHMS: "MD5",
  SIP__REQUESTS_PER_SECOND: "100000",
  CALLING__CALLS_PER_LINE: "20000",
});
const { calling, sip, media, people } = box.rooms;
const { directory } = people;
const code = box.setupCode ?? "";
const caller = await directory.setUp({
  code,
  organisation: "Soak",
  name: "Caller",
  email: "caller@example.org",
  password,
});
const colleague = async (name: string) => {
  const { token } = await directory.invite({ name, email: `${name}@example.org`, role: "user" });
  return directory.accept(token, { name, password });
};
const [callee, target, absent] = [
  await colleague("callee"),
  await colleague("target"),
  await colleague("absent"),
];
for (const { id } of [callee, target]) await calling.settings.change(id, { voicemail: false });
const members = [callee.id, target.id];
await calling.sharedLines.put(undefined, { name: "Line", number: "2500", seconds: 20, members });
const app = new AppClient(box.url);
await app.signIn({ name: callee.name, email: callee.email, password });

const port = sip.ports.udp;
const answering: Promise<unknown>[] = [];
const own = await sip.devices.add(caller.id, "sipp");
const user = { username: own.device.username, password: own.password };
for (const person of [callee, target]) {
  const { device, password: secret } = await sip.devices.add(person.id, "sipp");
  const localPort = freePort();
  const users = [{ username: device.username, password: secret }];
  await runSipp("register", { port, users, localPort });
  const calls = Math.ceil(minutes * 60 * rate * 3);
  const timeoutSeconds = minutes * 60 + 45;
  answering.push(runSipp("callee", { port: 0, localPort, calls, timeoutSeconds }));
}
const descriptors = () => readdirSync("/proc/self/fd").length;

/** Calls to one number, one after the other at a rate, until the time is over. */
async function stream(service: string, callsPerSecond: number, pause: number) {
  const calls = Math.round(minutes * 60 * callsPerSecond);
  const users = Array.from({ length: calls }, () => user);
  const timeoutSeconds = minutes * 60 + 60;
  return runSipp("caller", { port, users, service, calls, callsPerSecond, pause, timeoutSeconds });
}

const done = { held: 0, transferred: 0, refused: 0, met: 0 };
let running = true;
/** What the callee's app does with calls that stand, at random. */
async function meddle(): Promise<void> {
  while (running) {
    await Bun.sleep(1000 / rate);
    const calls = calling.ownCalls.of(callee.id).filter(({ state }) => state === "connected");
    const [call] = calls.toSorted(() => Math.random() - 0.5);
    if (!call) continue;
    const chance = Math.random();
    try {
      if (chance < 0.4) {
        calling.ownCalls.hold(callee.id, call.id, true);
        setTimeout(() => {
          try {
            calling.ownCalls.hold(callee.id, call.id, false);
          } catch {
            // It ended while it was held.
          }
        }, 200);
        done.held++;
      } else if (chance < 0.6) {
        void calling.ownCalls.transfer(callee.id, call.id, target.extension ?? "").then(
          () => done.transferred++,
          () => done.refused++,
        );
      } else if (chance < 0.65 && (await app.api.meetings.$post({ json: { calls: [call.id] } })).ok)
        done.met++;
    } catch {
      done.refused++; // it ended in the same moment
    }
  }
}

Bun.gc(true);
const before = { fd: descriptors(), heap: heapStats().heapSize, objects: heapStats().objectCount };
const samples: number[] = [];
const sampling = setInterval(() => samples.push(residentMegabytes(process.pid)), 5000);
const meddling = meddle();
const began = performance.now();
const results = await Promise.all([
  stream(`${callee.extension}`, rate, 1500),
  stream("2500", rate / 5, 800),
  stream(`${absent.extension}`, rate / 10, 2500),
]);
running = false;
await meddling;
clearInterval(sampling);
const seconds = (performance.now() - began) / 1000;
// Who was put in a meeting waits there when the other has left.
for (const { id } of [callee, target])
  for (const call of calling.ownCalls.of(id)) calling.ownCalls.hangUp(id, call.id);
await calling.settled();
const until = Date.now() + 60_000;
while (sip.load.transactions > 0 && Date.now() < until) await Bun.sleep(500);
Bun.gc(true);
const after = { fd: descriptors(), heap: heapStats().heapSize, objects: heapStats().objectCount };
const total = results.reduce((sum, { successful }) => sum + successful, 0);
const failed = results.reduce((sum, one) => sum + one.failed, 0);
const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
process.stdout.write(
  [
    `${total} calls in ${seconds.toFixed(0)} s, ${failed} failed; ${JSON.stringify(done)}`,
    `left: ${JSON.stringify({ calls: calling.liveCalls.length, ...sip.load, ...(await media.load()) })}`,
    `descriptors ${before.fd} → ${after.fd}, heap ${megabytes(before.heap)} → ${megabytes(after.heap)} MB`,
    `resident every 5 s, MB: ${samples.map((value) => value.toFixed(0)).join(" ")}`,
    ...results.flatMap(({ failed: some, errors }) => (some > 0 ? errors.split("\n").slice(0, 3) : [])),
    "",
  ].join("\n"),
);
await Promise.allSettled(answering); // they answer until their time is over
await box.dispose();
process.exit(0);
