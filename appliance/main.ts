/** The process: reads the configuration, starts the appliance, says where it is, and stops it cleanly. */
import { type Appliance, startAppliance } from "./appliance.ts";
import { ConfigError, createLogger, HearthError, loadConfig } from "./platform/index.ts";

/** Milliseconds: what hangs does not keep the house from stopping; what was acknowledged is on disk. */
const longestStop = 15_000;

/** Starts what the configuration says, and prints the address, the set-up code while it is needed, the time. */
export async function run(): Promise<Appliance> {
  const config = loadConfig();
  const log = createLogger({ level: config.log_level });
  const appliance = await startAppliance(config, log);
  const lines = [`Hearth is ready at ${appliance.url}`];
  if (appliance.setupCode) lines.push(`Set-up code: ${appliance.setupCode}`);
  lines.push(`Started in ${Math.round(performance.now())} ms.`);
  process.stdout.write(`${lines.join("\n")}\n`);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), longestStop).unref();
    await appliance.close().catch((error: unknown) => log.error("it did not stop cleanly", { error }));
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("unhandledRejection", (error) => log.error("a promise was rejected unheard", { error }));
  // One request, one timer or one datagram went wrong: everybody else's calls go on.
  process.on("uncaughtException", (error) => log.error("something was thrown that nobody caught", { error }));
  return appliance;
}

/** Ends the process where it does not start: what its administrator can mend is a sentence, anything else a trace. */
export async function orExit(start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const known = error instanceof ConfigError || error instanceof HearthError;
    process.stderr.write(`${known ? error.message : (error as Error).stack}\n`);
    process.exit(1);
  }
}

if (import.meta.main) await orExit(run);
