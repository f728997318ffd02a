/** The exchange with real telephones: lamps, pickup, groups and menus. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { oneMenu } from "../../../scripts/peers/one-menu.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { toneLevels } from "../../../scripts/peers/tones.ts";
import type { Person } from "../../people/index.ts";
import type { CallRecord } from "../records/record-rows.ts";
import { tone } from "../sounds/speech.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
let aiko: Person;
const peers: SipPeer[] = [];

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"]);
  [maria, jonas, aiko] = ["maria", "jonas", "aiko"].map((name) => house.people[name]) as [
    Person,
    Person,
    Person,
  ];
});
afterEach(async () => {
  for (const peer of peers.splice(0)) peer.close();
  await house.hangUp();
});
afterAll(() => house.box.dispose());

const calling = () => house.box.rooms.calling;

async function peer(person: Person): Promise<SipPeer> {
  const { device, password } = await house.box.rooms.sip.devices.add(person.id, "peer", { plain: true });
  const opened = await SipPeer.open(house.box.rooms.sip.ports.udp, { username: device.username, password });
  peers.push(opened);
  return opened;
}

describe("lamps", () => {
  const watch = async (watcher: SipPeer, user: string, event: string) => {
    const answer = await watcher.ask("SUBSCRIBE", user, { event, expires: "600" });
    expect(answer.status).toBe(200);
    return watcher.hears(({ method }) => method === "NOTIFY");
  };

  test("[CA-21] a key shows idle, ringing, and on a call, and idle again", async () => {
    const watcher = await peer(aiko);
    await calling().settings.change(jonas.id, { answeredBy: [aiko.id] });
    const idle = await watch(watcher, `${jonas.extension}`, "dialog");
    expect(idle.headers.get("event")).toBe("dialog");
    expect(idle.body).not.toContain("<dialog ");
    const callee = await house.phone(jonas);
    const caller = await house.phone(maria);
    await caller.command("dial", `${jonas.extension}`);
    const ringing = await watcher.hears(({ body }) => body.includes("<state>early</state>"));
    expect(ringing.body).toContain('direction="recipient"');
    expect(ringing.body).toContain("Maria");
    await callee.says(/Incoming call/);
    await callee.command("accept");
    await watcher.hears(({ body }) => body.includes("<state>confirmed</state>"));
    await caller.says(/Call established/);
    await caller.command("hangup");
    await watcher.hears(({ method, body }) => method === "NOTIFY" && !body.includes("<dialog "));
    await house.quiet();
  }, 30_000);

  test("[CA-10] message waiting: on a message, after hearing it, and for a phone that begins anew and never asks", async () => {
    const { mailboxes } = calling();
    const watcher = await peer(jonas);
    const none = await watch(watcher, `${jonas.extension}`, "message-summary");
    expect(none.body).toContain("Messages-Waiting: no");
    await mailboxes.leave(jonas.id, { personId: maria.id, name: "Maria", number: "1001" }, tone(440, 2));
    const waiting = await watcher.hears(({ body }) => body.includes("Messages-Waiting: yes"));
    expect(waiting.body).toContain("Voice-Message: 1/0");
    const newcomer = await peer(jonas);
    expect((await newcomer.ask("REGISTER", "", { expires: "600" })).status).toBe(200);
    const told = await newcomer.hears(({ method }) => method === "NOTIFY");
    expect(told.headers.get("event")).toBe("message-summary");
    expect(told.body).toContain("Messages-Waiting: yes");
    const [message] = mailboxes.of(jonas.id);
    await mailboxes.mark(jonas.id, message?.id ?? "", true);
    await watcher.hears(({ body }) => body.includes("Voice-Message: 0/1"));
    await newcomer.hears(({ body }) => body.includes("Voice-Message: 0/1"));
    await mailboxes.remove(jonas.id, message?.id ?? "");
  }, 30_000);

  test("[CA-10] a mailbox is its owner's alone; unknown events and rubbish are refused", async () => {
    const stranger = await peer(maria);
    const ask = async (user: string, headers: Record<string, string>) =>
      (await stranger.ask("SUBSCRIBE", user, headers)).status;
    expect(await ask(`${jonas.extension}`, { event: "message-summary", expires: "600" })).toBe(404);
    expect(await ask(`${jonas.extension}`, { event: "weather", expires: "600" })).toBe(489);
    expect(await ask(`${jonas.extension}`, { event: "dialog", expires: "-1" })).toBe(400);
    expect(await ask(`${jonas.extension}`, { event: "dialog", expires: "5" })).toBe(423);
    expect(await ask("99999", { event: "dialog", expires: "600" })).toBe(404);
  });

  test("a subscription ends when its watcher takes it back, and when it does not answer", async () => {
    const watcher = await peer(aiko);
    const { subscriptions } = house.box.rooms.sip;
    const before = subscriptions.size;
    await watch(watcher, `${jonas.extension}`, "dialog");
    expect(subscriptions.size).toBe(before + 1);
    expect(
      (await watcher.ask("SUBSCRIBE", `${jonas.extension}`, { event: "dialog", expires: "0" })).status,
    ).toBe(200);
    const ended = await watcher.hears(({ headers }) =>
      /terminated/.test(headers.get("subscription-state") ?? ""),
    );
    expect(ended.headers.get("subscription-state")).toContain("timeout");
  });
});

describe("pickup", () => {
  for (const [name, number] of [
    ["with the extension", () => `*8${jonas.extension}`],
    ["of one's group", () => "*8"],
  ] as const)
    test(`[CA-21] a colleague answers the call that rings at another desk, ${name}`, async () => {
      const group = await calling().groups.put(undefined, {
        name: "Desk",
        number: number().length > 2 ? "2100" : "2101",
        strategy: "linear",
        secondsPerTurn: 20,
        overflow: null,
        callWaiting: false,
        members: [jonas, aiko].map(({ id }) => ({ personId: id, weight: 1, loggedIn: true })),
      });
      const desk = await house.phone(jonas);
      const colleague = await house.phone(aiko, { tone: 1000 });
      const caller = await house.phone(maria, { tone: 440 });
      await caller.command("dial", `${jonas.extension}`);
      await desk.says(/Incoming call/);
      await colleague.command("dial", number());
      await caller.says(/Call established/);
      await desk.says(/session closed|terminated|cancelled/i);
      expect((await toneLevels(colleague, 440, 1000)).wanted).toBeGreaterThan(1000);
      expect((await toneLevels(caller, 1000, 440)).wanted).toBeGreaterThan(1000);
      await caller.command("hangup");
      await house.quiet();
      expect(calling().history(aiko.id)[0]).toMatchObject({ outcome: "answered", peerName: "Maria" });
      await calling().groups.remove(group.id);
    }, 30_000);

  test("[CA-14] a colleague who knows how a call is named does not get the place of who talks in it", async () => {
    const callee = await house.phone(jonas, { answers: true });
    const caller = await peer(maria);
    const { status, headers } = await caller.ask("INVITE", `${jonas.extension}`);
    expect(status).toBe(200);
    const tag = (name: "to" | "from") => headers[name]?.params.get("tag");
    const named = `${headers.get("call-id")};to-tag=${tag("to")};from-tag=${tag("from")}`;
    const taken = await (await peer(aiko)).ask("INVITE", `${jonas.extension}`, { replaces: named });
    expect(taken.status).toBe(403);
    expect(calling().liveCalls).toHaveLength(1);
    await callee.command("hangup");
    await caller.hears(({ method }) => method === "BYE");
    await house.quiet();
  }, 20_000);

  test("[CA-21] where nothing rings, the code says so", async () => {
    await calling().settings.change(jonas.id, { answeredBy: [aiko.id] });
    const phone = await house.phone(aiko);
    await phone.command("dial", `*8${jonas.extension}`);
    await phone.says(/404 Not Found/);
    await house.quiet();
  }, 20_000);
});

describe("groups and menus", () => {
  test("[CA-18] a hunt group rings one after the other, passes over who is logged out, and overflows", async () => {
    const group = await calling().groups.put(undefined, {
      name: "Sales",
      number: "2000",
      strategy: "linear",
      secondsPerTurn: 5,
      overflow: null,
      callWaiting: false,
      members: [jonas, aiko].map(({ id }) => ({ personId: id, weight: 1, loggedIn: true })),
    });
    const [first, second] = [await house.phone(jonas), await house.phone(aiko)];
    const caller = await house.phone(maria);
    await caller.command("dial", "2000");
    await first.says(/Incoming call/);
    await second.says(/Incoming call/); // five seconds later
    await second.command("accept");
    await caller.says(/Call established/);
    await caller.command("hangup");
    await house.quiet();
    await calling().groups.logIn(group.id, jonas.id, false);
    await caller.command("dial", "2000");
    await second.says(/Incoming call/);
    expect(first.output).not.toContain("Incoming call");
    await second.command("hangup");
    await caller.says(/480 Temporarily Unavailable/);
    await house.quiet();
    await calling().groups.remove(group.id);
  }, 40_000);

  test("[CA-18] a group skips who is on a call, unless it has call waiting, and is busy when all are", async () => {
    const members = [jonas, aiko].map(({ id }) => ({ personId: id, weight: 1, loggedIn: true }));
    const group = { name: "Sales", number: "2000", strategy: "linear", secondsPerTurn: 5 } as const;
    const put = (id: string | undefined, changes: { callWaiting: boolean; members: typeof members }) =>
      calling().groups.put(id, { ...group, overflow: null, ...changes });
    const { id } = await put(undefined, { callWaiting: false, members });
    const [first, second] = [await house.phone(jonas, { answers: true }), await house.phone(aiko)];
    const caller = await house.phone(maria);
    await caller.command("dial", `${jonas.extension}`);
    await caller.says(/Call established/);
    await first.says(/Call established/);
    await caller.command("dial", "2000");
    await second.says(/Incoming call/);
    expect(first.output).not.toMatch(/Incoming call|answering call/);
    await second.command("hangup");
    await caller.says(/480 Temporarily Unavailable/);
    await put(id, { callWaiting: false, members: members.slice(0, 1) });
    await caller.command("dial", "2000");
    await caller.says(/486 Busy Here/);
    await put(id, { callWaiting: true, members: members.slice(0, 1) });
    await caller.command("dial", "2000");
    await caller.says(/Call established/);
    await house.hangUp();
    await house.quiet();
    await calling().groups.remove(id);
  }, 40_000);

  test("[CA-19] a menu sends callers on by key and by extension, and says what is wrong", async () => {
    const menu = await calling().attendants.put(undefined, {
      name: "Reception",
      number: "3000",
      definition: oneMenu("Welcome. For sales press 1. For an extension press 2.", {
        1: { kind: "dial", number: `${jonas.extension}` },
        2: { kind: "extension" },
      }),
    });
    const sales = await house.phone(jonas, { answers: true, tone: 1000 });
    const caller = await house.phone(maria, { tone: 440 });
    await caller.command("dial", "3000");
    await caller.says(/Call established/);
    await caller.command("sndcode", "9"); // not one of the choices: it is said again
    await caller.command("sndcode", "1");
    await sales.says(/Call established/);
    expect((await toneLevels(caller, 1000, 440)).wanted).toBeGreaterThan(1000);
    await sales.command("hangup");
    await house.quiet();
    await caller.command("dial", "3000");
    await caller.says(/Call established/);
    for (const key of `2${jonas.extension}#`) await caller.command("sndcode", key);
    await sales.says(/Call established/);
    await caller.command("hangup");
    await house.quiet();
    await calling().attendants.remove(menu.id);
  }, 60_000);

  test("nothing is left: no leg, no dialog", async () => {
    await house.quiet();
    expect(await house.box.rooms.media.load()).toEqual({ legs: 0, conferences: 0 });
    expect(house.box.rooms.sip.load.dialogs).toBe(0);
  });
});

test("[AD-27] calls are found by person, number, outcome and time, and each shows its legs", async () => {
  const client = new AppClient(house.box.url);
  await client.signIn({ name: maria.name, email: maria.email, password });
  const ask = async (query: string) => {
    const answer = await client.fetch(`${house.box.url}/app/admin/calls/records?${query}`);
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { records: CallRecord[] }).records;
  };
  const byPerson = await ask("text=Aiko");
  expect(byPerson.length).toBeGreaterThan(0);
  expect(byPerson.every(({ personId, peerId }) => [personId, peerId].includes(aiko.id))).toBe(true);
  for (const { peerNumber } of await ask(`text=${jonas.extension}`)) expect(peerNumber).toMatch(/^100.$/);
  const answered = await ask("outcome=answered&limit=3");
  expect(answered).toHaveLength(3);
  expect(await ask(`to=${answered[2]?.startedAt}&outcome=answered&limit=1`)).not.toContainEqual(answered[2]);
  expect(await ask("text=nobody-has-this-name")).toEqual([]);
  const legs = await client.fetch(`${house.box.url}/app/admin/calls/records/${answered[0]?.callId}`);
  expect(((await legs.json()) as { legs: CallRecord[] }).legs.length).toBeGreaterThan(1);
  expect((await client.fetch(`${house.box.url}/app/admin/calls/records?outcome=eaten`)).status).toBe(400);
});
