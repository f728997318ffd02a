/**
 * A house of two thousand telephones with twenty lamps each is killed: until all lamps are told how it is.
 *
 *   bun scripts/bench/killed-lamps.ts        (two cores)
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, spawnAppliance } from "../peers/process.ts";
import { lastingSettings } from "../peers/settings.ts";
import { Crowd, type Phone } from "../peers/sip-crowd.ts";
import { until } from "../peers/until.ts";
import { allocator, cpuOfTree, inTurns, onCore, startAndWait, table } from "./process.ts";

const people = 2000;
const keys = 20;
/** Milliseconds after which what was asked for is on disk. */
const written = 3000;
const folder = mkdtempSync(join(tmpdir(), "hearth-killed-lamps-"));
const lasting = {
  ...lastingSettings(folder),
  SIP__DOMAIN: "127.0.0.1",
  SIP__UDP_PORT: String(freePort()),
  SIP__REQUESTS_PER_SECOND: "1000000",
};
const house = join(import.meta.dir, "sip-appliance.ts");
const before = await startAndWait(onCore(0, [process.execPath, house, String(people)]), /^\{/, {
  ...allocator,
  BENCH_SETTINGS: JSON.stringify(lasting),
});
const { ports, phones } = JSON.parse(before.line) as {
  ports: { udp: number; tls: number };
  phones: Phone[];
};
const crowd = await Crowd.open(ports);
const at = (index: number): Phone => phones[index % people] as Phone;
const headers = [
  ["event", "dialog"],
  ["accept", "application/dialog-info+xml"],
  ["expires", "1800"],
] as const;
await inTurns(people, (index) => crowd.register(at(index)));
await inTurns(people * keys, (index) => {
  const own = Math.floor(index / keys);
  return crowd.ask("SUBSCRIBE", at(own), { user: at(own + 1 + (index % keys)).extension, headers });
});
await Bun.sleep(written);
const told = crowd.notified.count;
process.kill(before.pid, "SIGKILL");
const killed = performance.now();
const main = join(import.meta.dir, "../../appliance/main.ts");
const after = await spawnAppliance(lasting, onCore(0, [process.execPath, main]));
const ready = performance.now();
const startedWith = cpuOfTree(after.pid);
const toldAtOnce = crowd.notified.count - told;
await until(() => crowd.notified.count - told >= people * keys, 120_000);
const seconds = (from: number) => ((performance.now() - from) / 1000).toFixed(1);
table(`${people} telephones with ${keys} lamps each`, [
  ["the house is up again", `${((ready - killed) / 1000).toFixed(1)} s, ${toldAtOnce} lamps told by then`],
  ["all lamps are told", `${seconds(killed)} s after the kill`],
  ["CPU after it was up", `${(cpuOfTree(after.pid) - startedWith).toFixed(1)} s`],
]);
crowd.close();
await after.kill("SIGTERM");
rmSync(folder, { recursive: true, force: true });
process.exit(0);
