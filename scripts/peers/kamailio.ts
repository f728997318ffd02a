/** Debian's Kamailio as a telephone provider: a registrar and proxy whose subscribers are numbers. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./process.ts";

export interface Kamailio {
  /** UDP, on loopback. */
  port: number;
  /** Of every subscriber, whose user name is their number. */
  password: string;
  stop(): Promise<void>;
}

/** Of everybody. */
export const kamailioPassword = "secret";

/** Resolves when it listens. */
export async function startKamailio(): Promise<Kamailio> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-kamailio-"));
  const port = freePort();
  writeFileSync(
    join(folder, "kamailio.cfg"),
    kamailioConfiguration({ port, debug: 2, onward: toSubscribers }),
  );
  const options = ["-DD", "-E", "-m", "64", "-M", "8", "-w", folder, "-Y", folder];
  const command = ["kamailio", "-f", join(folder, "kamailio.cfg"), ...options];
  const child = Bun.spawn(command, { stdin: "ignore", stdout: "ignore", stderr: "pipe" });
  const stop = async () => {
    child.kill();
    await child.exited;
    rmSync(folder, { recursive: true, force: true });
  };
  let said = "";
  const listens = Promise.withResolvers<void>();
  const listen = async () => {
    for await (const part of child.stderr) {
      said += Buffer.from(part).toString();
      if (said.includes("SO_RCVBUF is finally")) listens.resolve(); // its socket is open
    }
    listens.reject(new Error(`kamailio ended: ${said.slice(-2000)}`));
  };
  void listen();
  await listens.promise;
  return { port, password: kamailioPassword, stop };
}

/** Whether it lives is answered, and calls go to who is registered under the number. */
const toSubscribers = `if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
  if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }`;

/**
 * A registrar with digest and a stateful proxy on one worker: whoever knows the password registers and calls.
 * @param options.onward what says where a request outside of a dialog goes
 */
export const kamailioConfiguration = (options: {
  /** UDP, on loopback. */
  port: number;
  debug: number;
  onward: string;
}): string => `#!KAMAILIO
debug=${options.debug}
log_stderror=yes
fork=yes
children=1
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
listen=udp:127.0.0.1:${options.port}
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
    if (!pv_www_authenticate("$td", "${kamailioPassword}", "0")) { www_challenge("$td", "0"); exit; }
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
    if (!pv_proxy_authenticate("$fd", "${kamailioPassword}", "0")) { proxy_challenge("$fd", "0"); exit; }
    consume_credentials();
    record_route();
  }
  ${options.onward}
  route(RELAY);
}
route[RELAY] { if (!t_relay()) sl_reply_error(); exit; }
`;
