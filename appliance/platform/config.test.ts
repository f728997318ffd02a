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

test("a port that browsers open no page at is refused for pages", () => {
  const load = (name: string, port: string) => () =>
    loadConfig({ file: "/nonexistent.toml", environment: { [`HEARTH_${name}`]: port } });
  expect(load("HTTP__HTTPS_PORT", "6669")).toThrow(/http\.https_port: Browsers open no page at this port/);
  expect(load("HTTP__HTTP_PORT", "5060")).toThrow(/http\.http_port/);
  expect(load("SIP__UDP_PORT", "5060")().sip.udp_port).toBe(5060);
});

test("[GN-06] settings of the mail server that do not fit together are named", () => {
  const load = (settings: Record<string, string>) => () =>
    loadConfig({
      file: "/nonexistent.toml",
      environment: Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [`HEARTH_MAIL__${name}`, value]),
      ),
    });
  const server = { HOST: "mail.example.org", FROM: "hearth@example.org" };
  expect(load(server)().mail).toMatchObject({ security: "starttls", port: 0 });
  expect(load({ HOST: "mail.example.org" })).toThrow(/mail\.from: Name the address/);
  expect(load({ FROM: "hearth@example.org" })).toThrow(/mail\.host: Name the server/);
  expect(load({ ...server, FROM: "nobody" })).toThrow(/mail\.from/);
  expect(load({ ...server, USER: "hearth" })).toThrow(/mail\.password: A user comes with a password/);
  const clear = { ...server, USER: "hearth", PASSWORD: "secret", SECURITY: "none" };
  expect(load(clear)).toThrow(/mail\.security: The password would travel in the clear/);
  expect(load({ ...clear, HOST: "127.0.0.1" })().mail.user).toBe("hearth");
});
