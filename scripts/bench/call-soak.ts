/**
 * Calls with everything that people do to them, for some minutes: by sipp, with sound by sip.js over a trunk, from an
 * app, to a number elsewhere and to a mailbox. At the end nothing of them may be left: no leg, dialog, transaction,
 * parked call, descriptor or timer, and no more memory than after the first minute. The softphones, and the media of
 * their app, are in this process too, and count.
 *
 *   bun scripts/bench/call-soak.ts [minutes] [calls a second]        (packages: sip-tester)
 */

import { heapStats } from "bun:jsc";
import { CallRounds } from "../peers/call-rounds.ts";
import { CallStorm, stormSettings } from "../peers/call-storm.ts";
import { SoftphoneHouse } from "../peers/softphones.ts";
import { residentMegabytes } from "./process.ts";

const minutes = Number(process.argv[2] ?? 3);
const rate = Number(process.argv[3] ?? 15);
const warmUpSeconds = 60;
// So much of the latest messages is kept on purpose: it is full before measuring begins.
const house = await SoftphoneHouse.open({ ...stormSettings, SIP__TRACE_BYTES: String(4 * 1024 ** 2) });
const { sip } = house.box.rooms;
const storm = await CallStorm.open(house.box, true);
const softphones = await CallRounds.open(house);

const write = (line: string) => void process.stdout.write(`${line}\n`);

/** What is left once the last transaction is over (32 s, RFC 3261 §17), and the heap after a collection. */
async function still() {
  const left = await storm.rest();
  const until = Date.now() + 60_000;
  while (sip.load.transactions > 0 && Date.now() < until) await Bun.sleep(500);
  Bun.gc(true);
  const { heapSize, objectCount, objectTypeCounts } = heapStats();
  const megabytes = { heap: heapSize / 1024 ** 2, resident: residentMegabytes(process.pid) };
  const { Timeout: timers = 0 } = objectTypeCounts;
  return { left: { ...left, transactions: sip.load.transactions, timers }, megabytes, objects: objectCount };
}
const shown = ({ left, megabytes, objects }: Awaited<ReturnType<typeof still>>) =>
  `${JSON.stringify(left)}, heap ${megabytes.heap.toFixed(1)} MB of ${objects} objects, resident ${megabytes.resident.toFixed(0)} MB`;

await Promise.all([storm.run(warmUpSeconds, rate), softphones.run(warmUpSeconds)]);
write(`after a minute's warming up: ${shown(await still())}`);
const samples: number[] = [];
const sampling = setInterval(() => samples.push(residentMegabytes(process.pid)), 15_000);
const began = performance.now();
const [{ successful, failed, deeds, errors }, rounds] = await Promise.all([
  storm.run(minutes * 60, rate),
  softphones.run(minutes * 60),
]);
const seconds = (performance.now() - began) / 1000;
clearInterval(sampling);
write(`${successful} calls in ${seconds.toFixed(0)} s, ${failed} failed; ${JSON.stringify(deeds)}`);
write(
  `${rounds.rounds} rounds with sound (put together, held, sent on, parked, elsewhere, to a mailbox), ${rounds.errors.length} failed`,
);
write(`left: ${shown(await still())}`);
write(`resident every 15 s, MB: ${samples.map((value) => value.toFixed(0)).join(" ")}`);
for (const error of [...errors, ...rounds.errors.slice(0, 5)]) write(error);
await storm.close();
await house.dispose();
process.exit(0);
