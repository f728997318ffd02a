/** An appliance of its own for a test or a bench: a temporary folder, free ports, no noise. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Appliance, startAppliance } from "../../appliance/appliance.ts";
import { createLogger, loadConfig } from "../../appliance/platform/index.ts";
import type { Surroundings } from "../../appliance/rooms.ts";
import { buildWeb } from "../build-web.ts";
import { freePort } from "./process.ts";
import { quietSettings } from "./settings.ts";

export interface TestAppliance extends Appliance {
  folder: string;
  /** Stops it and removes its folder. */
  dispose(): Promise<void>;
}

/** @param settings as in the environment, without the prefix: `SIP__PORT` */
export async function testAppliance(
  settings: Record<string, string> = {},
  surroundings: Surroundings = {},
): Promise<TestAppliance> {
  if (!existsSync(join(import.meta.dir, "../../dist/web-ui/index.html"))) await buildWeb();
  const folder = settings.DATA ?? mkdtempSync(join(tmpdir(), "hearth-"));
  // One that is closed and opened again finds its port free: no browser has connected from it meanwhile.
  const port = { HTTP__HTTPS_PORT: String(freePort()) };
  const environment = Object.fromEntries(
    Object.entries({ ...quietSettings, ...port, ...settings, DATA: folder }).map(([name, value]) => [
      `HEARTH_${name}`,
      value,
    ]),
  );
  const config = loadConfig({ file: "", environment });
  const level = (process.env.HEARTH_LOG_LEVEL ?? "error") as "error";
  const appliance = await startAppliance(config, createLogger({ level }), surroundings);
  return {
    ...appliance,
    folder,
    async dispose() {
      await appliance.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
