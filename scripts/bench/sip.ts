/**
 * SIP beside Debian's Kamailio, with the same sipp scenarios in one run: CPU for a digest REGISTER and for a
 * challenged call; then many calls at once, and messages made to hold a parser up. Measured is a server that is
 * warm: it has had so many registrations and calls before that nothing of it is compiled any more.
 *
 *   bun scripts/bench/sip.ts        (packages: kamailio, sip-tester; two cores)
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseNameAddress, parseVia } from "../../appliance/sip/headers.ts";
import { parseMessage } from "../../appliance/sip/parser.ts";
import { hostileMessages } from "../peers/hostile-sip.ts";
import { freePort } from "../peers/process.ts";
import { runSipp, type SippOptions, type SippResult } from "../peers/sipp.ts";
import { cpuOfTree, onCore, residentMegabytes, startAndWait, table } from "./process.ts";

const registrations = { count: 20_000, perSecond: 4000 };
const calls = { count: 3000, perSecond: 250 };
const anchoredCalls = { count: 1500, perSecond: 150 };
const warmUp = { count: 15_000, perSecond: 500 };
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

/** Runs sipp on the other core, and takes the server's CPU before and after. */
async function measure(
  pid: number,
  run: () => Promise<SippResult>,
): Promise<{ microseconds: number; result: SippResult }> {
  const before = cpuOfTree(pid);
  const result = await run();
  return { microseconds: ((cpuOfTree(pid) - before) * 1e6) / Math.max(1, result.successful), result };
}

const told = ({ microseconds, result }: { microseconds: number; result: SippResult }) =>
  `${microseconds.toFixed(0)} µs CPU each, ${result.successful} ok, ${result.failed} failed, ${result.retransmissions} retransmitted`;

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
    timeoutSeconds: 180,
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

const rows: [string, string][] = [];
const calleePort = freePort();

/** An appliance on the first core, with one phone that answers and many that call. */
async function hearth(anchor: "always" | "when-needed") {
  const main = join(import.meta.dir, "sip-appliance.ts");
  const command = onCore(0, [process.execPath, main, "50"]);
  const { pid, line, stop } = await startAndWait(command, /^\{/, {
    BENCH_ANCHOR: anchor,
    MIMALLOC_PURGE_DELAY: "10000", // as systemd/hearth.service has it
  });
  const { ports, phones } = JSON.parse(line) as { ports: { udp: number }; phones: Phone[] };
  const [callee, ...callers] = phones;
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

const direct = await hearth("when-needed");
await registering(direct.pid, direct.port, direct.callers);
const hearthRegister = await registering(direct.pid, direct.port, direct.callers);
rows.push(["REGISTER, digest: Hearth", told(hearthRegister)]);
await direct.run(warmUp);
const hearthCall = await direct.run(calls);
rows.push(["call, media direct: Hearth", told(hearthCall)]);
await direct.stop();
const fresh = await hearth("when-needed");
rows.push(["10,500 calls at once, media direct: Hearth", await holding(fresh, atOnce)]);
await fresh.stop();
const anchored = await hearth("always");
await anchored.run(anchoredCalls);
rows.push(["call, media anchored: Hearth", told(await anchored.run(anchoredCalls))]);
rows.push(["2,000 calls at once, media anchored: Hearth", await holding(anchored, anchoredAtOnce)]);
await anchored.stop();

const folder = mkdtempSync(join(tmpdir(), "hearth-kamailio-"));
const port = freePort();
writeFileSync(join(folder, "kamailio.cfg"), kamailioConfiguration(port, calleePort));
const options = ["-DD", "-E", "-m", "512", "-M", "16", "-w", folder, "-Y", folder];
const command = onCore(0, ["kamailio", "-f", join(folder, "kamailio.cfg"), ...options]);
const kamailio = Bun.spawn(command, { stdout: "ignore", stderr: "ignore" });
await Bun.sleep(2000);
const guests = direct.callers.map((phone) => ({ ...phone, password: "secret" }));
await registering(kamailio.pid, port, guests);
const kamailioRegister = await registering(kamailio.pid, port, guests);
rows.push(["REGISTER, digest: Kamailio", told(kamailioRegister)]);
await calling(kamailio.pid, port, calleePort, "1", guests, warmUp);
const kamailioCall = await calling(kamailio.pid, port, calleePort, "1", guests, calls);
rows.push(["call, media direct: Kamailio", told(kamailioCall)]);
kamailio.kill("SIGTERM");
await kamailio.exited;
rmSync(folder, { recursive: true, force: true });

const ratio = (ours: { microseconds: number }, theirs: { microseconds: number }) =>
  (ours.microseconds / theirs.microseconds).toFixed(2);
rows.push(["REGISTER, Hearth / Kamailio", ratio(hearthRegister, kamailioRegister)]);
rows.push(["call, Hearth / Kamailio", ratio(hearthCall, kamailioCall)]);
table("SIP", rows);
table("64 kB of …, read", hostile());
process.exit(0);

function hostile(): [string, string][] {
  return Object.entries(hostileMessages).map(([name, make]) => {
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
    return [name, `${worst.toFixed(2)} ms at worst`];
  });
}

/** A registrar with digest and a stateful proxy to the callee, on one worker. */
function kamailioConfiguration(listen: number, target: number): string {
  return `#!KAMAILIO
debug=0
log_stderror=yes
fork=yes
children=1
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
listen=udp:127.0.0.1:${listen}
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
loadmodule "kex.so"
loadmodule "corex.so"
loadmodule "pv.so"
loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "sanity.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
modparam("registrar", "max_contacts", 10)
modparam("rr", "enable_full_lr", 1)
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (!sanity_check()) exit;
  if (is_method("REGISTER")) {
    if (!pv_www_authenticate("$td", "secret", "0")) { www_challenge("$td", "0"); exit; }
    if (!save("location")) sl_reply_error();
    exit;
  }
  if (has_totag()) {
    if (loose_route()) { route(RELAY); exit; }
    if (is_method("ACK")) { if (t_check_trans()) route(RELAY); exit; }
    sl_send_reply("404", "Not here"); exit;
  }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  t_check_trans();
  if (is_method("INVITE")) {
    if (!pv_proxy_authenticate("$fd", "secret", "0")) { proxy_challenge("$fd", "0"); exit; }
    consume_credentials();
    record_route();
  }
  $du = "sip:127.0.0.1:${target}";
  route(RELAY);
}
route[RELAY] { if (!t_relay()) sl_reply_error(); exit; }
`;
}
