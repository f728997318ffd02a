/** Who sees what a line does and who may answer it: real telephones, and a peer that asks for more than it may. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { houseWithoutMailboxes, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import type { Person } from "../../people/index.ts";

let house: TelephoneHouse;
let [maria, jonas, aiko]: Person[] = [];
const peers: SipPeer[] = [];

const calling = () => house.box.rooms.calling;
const at = (person: Person | undefined) => person as Person;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"]);
  [maria, jonas, aiko] = Object.values(house.people);
}, 60_000);
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close();
  await house.hangUp();
  await calling().settings.change(at(jonas).id, { answeredBy: [] });
  await calling().lineRights.change({ watching: "colleagues", answering: "allowed" }, at(maria).id);
});
afterAll(() => house.box.dispose());

/** What a telephone of this person can say by itself. */
async function peer(person: Person | undefined): Promise<SipPeer> {
  const { device, password } = await house.box.rooms.sip.devices.add(at(person).id, "peer", { plain: true });
  const opened = await SipPeer.open(house.box.rooms.sip.ports.udp, { username: device.username, password });
  peers.push(opened);
  return opened;
}

const watch = (watcher: SipPeer, user = `${at(jonas).extension}`) =>
  watcher.ask("SUBSCRIBE", user, { event: "dialog", expires: "600" });

/** Maria's call, which rings at Jonas's desk. */
async function ringing() {
  const desk = await house.phone(at(jonas));
  const caller = await house.phone(at(maria));
  await caller.command("dial", `${at(jonas).extension}`);
  await desk.says(/Incoming call/);
  return caller;
}

describe("a colleague of no common group", () => {
  test("[CA-21] sees that a line rings, not who calls there, and answers nothing, by code or by the call's name", async () => {
    const watcher = await peer(aiko);
    expect((await watch(watcher)).status).toBe(200);
    const phone = await house.phone(at(aiko));
    const caller = await ringing();
    const told = await watcher.hears(({ body }) => body.includes("<state>early</state>"));
    expect(told.body).not.toContain("Maria");
    expect(told.body).not.toContain(`sip:${at(maria).extension}@`);
    await phone.command("dial", `*8${at(jonas).extension}`);
    await phone.says(/403 Forbidden/);
    const [call] = calling().liveCalls.filter(({ state }) => state === "ringing");
    const replaces = `${call?.id};to-tag=line;from-tag=peer`;
    expect((await watcher.ask("INVITE", `${at(jonas).extension}`, { replaces })).status).toBe(403);
    await caller.command("hangup");
    await house.quiet();
  }, 30_000);

  test("[CA-21] cannot tell from two lamps that they speak with each other, or who called", async () => {
    const watcher = await peer(aiko);
    const lines = [at(jonas), at(maria)].map(({ extension }) => `${extension}`);
    for (const line of lines) expect((await watch(watcher, line)).status).toBe(200);
    const caller = await ringing();
    const [call] = calling().liveCalls;
    const names = new Set<string>();
    for (const line of lines) {
      const { body } = await watcher.hears(
        ({ body }) => body.includes(`entity="sip:${line}@`) && body.includes("<dialog "),
      );
      const [, dialog = "", name = ""] = /(<dialog id="([^"]+)">.*<\/dialog>)/.exec(body) ?? [];
      expect(dialog).toBe(`<dialog id="${name}"><state>early</state></dialog>`);
      expect(body).not.toContain(`${call?.id}`);
      names.add(name);
    }
    expect(names.size).toBe(2);
    await caller.command("hangup");
    await house.quiet();
  }, 30_000);

  test("[CA-21] whom the owner allows sees who calls, and answers", async () => {
    await calling().settings.change(at(jonas).id, { answeredBy: [at(aiko).id] });
    const watcher = await peer(aiko);
    expect((await watch(watcher)).status).toBe(200);
    const phone = await house.phone(at(aiko));
    const caller = await ringing();
    const told = await watcher.hears(({ body }) => body.includes("<state>early</state>"));
    expect(told.body).toContain("Maria");
    await phone.command("dial", `*8${at(jonas).extension}`);
    await caller.says(/Call established/);
    await caller.command("hangup");
    await house.quiet();
  }, 30_000);

  test("[CA-21] who shares a line with the owner answers too", async () => {
    const members = [at(jonas).id, at(aiko).id];
    const line = await calling().sharedLines.put(undefined, {
      name: "Desk",
      number: "2500",
      seconds: 20,
      members,
    });
    const phone = await house.phone(at(aiko));
    const caller = await ringing();
    await phone.command("dial", `*8${at(jonas).extension}`);
    await caller.says(/Call established/);
    await caller.command("hangup");
    await house.quiet();
    expect((await watch(await peer(aiko), "2500")).status).toBe(200);
    expect((await watch(await peer(maria), "2500")).status).toBe(403);
    await calling().sharedLines.remove(line.id);
  }, 30_000);
});

describe("the policy of the house", () => {
  test("[CA-21] where only the allowed may watch, others are refused, and those who watch already are told no more", async () => {
    const before = await peer(aiko);
    expect((await watch(before)).status).toBe(200);
    await before.hears(({ method }) => method === "NOTIFY");
    await calling().lineRights.change({ watching: "allowed", answering: "allowed" }, at(maria).id);
    expect((await watch(await peer(aiko))).status).toBe(403);
    expect((await watch(await peer(jonas))).status).toBe(200);
    const caller = await ringing();
    const last = await before.hears(({ method }) => method === "NOTIFY");
    expect(last.headers.get("subscription-state")).toBe("terminated;reason=rejected");
    expect(last.body).toBe("");
    await caller.command("hangup");
    await house.quiet();
  }, 30_000);

  test("[CA-21] where all colleagues may answer, they do", async () => {
    await calling().lineRights.change({ watching: "colleagues", answering: "colleagues" }, at(maria).id);
    const phone = await house.phone(at(aiko));
    const caller = await ringing();
    await phone.command("dial", `*8${at(jonas).extension}`);
    await caller.says(/Call established/);
    await caller.command("hangup");
    await house.quiet();
  }, 30_000);
});
