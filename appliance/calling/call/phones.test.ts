/** Real telephones (baresip) call each other through the real appliance; what they hear is measured. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { TestAppliance } from "../../../scripts/peers/appliance.ts";
import type { BaresipOptions } from "../../../scripts/peers/baresip.ts";
import { Linphone } from "../../../scripts/peers/linphone.ts";
import { runSipp } from "../../../scripts/peers/sipp.ts";
import { houseWithoutMailboxes, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import { until } from "../../../scripts/peers/until.ts";
import type { Person } from "../../people/index.ts";

let house: TelephoneHouse;
let box: TestAppliance;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  // Every call of these tests is checked on, some often.
  house = await houseWithoutMailboxes(["Maria", "Jonas"], { SIP__SESSION_CHECK_SECONDS: "1" });
  box = house.box;
  maria = house.people.maria as Person;
  jonas = house.people.jonas as Person;
});
afterEach(() => house.hangUp());
afterAll(() => box.dispose());

const phone = (person: Person, transport: BaresipOptions["transport"], more: Partial<BaresipOptions> = {}) =>
  house.phone(person, { transport, ...more });

const noCalls = () => house.quiet();

describe("telephones", () => {
  for (const transport of ["udp", "tcp", "tls"] as const)
    test(`[CA-01] [CA-02] a phone on ${transport.toUpperCase()} calls an extension, and each hears the other's tone`, async () => {
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

  test("[CA-01] a phone of another make (linphone) registers and calls, and is heard", async () => {
    const callee = await phone(jonas, "udp", { tone: 1000, answers: true });
    const { device, password } = await box.rooms.sip.devices.add(maria.id, "linphone", { plain: true });
    const { udp: port } = box.rooms.sip.ports;
    const linphone = Linphone.start({ username: device.username, password, port, tone: 700 });
    try {
      await until(() => box.rooms.sip.location.of(maria.id).length > 0);
      linphone.command(`call sip:${jonas.extension}@127.0.0.1:${port}`);
      await linphone.says(/connected/);
      const atCallee = await toneLevels(callee, 700, 1000);
      expect(atCallee.wanted).toBeGreaterThan(10 * atCallee.other);
      linphone.command("terminate");
      await linphone.says(/ended \(No error\)/);
    } finally {
      await linphone.stop();
      await box.rooms.sip.devices.remove(maria.id, device.id);
    }
    await noCalls();
    expect(box.rooms.calling.history(maria.id)[0]).toMatchObject({ outcome: "answered", peerName: "Jonas" });
  }, 30_000);

  test("[CA-12] a telephone that holds and resumes: both hear each other again", async () => {
    const callee = await phone(jonas, "udp", { tone: 1000, answers: true });
    const caller = await phone(maria, "udp", { tone: 440 });
    await caller.command("dial", `${jonas.extension}`);
    await callee.says(/Call established/);
    await caller.says(/Call established/);
    await toneLevels(callee, 440, 1000);
    await caller.command("hold");
    await until(() => box.rooms.calling.liveCalls[0]?.state === "held");
    await caller.command("resume");
    await until(() => box.rooms.calling.liveCalls[0]?.state === "connected");
    const atCallee = await toneLevels(callee, 440, 1000);
    const atCaller = await toneLevels(caller, 1000, 440);
    expect(atCallee.wanted).toBeGreaterThan(10 * atCallee.other);
    expect(atCaller.wanted).toBeGreaterThan(10 * atCaller.other);
    await callee.command("hangup");
    await noCalls();
  }, 40_000);

  test("[CA-02] a digit pressed on one phone arrives at the other", async () => {
    const callee = await phone(jonas, "udp", { answers: true });
    const caller = await phone(maria, "tcp");
    await caller.command("dial", `${jonas.extension}`);
    await callee.says(/Call established/);
    await caller.says(/Call established/);
    await caller.command("sndcode", "7");
    await callee.says(/DTMF.*7|telev.*7|received event: '7'/i);
    await caller.command("hangup");
    await noCalls();
  }, 30_000);

  test("[MB-02] [CA-04] every phone of a person rings; answered on one, the others stop and remember it as answered elsewhere", async () => {
    const [first, second] = [await phone(jonas, "udp"), await phone(jonas, "tcp")];
    const caller = await phone(maria, "udp");
    await caller.command("dial", `${jonas.extension}`);
    await Promise.all([first.says(/Incoming call/i), second.says(/Incoming call/i)]);
    await second.command("accept");
    await caller.says(/Call established/);
    await first.says(/session closed|terminated|cancelled/i);
    await caller.command("hangup");
    await noCalls();
    const outcomes = box.rooms.calling.history(jonas.id).slice(0, 1);
    expect(outcomes).toMatchObject([{ outcome: "answered", direction: "incoming" }]);
  }, 30_000);

  test("[HY-02] a caller who gives up stops the ringing; the call is missed", async () => {
    const callee = await phone(jonas, "udp");
    const caller = await phone(maria, "udp");
    await caller.command("dial", `${jonas.extension}`);
    await callee.says(/Incoming call/i);
    await caller.command("hangup");
    await callee.says(/session closed|terminated|cancelled/i);
    await noCalls();
    expect(box.rooms.calling.history(jonas.id)[0]).toMatchObject({ outcome: "missed", answeredAt: null });
  }, 30_000);

  test("[CA-02] a declined call, a number that nobody has, and nobody registered are told apart", async () => {
    const callee = await phone(jonas, "udp");
    const caller = await phone(maria, "udp");
    await caller.command("dial", `${jonas.extension}`);
    await callee.says(/Incoming call/i);
    await callee.command("hangup");
    await caller.says(/486 Busy Here|603 Decline/);
    await caller.command("dial", "99999");
    await caller.says(/404 Not Found/);
    await callee.stop();
    box.rooms.sip.location.remove(jonas.id, () => true);
    await caller.command("dial", `${jonas.extension}`);
    await caller.says(/480 Temporarily Unavailable/);
    await noCalls();
  }, 30_000);

  test("[CA-02] a phone that loses power in a call is missed, and the other side is hung up", async () => {
    const callee = await phone(jonas, "tcp", { answers: true });
    const caller = await phone(maria, "udp");
    await caller.command("dial", `${jonas.extension}`);
    await caller.says(/Call established/);
    await callee.stop("SIGKILL");
    await caller.says(/session closed|terminated/i);
    await noCalls();
    expect(box.rooms.sip.location.of(jonas.id)).toHaveLength(0);
  }, 40_000);

  test("[GN-03] without calling in the offer a phone is not registered", async () => {
    await box.rooms.people.directory.change(jonas.id, { offer: "M1" });
    const { device, password } = await box.rooms.sip.devices.add(jonas.id, "refused", { plain: true });
    const port = box.rooms.sip.ports.udp;
    const users = [{ username: device.username, password }];
    expect(await runSipp("register", { port, users })).toMatchObject({ successful: 0, failed: 1 });
    await box.rooms.people.directory.change(jonas.id, { offer: "C2" });
  }, 30_000);

  test("[CA-02] nothing is left when every call is over: no leg, no dialog, no live call", async () => {
    await noCalls();
    expect(await box.rooms.media.load()).toEqual({ legs: 0, conferences: 0 });
    expect(box.rooms.sip.load.dialogs).toBe(0);
  });
});
