/** The ways of holding that telephones have (RFC 3264 §8.4): a re-INVITE of sipp's, heard at a telephone that is held. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { runSipp } from "../../../scripts/peers/sipp.ts";
import { houseWithoutMailboxes, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { amplitude, toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas"]);
  [maria, jonas] = Object.values(house.people) as [Person, Person];
}, 30_000);
afterEach(() => house.hangUp());
afterAll(() => house?.box.dispose());

for (const [direction, address, answered] of [
  ["inactive", "127.0.0.1", "inactive"],
  ["sendonly", "127.0.0.1", "recvonly"],
  ["sendrecv", "0.0.0.0", "inactive"],
] as const)
  test(`[CA-12] a hold by a=${direction} at ${address} is answered ${answered}: the other side hears music, and the holder again after it`, async () => {
    const callee = await house.phone(jonas, { tone: 1000, answers: true });
    const { device, password } = await house.box.rooms.sip.devices.add(maria.id, "sipp", { plain: true });
    const keys = { direction, address, answered };
    const caller = runSipp("caller-holds", {
      port: house.box.rooms.sip.ports.udp,
      users: [{ username: device.username, password }],
      service: jonas.extension ?? "",
      pause: 3000,
      echoes: true,
      keys,
    });
    const itself = await toneLevels(callee, 1000, 440); // what it says comes back
    expect(itself.wanted).toBeGreaterThan(1000);
    await until(() => house.box.rooms.calling.liveCalls[0]?.state === "held");
    await until(() => {
      const { samples, rate } = callee.heard();
      const last = samples.subarray(-rate / 2);
      const isMusic = last.some((sample) => Math.abs(sample) > 1000);
      return isMusic && amplitude(last, 1000, rate) < itself.wanted / 4;
    });
    await until(() => house.box.rooms.calling.liveCalls[0]?.state === "connected");
    expect((await toneLevels(callee, 1000, 440)).wanted).toBeGreaterThan(1000);

    expect(await caller).toMatchObject({ successful: 1, failed: 0 });
    await house.quiet();
  }, 40_000);
