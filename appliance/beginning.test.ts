/** A box that cannot begin says why, and leaves nothing open. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testAppliance } from "../scripts/peers/appliance.ts";
import { freePort } from "../scripts/peers/process.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nowhere = "192.0.2.1"; // RFC 5737: not of this machine

test("[SE-01] where media cannot begin, what had begun is closed: the next house has its ports", async () => {
  const settings = { DATA: folder, SIP__TCP_PORT: String(freePort()) };
  await expect(testAppliance({ ...settings, MEDIA__ADDRESS: nowhere })).rejects.toMatchObject({
    code: "media-lost",
  });
  const box = await testAppliance(settings);
  await box.close();
}, 20_000);

test("[SE-01] where more than media cannot begin, the first reason is told", async () => {
  const settings = { DATA: folder, SIP__ADDRESS: nowhere, MEDIA__ADDRESS: nowhere };
  await expect(testAppliance(settings)).rejects.toMatchObject({ code: "EADDRNOTAVAIL" });
}, 20_000);
