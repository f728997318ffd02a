/** The box's certificate over the years: another name, another address, files that are none. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadTls } from "./tls.ts";

const day = 24 * 3600 * 1000;
const now = Date.parse("2026-11-26T12:00:00Z");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-tls-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("[SE-01] stays as it is while it serves, and is renewed under the same authority before it ends", async () => {
  const first = await loadTls(folder, "hearth.example.org", now);
  expect(await loadTls(folder, "hearth.example.org", now + day)).toEqual(first);
  const end = Date.parse(new X509Certificate(first.cert).validTo);
  const renewed = await loadTls(folder, "hearth.example.org", end - 29 * day);
  expect(renewed.authority).toBe(first.authority);
  expect(renewed.cert).not.toBe(first.cert);
});

test("[SE-01] is made anew when the box has another name, or an address in its place", async () => {
  const { authority } = await loadTls(folder, "localhost", now);
  for (const host of ["hearth.example.org", "192.0.2.7", "2001:db8::7", "localhost"]) {
    const made = await loadTls(folder, host, now);
    const certificate = new X509Certificate(made.cert);
    expect(host.match(/^[\d.]+$|:/) ? certificate.checkIP(host) : certificate.checkHost(host)).toBe(host);
    expect(made.authority).toBe(authority);
  }
});

test("[SE-05] is made anew where its files are empty, cut, or of two kinds", async () => {
  const { authority } = await loadTls(folder, "localhost", now);
  for (const [file, content] of [
    ["server.pem", ""],
    ["server.pem", authority.slice(0, 200)],
    ["server.key", "no key"],
    ["server.pem", authority], // not that key's
  ] as const) {
    writeFileSync(join(folder, file), content);
    const made = await loadTls(folder, "localhost", now);
    expect(new X509Certificate(made.cert).checkHost("localhost")).toBe("localhost");
    expect(made.authority).toBe(authority);
  }
});
