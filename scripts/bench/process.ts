/** What benches share: a process on a core of its own, and the CPU time it has used. */
import { readFileSync } from "node:fs";

const ticksPerSecond = 100;

/** How memory is kept and given back to the system, as in systemd/hearth.service. */
export const allocator = {
  MIMALLOC_PURGE_DELAY: "10000",
  MIMALLOC_PURGE_HOLES_MIN_INTERVAL: "10000",
  BUN_JSC_forceRAMSize: "1073741824",
};

/** CPU seconds of a process and its threads, those that ended included (proc(5): utime and stime). */
export const cpuSeconds = (pid: number): number => {
  const { user, kernel } = cpuTimes(pid);
  return user + kernel;
};

/** The same, apart: seconds in the process's own code, and in the kernel on its behalf. */
export function cpuTimes(pid: number): { user: number; kernel: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { user: Number(fields[11]) / ticksPerSecond, kernel: Number(fields[12]) / ticksPerSecond };
}

/** The same of a process with children, as Kamailio's workers are. */
export function cpuTimesOfTree(pid: number): { user: number; kernel: number } {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .trim()
    .split(" ")
    .filter(Boolean);
  return children
    .map((child) => cpuTimesOfTree(Number(child)))
    .reduce(
      (sum, { user, kernel }) => ({ user: sum.user + user, kernel: sum.kernel + kernel }),
      cpuTimes(pid),
    );
}

export const cpuOfTree = (pid: number): number => {
  const { user, kernel } = cpuTimesOfTree(pid);
  return user + kernel;
};

/** Resident memory in megabytes. */
export const residentMegabytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;

export const onCore = (core: number, command: readonly string[]): string[] => [
  "taskset",
  "-c",
  String(core),
  ...command,
];

/** Starts a command and resolves with its first line of output that `pattern` matches. */
export async function startAndWait(
  command: readonly string[],
  pattern: RegExp,
  environment: Record<string, string> = {},
): Promise<{ pid: number; line: string; stop(): Promise<void> }> {
  const child = Bun.spawn([...command], {
    stdout: "pipe",
    stderr: "inherit",
    env: { ...process.env, ...environment },
  });
  let text = "";
  const decoder = new TextDecoder();
  const reader = child.stdout.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`${command.join(" ")} ended: ${text}`);
    text += decoder.decode(value, { stream: true });
    const line = text.split("\n").find((each) => pattern.test(each));
    if (line && text.includes(`${line}\n`)) {
      void (async () => {
        while (!(await reader.read()).done);
      })();
      return {
        pid: child.pid,
        line,
        async stop() {
          child.kill("SIGTERM");
          await child.exited;
        },
      };
    }
  }
}

export function table(title: string, rows: readonly (readonly [name: string, value: string])[]): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  process.stdout.write(
    `\n${title}\n${rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join("\n")}\n`,
  );
}

const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

export const milliseconds = (values: readonly number[]): string =>
  `${percentile(values, 0.5).toFixed(0)} ms median, ${percentile(values, 0.95).toFixed(0)} ms p95`;

/** Runs it so often, fifty at a time. */
export async function inTurns(count: number, run: (index: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += 50)
    await Promise.all(Array.from({ length: Math.min(50, count - from) }, (_, index) => run(from + index)));
}
