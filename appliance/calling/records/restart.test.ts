/** The appliance is killed while people speak, and starts again: nothing hangs, and every call is on record. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Baresip } from "../../../scripts/peers/baresip.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { type ApplianceProcess, freePort, spawnAppliance } from "../../../scripts/peers/process.ts";
import { lastingSettings } from "../../../scripts/peers/settings.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import type { CallRecord } from "./record-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-restart-"));
const port = freePort();
const settings = {
  ...lastingSettings(folder),
  SIP__DOMAIN: "127.0.0.1",
  SIP__DIGEST_ALGORITHMS: "MD5",
  SIP__UDP_PORT: String(port),
};
const admin = { name: "Maria", email: "maria@northwind.example", password: "a long password" };
let box: ApplianceProcess;
const phones: Baresip[] = [];

afterAll(async () => {
  for (const phone of phones) await phone.stop();
  await box?.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

async function telephone(app: AppClient, name: string, tone: number): Promise<Baresip> {
  const made = await (await app.api.calling.devices.$post({ json: { name, plain: true } })).json();
  if (!("device" in made)) throw new Error("there is no telephone");
  const { username } = made.device;
  const phone = await Baresip.start({
    username,
    password: made.password,
    port,
    transport: "udp",
    tone,
    answers: name === "desk",
  });
  phones.push(phone);
  return phone;
}

test("[CA-02] [AD-27] killed in mid-call: phones are told, registrations stand, and the record has an end", async () => {
  box = await spawnAppliance(settings);
  const app = new AppClient(box.url);
  await app.setUp(box.setupCode, "Northwind", admin);
  const [one, other] = [await telephone(app, "kitchen", 440), await telephone(app, "desk", 1000)];
  const { address } = (await (await app.api.calling.$get()).json()) as { address: string };
  const number = /^sip:(\w+)@/.exec(address)?.[1] ?? "";
  await one.command("dial", number);
  await one.says(/Call established/);
  await other.says(/Call established/);
  expect((await toneLevels(one, 1000, 440)).wanted).toBeGreaterThan(1000);
  const killed = Date.now();
  await box.kill("SIGKILL");
  box = await spawnAppliance(settings);
  await Promise.all([one, other].map((phone) => phone.says(/session closed|terminated/i)));
  const again = new AppClient(box.url);
  await again.signIn(admin);
  const { records } = (await (await again.fetch(`${box.url}/app/admin/calls/records`)).json()) as {
    records: CallRecord[];
  };
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject({ outcome: "answered", peerName: "Maria", transport: "UDP" });
  expect(records[0]?.endedAt).toBeGreaterThanOrEqual(records[0]?.answeredAt ?? Number.POSITIVE_INFINITY);
  expect(records[0]?.endedAt).toBeLessThanOrEqual(killed);
  const legs = (await (
    await again.fetch(`${box.url}/app/admin/calls/records/${records[0]?.callId}`)
  ).json()) as { legs: CallRecord[] };
  expect(legs.legs).toHaveLength(2);
  // Nobody has registered again, and both are reached.
  await one.command("dial", number);
  await one.says(/Call established/);
  expect((await toneLevels(one, 1000, 440)).wanted).toBeGreaterThan(1000);
  await one.command("hangup");
  await other.says(/session closed|terminated/i);
}, 60_000);
