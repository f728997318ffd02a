/** Debian's sipp (package sip-tester) as a peer: a scenario of scripts/peers/sipp, run to its end. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./process.ts";

const scenarios = join(import.meta.dir, "sipp");

export interface SippOptions {
  host?: string;
  port: number;
  transport?: "udp" | "tcp";
  /** One line of injection each: `[field0]` is the user name, `[field1]` the credentials. */
  users?: readonly { username: string; password: string }[];
  /** `[service]`: whom to call. */
  service?: string;
  calls?: number;
  callsPerSecond?: number;
  concurrent?: number;
  /** What else the scenario names: `[name]`. */
  keys?: Readonly<Record<string, string>>;
  /** Sends the sound back that it hears. */
  echoes?: boolean;
  /** Milliseconds that `<pause/>` takes. */
  pause?: number;
  localPort?: number;
  timeoutSeconds?: number;
  /** How many of a hundred messages it loses, of those that it sends and of those that come. */
  lost?: number;
  /** Ends it before its time. */
  signal?: AbortSignal;
}

export interface SippResult {
  successful: number;
  failed: number;
  retransmissions: number;
  /** What sipp said of the first errors. */
  errors: string;
}

export function sippArguments(scenario: string, options: SippOptions, folder: string): string[] {
  const users = options.users ?? [];
  const injection = join(folder, "users.csv");
  const lines = users.map(
    ({ username, password }) => `${username};[authentication username=${username} password=${password}]`,
  );
  if (users.length > 0) writeFileSync(injection, ["SEQUENTIAL", ...lines, ""].join("\n"));
  const target = options.port === 0 ? [] : [`${options.host ?? "127.0.0.1"}:${options.port}`];
  return [
    "sipp",
    ...target,
    ...["-sf", join(scenarios, `${scenario}.xml`)],
    ...["-t", options.transport === "tcp" ? "t1" : "u1", "-i", "127.0.0.1"],
    ...(options.localPort ? ["-p", String(options.localPort)] : []),
    ...["-m", String(options.calls ?? Math.max(1, users.length)), "-r", String(options.callsPerSecond ?? 10)],
    ...["-l", String(options.concurrent ?? 1000), "-d", String(options.pause ?? 0)],
    ...(users.length > 0 ? ["-inf", injection] : []),
    ...(options.service ? ["-s", options.service] : []),
    ...Object.entries(options.keys ?? {}).flatMap(([name, value]) => ["-key", name, value]),
    ...(options.echoes ? ["-rtp_echo", "-mp", String(freePort())] : []),
    ...(options.lost ? ["-lost", String(options.lost)] : []),
    ...[
      "-nostdin",
      "-buff_size",
      "4000000",
      "-timeout",
      `${options.timeoutSeconds ?? 30}s`,
      "-timeout_error",
    ],
    ...["-trace_stat", "-fd", "1", "-stf", join(folder, "statistics.csv")],
    ...["-trace_err", "-error_file", join(folder, "errors.log")],
  ];
}

export async function runSipp(scenario: string, options: SippOptions): Promise<SippResult> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-sipp-"));
  try {
    const { signal } = options;
    const child = Bun.spawn(sippArguments(scenario, options, folder), {
      stdout: "ignore",
      stderr: "pipe",
      ...(signal && { signal }),
    });
    const complaint = await new Response(child.stderr).text();
    await child.exited;
    return readResult(folder, complaint);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readResult(folder: string, complaint: string): SippResult {
  const text = (name: string) => {
    try {
      return readFileSync(join(folder, name), "utf8");
    } catch {
      return ""; // sipp writes no file when there is nothing to say
    }
  };
  const [head = "", ...rows] = text("statistics.csv").trim().split("\n");
  const names = head.split(";");
  const last = rows.at(-1)?.split(";") ?? [];
  const figure = (name: string) => Number(last[names.indexOf(name)] ?? Number.NaN);
  return {
    successful: figure("SuccessfulCall(C)"),
    failed: figure("FailedCall(C)"),
    retransmissions: figure("Retransmissions(C)"),
    errors: (text("errors.log") || complaint).slice(0, 2000),
  };
}
