import { expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, loadConfig } from "./index.ts";

test("the environment beats the file, and the file the defaults", () => {
  const file = join(mkdtempSync(join(tmpdir(), "hearth-config-")), "hearth.toml");
  writeFileSync(file, 'host = "from-file"\n[http]\nhttps_port = 1443\nhttp_port = 1080\n');
  const config = loadConfig({ file, environment: { HEARTH_HTTP__HTTPS_PORT: "443" } });
  expect(config).toMatchObject({ host: "from-file", http: { https_port: 443, http_port: 1080 } });
});

test("each wrong entry is named", () => {
  const environment = { HEARTH_HTTP__HTTPS_PORT: "http", HEARTH_SIP__COLOUR: "red" };
  const load = () => loadConfig({ file: "/nonexistent.toml", environment });
  expect(load).toThrow(ConfigError);
  expect(load).toThrow(/http\.https_port[\s\S]*sip.*colour/);
});
