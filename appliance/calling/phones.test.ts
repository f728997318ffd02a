/** Real telephones (baresip) call each other through the real appliance; what they hear is measured. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { Baresip, type BaresipOptions } from "../../scripts/peers/baresip.ts";
import { toneLevels } from "../../scripts/peers/tones.ts";
import type { Person } from "../people/index.ts";

let box: TestAppliance;
let maria: Person;
let jonas: Person;
const phones: Baresip[] = [];

beforeAll(async () => {
  box = await testAppliance({ SIP__DOMAIN: "127.0.0.1", SIP__DIGEST_ALGORITHMS: "MD5" });
  const { directory } = box.rooms.people;
  maria = await directory.setUp({
    code: box.setupCode ?? "",
    organisation: "Northwind",
    name: "Maria",
    email: "maria@northwind.example",
    password: "a long password",
  });
  const invited = await directory.invite({ name: "Jonas", email: "jonas@northwind.example", role: "user" });
  jonas = await directory.accept(invited.token, { name: "Jonas", password: "a long password" });
});
afterEach(async () => {
  await Promise.all(phones.splice(0).map((phone) => phone.stop()));
});
afterAll(() => box.dispose());

async function phone(
  person: Person,
  transport: BaresipOptions["transport"],
  more: Partial<BaresipOptions> = {},
): Promise<Baresip> {
  const { device, password } = await box.rooms.sip.devices.add(person.id, transport);
  const port = box.rooms.sip.ports[transport];
  const started = await Baresip.start({
    username: device.username,
    password,
    port,
    transport,
    tone: 440,
    ...(transport === "tls" && { encryption: "srtp-mand" as const }),
    ...more,
  });
  phones.push(started);
  return started;
}

const noCalls = async () => {
  while (box.rooms.calling.liveCalls.length > 0) await Bun.sleep(5);
};

describe("telephones", () => {
  for (const transport of ["udp", "tcp", "tls"] as const)
    test(`CA-01 CA-02 a phone on ${transport.toUpperCase()} calls an extension, and each hears the other's tone`, async () => {
      const callee = await phone(jonas, transport, { tone: 1000, answers: true });
      const caller = await phone(maria, transport, { tone: 440 });
      await caller.command("dial", `${jonas.extension}`);
      await caller.says(/Call established/);
      await callee.says(/Call established/);
      const atCallee = await toneLevels(callee, 440, 1000);
      const atCaller = await toneLevels(caller, 1000, 440);
      expect(atCallee.wanted).toBeGreaterThan(10 * atCallee.other);
      expect(atCaller.wanted).toBeGreaterThan(10 * atCaller.other);
      await caller.command("hangup");
      await callee.says(/session closed|terminated|Connection reset/i);
      await noCalls();
      const [record] = box.rooms.calling.history(maria.id);
      expect(record).toMatchObject({
        outcome: "answered",
        peerName: "Jonas",
        encryption: transport === "tls" ? "sdes" : "none",
      });
    }, 30_000);
});
