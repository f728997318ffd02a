/**
 * How long after its cause a lamp of a telephone changes (CA-21): 25 telephones watch 500 people, who are rung, speak,
 * hang up, and do not want to be disturbed.
 *
 *   bun scripts/bench/lamps.ts        (two cores)
 */
import { join } from "node:path";
import { LampKeys } from "../peers/lamp-keys.ts";
import { Crowd, type Phone } from "../peers/sip-crowd.ts";
import { allocator, cpuOfTree, onCore, startAndWait, table } from "./process.ts";

const watchers = 25;
const watched = 500;
/** Milliseconds that a telephone rings, and that its call stands. */
const [ringing, speaking] = [500, 500];
const calls = { count: 500, perSecond: 10 };
const undisturbed = 200;

const main = join(import.meta.dir, "sip-appliance.ts");
const rows: [string, string][] = [];

/** @param keys on each telephone; where all have fewer than there are people, each watches others */
async function measure(keys: number): Promise<void> {
  const command = onCore(0, [process.execPath, main, String(watchers + watched)]);
  const { pid, line, stop } = await startAndWait(command, /^\{/, allocator);
  const { ports, phones } = JSON.parse(line) as { ports: { udp: number; tls: number }; phones: Phone[] };
  const crowd = await Crowd.open(ports);
  const lamps = new LampKeys(crowd);
  const [desks, people] = [phones.slice(0, watchers), phones.slice(watchers)];
  const personAt = (index: number): Phone => people[index % watched] as Phone;
  for (const phone of phones) await crowd.register(phone);
  for (const [index, desk] of desks.entries())
    for (let key = 0; key < keys; key++) await lamps.watch(desk, personAt(index * keys + key).extension);

  crowd.ringing = () => Bun.sleep(ringing);
  const partners = new Map<string, Phone[]>();
  crowd.onAnswering = ({ uri }) => {
    const pair = partners.get(/^sip:([^@]+)@/.exec(uri)?.[1] ?? "") ?? [];
    for (const { extension } of pair) lamps.caused(extension, "busy");
  };
  const call = async (caller: Phone, callee: Phone) => {
    const both = [caller, callee];
    const change = (lamp: "ringing" | "idle") => {
      for (const { extension } of both) lamps.caused(extension, lamp);
    };
    partners.set(callee.username, both);
    change("ringing");
    await crowd.call(caller, callee.extension, async () => {
      await Bun.sleep(speaking);
      change("idle");
    });
  };
  const before = { cpu: cpuOfTree(pid), count: crowd.notified.count };
  const running: Promise<unknown>[] = [];
  for (let index = 0; index < calls.count; index++) {
    running.push(call(personAt(2 * index), personAt(2 * index + 1)));
    await Bun.sleep(1000 / calls.perSecond);
  }
  await Promise.all(running);
  const cost = cpuOfTree(pid) - before.cpu;
  const told = crowd.notified.count - before.count;
  for (let index = 0; index < undisturbed; index++) {
    const phone = personAt(index);
    lamps.caused(phone.extension, "do not disturb");
    void crowd.call(phone, "*78", () => Bun.sleep(speaking));
    await Bun.sleep(1000 / calls.perSecond);
  }
  for (let waited = 0; lamps.awaited > 0 && waited < 5000; waited += 100) await Bun.sleep(100);

  const name = `${watchers} telephones with ${keys} keys`;
  for (const [lamp, delays] of lamps.delays) {
    delays.sort((a, b) => a - b);
    const at = (share: number) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))];
    const [median, p95, most] = [at(0.5), at(0.95), at(1)].map((delay) => delay?.toFixed(1));
    rows.push([`${name}: ${lamp}`, `median ${median} ms, p95 ${p95}, most ${most} of ${delays.length}`]);
  }
  const share = ((cost / (calls.count / calls.perSecond)) * 100).toFixed(0);
  const missed = `${lamps.awaited} never shown, ${lamps.skipped} over before they were told`;
  rows.push([
    `${name}: ${calls.perSecond} calls a second`,
    `${told} NOTIFYs, ${share} % of a core; ${missed}`,
  ]);
  crowd.close();
  await stop();
}

await measure(watched / watchers);
await measure(watched);
table("Lamps: from a cause to the NOTIFY", rows);
process.exit(0);
