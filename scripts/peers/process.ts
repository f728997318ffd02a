/** The appliance as a process of its own, to be killed and started again. */

import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { opensInBrowsers } from "../../appliance/platform/index.ts";

const main = join(import.meta.dir, "../../appliance/main.ts");

export interface ApplianceProcess {
  url: string;
  setupCode: string;
  pid: number;
  /** Resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Resolves when the appliance says that it is ready; rejects with what it said when it ends before.
 * @param command what starts it; from these sources when left out
 */
export async function spawnAppliance(
  settings: Record<string, string>,
  command: string[] = [process.execPath, main],
): Promise<ApplianceProcess> {
  const environment = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`HEARTH_${name}`, value]),
  );
  const child = Bun.spawn(command, {
    env: { ...process.env, ...environment },
    stdout: "pipe",
    stderr: "pipe",
  });
  const said = { url: "", setupCode: "", errors: "" };
  void new Response(child.stderr).text().then((text) => {
    said.errors = text;
  });
  const ready = Promise.withResolvers<void>();
  const lines = createInterface({ input: Readable.fromWeb(child.stdout as never) });
  lines.on("line", (line) => {
    said.setupCode ||= /^Set-up code: (\S+)/.exec(line)?.[1] ?? "";
    said.url ||= /^Hearth is ready at (\S+)/.exec(line)?.[1] ?? "";
    if (/^Started in/.test(line)) ready.resolve();
  });
  void child.exited.then((code) =>
    ready.reject(new Error(`the appliance ended with ${code}: ${said.errors}`)),
  );
  await ready.promise;
  return {
    url: said.url,
    setupCode: said.setupCode,
    pid: child.pid,
    async kill(signal = "SIGKILL") {
      child.kill(signal);
      await child.exited;
    },
  };
}

/** Below those that the system and media give away: what is stopped and started again finds its port free. */
const [firstPort, lastPort] = [6_200, 9_799];

/** A TCP port that was free a moment ago; browsers open pages at it. */
export function freePort(): number {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort + 1));
    if (!opensInBrowsers(port)) continue;
    try {
      Bun.listen({ hostname: "127.0.0.1", port, socket: { data() {} } }).stop(true);
      return port;
    } catch {
      // Somebody has it: another.
    }
  }
}
