/** An appliance of its own for a test or a bench: a temporary folder, free ports, no noise. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Appliance, type Surroundings, startAppliance } from "../../appliance/appliance.ts";
import { createLogger, loadConfig } from "../../appliance/platform/index.ts";
import { buildWeb } from "../build-web.ts";

export interface TestAppliance extends Appliance {
  folder: string;
  /** Stops it and removes its folder. */
  dispose(): Promise<void>;
}

/** Everything on loopback, at ports that the system chooses. */
const quietDefaults = {
  HOST: "localhost",
  HTTP__ADDRESS: "127.0.0.1",
  HTTP__HTTPS_PORT: "0",
  HTTP__HTTP_PORT: "0",
  SIP__ADDRESS: "127.0.0.1",
  SIP__UDP_PORT: "0",
  SIP__TCP_PORT: "0",
  SIP__TLS_PORT: "0",
  MEDIA__ADDRESS: "127.0.0.1",
  MEDIA__WEBRTC_PORT: "0",
};

/** @param settings as in the environment, without the prefix: `SIP__PORT` */
export async function testAppliance(
  settings: Record<string, string> = {},
  surroundings: Surroundings = {},
): Promise<TestAppliance> {
  if (!existsSync(join(import.meta.dir, "../../dist/web-ui/index.html"))) await buildWeb();
  const folder = settings.DATA ?? mkdtempSync(join(tmpdir(), "hearth-"));
  const environment = Object.fromEntries(
    Object.entries({ ...quietDefaults, ...settings, DATA: folder }).map(([name, value]) => [
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
