/**
 * What a house of two thousand telephones costs: all their lamps, thirty calls a second, and a thousand telephones
 * that come back over TLS at once.
 *
 *   bun scripts/bench/sip-load.ts        (two cores)
 */
import { join } from "node:path";
import { Crowd, type Phone } from "../peers/sip-crowd.ts";
import { allocator, cpuOfTree, onCore, residentMegabytes, startAndWait, table } from "./process.ts";

const people = 2000;
const keys = 20;
const calls = { count: 600, perSecond: 30 };
const reconnecting = 1000;

const main = join(import.meta.dir, "sip-appliance.ts");
const command = onCore(0, [process.execPath, main, String(people)]);
const { pid, line, stop } = await startAndWait(command, /^\{/, allocator);
const { ports, phones } = JSON.parse(line) as { ports: { udp: number; tls: number }; phones: Phone[] };
const crowd = await Crowd.open(ports);
const rows: [string, string][] = [];
const phoneAt = (index: number): Phone => phones[index % phones.length] as Phone;

/** CPU seconds that the appliance takes meanwhile. */
async function costOf(run: () => Promise<unknown>): Promise<number> {
  const before = cpuOfTree(pid);
  await run();
  return cpuOfTree(pid) - before;
}

/** Runs `job` for 0…count-1, so many at once. */
async function pool(count: number, atOnce: number, job: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await job(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

const atRest = residentMegabytes(pid);
const registering = await costOf(() => pool(people, 50, (index) => crowd.register(phoneAt(index))));
const registered = residentMegabytes(pid);
rows.push([
  `${people} telephones register`,
  `${registering.toFixed(2)} s CPU, ${atRest.toFixed(0)} → ${registered.toFixed(0)} MB`,
]);

const lamp = [
  ["event", "dialog"],
  ["accept", "application/dialog-info+xml"],
  ["expires", "1800"],
] as const;
const watching = await costOf(() =>
  pool(people * keys, 50, (index) => {
    const own = Math.floor(index / keys);
    const { extension } = phoneAt(own + 1 + (index % keys));
    return crowd.ask("SUBSCRIBE", phoneAt(own), { user: extension, headers: lamp });
  }),
);
rows.push([
  `${people * keys} keys are subscribed to`,
  `${watching.toFixed(1)} s CPU (${((watching * 1e6) / people / keys).toFixed(0)} µs each), ${residentMegabytes(pid).toFixed(0)} MB, ${crowd.notified.count} NOTIFYs`,
]);

const resting = await costOf(() => Bun.sleep(10_000));
rows.push(["and nothing happens", `${(resting * 10).toFixed(1)} % of a core`]);

const heard = crowd.notified.count;
const delays: number[] = [];
const calling = await costOf(async () => {
  const running: Promise<unknown>[] = [];
  for (let index = 0; index < calls.count; index++) {
    running.push(
      crowd.call(phoneAt(index), phoneAt(index + 500).extension).then((delay) => delays.push(delay)),
    );
    await Bun.sleep(1000 / calls.perSecond);
  }
  await Promise.all(running);
});
delays.sort((a, b) => a - b);
const percentile = (share: number) => delays[Math.floor(delays.length * share)]?.toFixed(1);
rows.push([
  `${calls.perSecond} calls a second, each seen by ${2 * keys} lamps`,
  `INVITE to 180: median ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms; ${((calling * 1e3) / calls.count).toFixed(1)} ms CPU each with ${Math.round((crowd.notified.count - heard) / calls.count)} NOTIFYs`,
]);

/** Every phone on a connection of its own. */
async function comeBack(): Promise<() => void> {
  const lines: { close(): void }[] = [];
  await pool(reconnecting, 100, async (index) => {
    const connection = await crowd.connect();
    lines.push(connection);
    await crowd.register(phoneAt(index), connection.flow);
  });
  return () => {
    for (const connection of lines) connection.close();
  };
}
(await comeBack())();
await Bun.sleep(2000);
const reconnected = await costOf(comeBack);
rows.push([`${reconnecting} telephones come back over TLS`, `${reconnected.toFixed(2)} s CPU`]);

table("A house of telephones", rows);
crowd.close();
await stop();
process.exit(0);
