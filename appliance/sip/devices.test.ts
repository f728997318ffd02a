/** What opens something for a telephone ends with it, whatever happens at the same moment. */
import { afterAll, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database, systemClock } from "../platform/index.ts";
import { Devices } from "./devices.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-devices-"));
const db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../platform/migrations"));
let devices: Devices;

beforeEach(() => {
  devices = new Devices({
    db,
    clock: systemClock,
    realm: "localhost",
    onRemoved() {},
    onPlain() {},
    mayCall: () => true,
  });
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

test("[CA-26] a telephone that is removed while it is set up again reads no phone book any more", async () => {
  const { device } = await devices.add("maria", "Desk");
  const [renewed] = await Promise.all([devices.renew(device.id), devices.remove("maria", device.id)]);
  expect(devices.bookReader(renewed.device.bookKey)).toBeUndefined();
  expect(devices.identity(device.username)).toBeUndefined();
});

test("[CA-26] of passwords that are made at once the last one counts, and what was made of the others is gone", async () => {
  const { device } = await devices.add("maria", "Desk");
  const [first, last] = await Promise.all([devices.renew(device.id), devices.renew(device.id)]);
  expect(devices.bookReader(device.bookKey)).toBeUndefined();
  expect(devices.bookReader(first.device.bookKey)).toBeUndefined();
  expect(devices.bookReader(last.device.bookKey)).toBe("maria");
});
