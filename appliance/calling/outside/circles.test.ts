/** Calls that leave the house and come back: they carry what they have been through, and circles end. */
import { afterAll, afterEach, beforeAll, expect, spyOn, test } from "bun:test";
import { ours, type ProvidedHouse, providedHouse, theirs } from "../../../scripts/peers/provider.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import type { TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import type { Person } from "../../people/index.ts";
import { standardLimits } from "./limits.ts";
import { trunkSchema } from "./trunks.ts";

let outside: ProvidedHouse;
let house: TelephoneHouse;
let jonas: Person;

beforeAll(async () => {
  outside = await providedHouse(["Jonas"]);
  ({ house } = outside);
  jonas = house.people.jonas as Person;
}, 30_000);
afterEach(() => outside.hangUp());
afterAll(() => outside.dispose());

const calling = () => house.box.rooms.calling;
const isInvite = ({ method }: { method: string }) => method === "INVITE";

/** A provider of which every word is seen; calls go out over it first. */
async function peerTrunk(): Promise<{ peer: SipPeer; remove(): Promise<void> }> {
  const peer = await SipPeer.open(house.box.rooms.sip.ports.udp, { username: "provider", password: "none" });
  const definition = { host: "127.0.0.1", port: peer.port, callerId: ours };
  const input = trunkSchema.parse({ name: "Peer", priority: 1, definition });
  const { id } = await calling().trunks.put(undefined, input);
  await peer.hears(({ method }) => method === "OPTIONS"); // it is known by its address now
  return {
    peer,
    async remove() {
      peer.close();
      await calling().trunks.remove(id);
    },
  };
}

test("[CA-13] a call that is forwarded outside has one hop less, and says who sent it on, and who did before", async () => {
  const { peer, remove } = await peerTrunk();
  await calling().settings.change(jonas.id, { forwardAlways: theirs });
  const before = "<sip:+14155550123@192.0.2.1>;reason=no-answer;counter=2";
  await peer.ask("INVITE", ours, { "max-forwards": "7", diversion: before });
  const invite = await peer.hears(isInvite);
  expect(invite.headers.get("max-forwards")).toBe("6");
  expect(invite.headers.get("diversion")).toBe(`<sip:${ours}@127.0.0.1>;reason=unconditional, ${before}`);
  await calling().settings.change(jonas.id, { callerId: "hidden" });
  const history = "<sip:a@192.0.2.1>;index=1, <sip:b@192.0.2.1;cause=302>;index=1.1;mp=1";
  await peer.ask("INVITE", ours, { "history-info": history });
  const [diversion] = (await peer.hears(isInvite)).headers.all("diversion");
  expect(diversion).toBe(`<sip:${ours}@127.0.0.1>;privacy=full;reason=unconditional;counter=2`);
  await calling().settings.change(jonas.id, { callerId: "own" });
  await house.quiet();
  await remove();
}, 30_000);

test("[CA-13] what was sent on five times goes nowhere else; what has no hop left, nowhere; rubbish counts as nothing", async () => {
  const { peer, remove } = await peerTrunk();
  await calling().settings.change(jonas.id, { forwardAlways: theirs });
  const refused = async (headers: Record<string, string>) => (await peer.ask("INVITE", ours, headers)).status;
  const entry = (index: number) => `<sip:a${index}@192.0.2.1;cause=302>;index=1.${index};mp=1`;
  const many = [1, 2, 3, 4, 5].map(entry).join(", ");
  expect(await refused({ diversion: "<sip:a@192.0.2.1>;reason=user-busy;counter=5" })).toBe(482);
  expect(await refused({ "max-forwards": "00" })).toBe(483);
  const forged = "<sip:a@192.0.2.1>;reason=user-busy\nP-Asserted-Identity: <sip:chief@x>";
  expect(await refused({ diversion: forged })).toBe(400);
  expect(await refused({ "history-info": many })).toBe(482);
  expect(await refused({ "max-forwards": "0" })).toBe(483);
  expect(peer.heard.filter(isInvite)).toEqual([]);
  await refused({ diversion: 'counter=9, <<;counter=9, "', "history-info": ";;;,,,<" });
  expect((await peer.hears(isInvite)).headers.get("max-forwards")).toBe("69");
  await house.quiet();
  await remove();
}, 30_000);

test("[CA-13] two houses that forward to each other stop after five", async () => {
  const { settings, protection } = calling();
  const { provider, outsider } = outside;
  await protection.change({ ...standardLimits, callsAtOnce: 100 });
  await settings.change(jonas.id, { forwardAlways: theirs });
  await provider.box.rooms.calling.settings.change(outsider.id, { forwardAlways: ours });
  const sent = spyOn(house.box.rooms.sip, "invite");
  const caller = await provider.phone(provider.people.operator as Person);
  await caller.command("dial", theirs);
  await caller.says(/session closed|4\d\d /);
  await house.quiet();
  expect(sent.mock.calls.length).toBeGreaterThan(0);
  expect(sent.mock.calls.length).toBeLessThanOrEqual(3);
  sent.mockRestore();
  await provider.box.rooms.calling.settings.change(outsider.id, { forwardAlways: null });
  await protection.change(standardLimits);
  await caller.stop();
}, 40_000);
