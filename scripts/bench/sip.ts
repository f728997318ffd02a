/**
 * SIP beside Debian's Kamailio, with the same sipp scenarios in one run: CPU for a digest REGISTER and for a
 * challenged call; then many calls at once, and messages made to hold a parser up. Measured is a server that is
 * warm: it has had so many registrations and calls before that nothing of it is compiled any more.
 *
 *   bun scripts/bench/sip.ts [cost] [many] [hostile]        (packages: kamailio, sip-tester; two cores)
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseNameAddress, parseVia } from "../../appliance/sip/headers.ts";
import { parseMessage } from "../../appliance/sip/parser.ts";
import { hostileMessages } from "../peers/hostile-sip.ts";
import { kamailioConfiguration, kamailioPassword } from "../peers/kamailio.ts";
import { freePort } from "../peers/process.ts";
import { runSipp, type SippOptions, type SippResult } from "../peers/sipp.ts";
import { allocator, cpuTimesOfTree, onCore, residentMegabytes, startAndWait, table } from "./process.ts";

const registrations = { count: 20_000, perSecond: 4000 };
const calls = { count: 3000, perSecond: 250 };
const anchoredCalls = { count: 1500, perSecond: 150 };
const rounds = 3;
const phones = 50;
const warmUp = { count: 12_000, perSecond: 300 };
/** 250 begin a second and last 42: 10,500 at once. */
const atOnce = { count: 12_000, perSecond: 250, seconds: 42 };
const anchoredAtOnce = { count: 2000, perSecond: 100, seconds: 30 };

interface Load {
  count: number;
  perSecond: number;
  /** How long each call lasts; one without. */
  seconds?: number;
}

interface Phone {
  username: string;
  password: string;
  extension: string;
}

/** CPU for each in microseconds: in all, and in the kernel. */
interface Measured {
  microseconds: number;
  kernel: number;
  result: SippResult;
}

/** Runs sipp on the other core, and takes the server's CPU before and after. */
async function measure(pid: number, run: () => Promise<SippResult>): Promise<Measured> {
  const before = cpuTimesOfTree(pid);
  const result = await run();
  const after = cpuTimesOfTree(pid);
  const each = (seconds: number) => (seconds * 1e6) / Math.max(1, result.successful);
  const kernel = after.kernel - before.kernel;
  return { microseconds: each(after.user - before.user + kernel), kernel: each(kernel), result };
}

const told = ({ microseconds, kernel, result }: Measured) =>
  `${microseconds.toFixed(0)} µs CPU each (${kernel.toFixed(0)} in the kernel), ${result.successful} ok, ` +
  `${result.failed} failed, ${result.retransmissions} retransmitted`;

async function registering(pid: number, port: number, users: readonly Phone[]) {
  const many = Array.from(
    { length: registrations.count },
    (_, index) => users[index % users.length] as Phone,
  );
  const options: SippOptions = {
    port,
    users: many,
    calls: registrations.count,
    callsPerSecond: registrations.perSecond,
    timeoutSeconds: 120,
  };
  return measure(pid, () => runSipp("register", options));
}

async function calling(
  pid: number,
  port: number,
  calleePort: number,
  service: string,
  users: readonly Phone[],
  load: Load,
) {
  const many = Array.from({ length: load.count }, (_, index) => users[index % users.length] as Phone);
  const answering = runSipp("callee", {
    port: 0,
    localPort: calleePort,
    calls: load.count,
    timeoutSeconds: Math.ceil(load.count / load.perSecond) + (load.seconds ?? 1) + 15, // where calls failed
  });
  const measured = await measure(pid, () =>
    runSipp("caller", {
      port,
      service,
      users: many,
      calls: load.count,
      callsPerSecond: load.perSecond,
      concurrent: 20_000,
      pause: (load.seconds ?? 1) * 1000,
      timeoutSeconds: 180,
    }),
  );
  await answering;
  return measured;
}

const calleePort = freePort();

/** An appliance on the first core, with one phone that answers and many that call. */
async function hearth(anchor: "always" | "when-needed") {
  const main = join(import.meta.dir, "sip-appliance.ts");
  const command = onCore(0, [process.execPath, main, String(phones)]);
  const { pid, line, stop } = await startAndWait(command, /^\{/, { BENCH_ANCHOR: anchor, ...allocator });
  const { ports, phones: made } = JSON.parse(line) as { ports: { udp: number }; phones: Phone[] };
  const [callee, ...callers] = made;
  if (!callee) throw new Error("no phones");
  await runSipp("register", { port: ports.udp, users: [callee], localPort: calleePort });
  const run = (load: Load) => calling(pid, ports.udp, calleePort, callee.extension, callers, load);
  return { pid, port: ports.udp, callers, run, stop };
}

/** The calls of a load that holds them, and the most memory on the way. */
async function holding({ pid, run }: Awaited<ReturnType<typeof hearth>>, load: Load): Promise<string> {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(pid));
  }, 200);
  const measured = await run(load);
  clearInterval(watch);
  return `${told(measured)}, ${peak.toFixed(0)} MB at the peak`;
}

/** A server that is measured. */
interface Server {
  register(): Promise<Measured>;
  call(): Promise<Measured>;
  stop(): Promise<void>;
}

/**
 * CPU for each, ours beside Kamailio's, in turns: what else the machine does is not the same in any two minutes. The
 * round in the middle by their ratio counts.
 */
async function cost(): Promise<void> {
  const ours = await warmHearth();
  const theirs = await warmKamailio();
  for (const what of ["register", "call"] as const) {
    const pairs: { ours: Measured; theirs: Measured; ratio: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const pair = { ours: await ours[what](), theirs: await theirs[what]() };
      pairs.push({ ...pair, ratio: pair.ours.microseconds / pair.theirs.microseconds });
    }
    const byRatio = pairs.toSorted((a, b) => a.ratio - b.ratio);
    const middle = byRatio[Math.floor(rounds / 2)];
    if (!middle) continue;
    table(what === "register" ? "REGISTER, digest" : "challenged call, media direct", [
      ["Hearth", told(middle.ours)],
      ["Kamailio", told(middle.theirs)],
      ["Hearth / Kamailio", byRatio.map(({ ratio }) => ratio.toFixed(2)).join(", ")],
    ]);
  }
  await ours.stop();
  await theirs.stop();
}

async function warmHearth(): Promise<Server> {
  const { pid, port, callers, run, stop } = await hearth("when-needed");
  const server = { register: () => registering(pid, port, callers), call: () => run(calls), stop };
  await server.register();
  await run(warmUp);
  return server;
}

async function warmKamailio(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-kamailio-"));
  const port = freePort();
  const answeringPort = freePort();
  writeFileSync(
    join(folder, "kamailio.cfg"),
    kamailioConfiguration({ port, debug: 0, onward: `$du = "sip:127.0.0.1:${answeringPort}";` }),
  );
  const options = ["-DD", "-E", "-m", "512", "-M", "16", "-w", folder, "-Y", folder];
  const command = onCore(0, ["kamailio", "-f", join(folder, "kamailio.cfg"), ...options]);
  const child = Bun.spawn(command, { stdout: "ignore", stderr: "ignore" });
  const { pid } = child;
  await Bun.sleep(2000);
  const guests = Array.from({ length: phones - 1 }, (_, index) => ({
    username: `guest-${index}`,
    password: kamailioPassword,
    extension: "1",
  }));
  const server = {
    register: () => registering(pid, port, guests),
    call: () => calling(pid, port, answeringPort, "1", guests, calls),
    async stop() {
      child.kill("SIGTERM");
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.register(); // nothing of it is compiled while it runs, but its memory is new
  return server;
}

/** Many calls at once, and calls whose media pass through the house. */
async function many(): Promise<void> {
  const direct = await hearth("when-needed");
  const atOnceDirect = await holding(direct, atOnce);
  await direct.stop();
  const anchored = await hearth("always");
  await anchored.run(anchoredCalls);
  table("Calls", [
    ["10,500 at once, media direct", atOnceDirect],
    ["media anchored", told(await anchored.run(anchoredCalls))],
    ["2,000 at once, media anchored", await holding(anchored, anchoredAtOnce)],
  ]);
  await anchored.stop();
}

/** The longest that one message holds the parser up. */
function hostile(): void {
  const rows = Object.entries(hostileMessages).map(([name, make]) => {
    const text = make(64_000);
    let worst = 0;
    for (let round = 0; round < 10; round++) {
      const start = performance.now();
      const parsed = parseMessage(text);
      if (parsed.ok) {
        for (const contact of parsed.message.headers.all("contact")) parseNameAddress(contact);
        for (const via of parsed.message.headers.all("via")) parseVia(via);
      }
      worst = Math.max(worst, performance.now() - start);
    }
    return [name, `${worst.toFixed(2)} ms at worst`] as const;
  });
  table("64 kB of …, read", rows);
}

const parts = { cost, many, hostile };
const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(parts))
  if (wanted.length === 0 || wanted.includes(name)) await run();
process.exit(0);
