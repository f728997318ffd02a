/**
 * Transfers between telephones on desks, the app, and people outside: who sends whom to whom, in every combination,
 * at once, after asking, and while it rings. The ends are sip.js with sound of their own.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { SoftphoneCall } from "../../../scripts/peers/softphone.ts";
import {
  SoftphoneHouse,
  type Station,
  type StationKind,
  stationKinds,
} from "../../../scripts/peers/softphones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { CallSettings } from "../members/call-settings.ts";

type Role = "transferor" | "moved" | "target";
const tones: Record<Role, number> = { transferor: 440, moved: 700, target: 1000 };

let house: SoftphoneHouse;
const stations = new Map<string, Station>();
const at = (role: Role, kind: StationKind) => stations.get(`${role} ${kind}`) as Station;

beforeAll(async () => {
  house = await SoftphoneHouse.open();
  for (const role of ["transferor", "moved", "target"] as const)
    for (const kind of stationKinds) stations.set(`${role} ${kind}`, await house.station(kind, tones[role]));
}, 60_000);
afterAll(() => house?.dispose());

const rows = stationKinds.flatMap((transferor) =>
  stationKinds.flatMap((moved) => stationKinds.map((target) => [transferor, moved, target] as const)),
);
const stationsOf = (transferor: StationKind, moved: StationKind, target: StationKind) =>
  [at("transferor", transferor), at("moved", moved), at("target", target)] as const;

/** They hear each other, and nobody else. */
async function speak(one: SoftphoneCall, other: SoftphoneCall, [own, theirs]: [Role, Role]): Promise<void> {
  const { transferor, moved, target } = tones;
  const others = (heard: Role) => [transferor, moved, target].filter((hertz) => hertz !== tones[heard]);
  await Promise.all([
    one.media.hears(tones[theirs], others(theirs)),
    other.media.hears(tones[own], others(own)),
  ]);
}

/** Who was moved speaks with the target, and hangs up; then the records say so, and nothing is left. */
async function ends(
  ends: { transferor: SoftphoneCall[]; moved: SoftphoneCall; target: SoftphoneCall },
  people: { moved: Station; target: Station },
  first: string,
): Promise<void> {
  const { calling, media, sip } = house.box.rooms;
  await Promise.all([ends.moved.media.speak(tones.moved), ends.target.media.speak(tones.target)]);
  await speak(ends.moved, ends.target, ["moved", "target"]);
  await until(() => ends.transferor.every(({ over }) => over));
  await until(() => sip.load.dialogs === 2);
  expect(calling.liveCalls).toHaveLength(1);
  const { id } = calling.liveCalls[0] ?? { id: "" };
  await ends.moved.hangUp();
  await until(() => ends.target.over);
  await house.quiet();
  const { legs } = await call(house.admin.api.admin.calls.records[":id"].$get({ param: { id } }));
  const answered = legs.filter(({ callId, outcome }) => callId === id && outcome === "answered");
  const expected = { linkedTo: first, personId: people.moved.personId ?? "" };
  expect(answered.find(({ direction }) => direction === "outgoing")).toMatchObject({
    ...expected,
    peerId: people.target.personId ?? null,
    peerNumber: people.target.number,
  });
  if (people.target.personId)
    expect(answered.map(({ personId }) => personId)).toContain(people.target.personId);
  await until(() => sip.load.dialogs === 0);
  nobodyCalls();
  expect(await media.load()).toEqual({ legs: 0, conferences: 0 });
}

/** As colleagues see them, and as busy lines are counted. */
function nobodyCalls(): void {
  const { presence } = house.box.rooms.messaging;
  for (const { personId } of stations.values()) if (personId) expect(presence.of(personId)).not.toBe("call");
}

/** Whose REFER was refused speaks on as before. */
async function unharmed(transferor: SoftphoneCall, moved: SoftphoneCall): Promise<void> {
  await speak(transferor, moved, ["transferor", "moved"]);
  await moved.hangUp();
  await until(() => transferor.over);
}

const liveId = (): string => house.box.rooms.calling.liveCalls[0]?.id ?? "";

describe("blind", () => {
  test.each(rows)("[CA-14] a %s sends a %s to a %s", async (transferring, sent, to) => {
    const [transferor, moved, target] = stationsOf(transferring, sent, to);
    const [theirs, own] = await house.connect(moved, transferor);
    const first = liveId();
    const { status, outcomes } = await own.refer(target.number);
    if (transferor.kind === "trunk") {
      expect(status).toBe(403); // who calls from outside sends nobody in the house's name
      await unharmed(own, theirs);
      return house.quiet();
    }
    expect(status).toBe(202);
    const reached = await target.phone.rings();
    await until(() => outcomes.includes(180));
    await reached.answer();
    await until(() => outcomes.includes(200));
    await ends({ transferor: [own], moved: theirs, target: reached }, { moved, target }, first);
  });
});

describe("after asking", () => {
  test.each(rows)("[CA-14] a %s sends a %s to a %s", async (transferring, sent, to) => {
    const [transferor, moved, target] = stationsOf(transferring, sent, to);
    const [theirs, own] = await house.connect(moved, transferor);
    const first = liveId();
    const [asking, asked] = await house.connect(transferor, target);
    await speak(asking, asked, ["transferor", "target"]);
    expect((await own.refer(asking)).status).toBe(202);
    await ends({ transferor: [own, asking], moved: theirs, target: asked }, { moved, target }, first);
  });
});

describe("while it rings", () => {
  test.each(rows)("[CA-14] a %s sends a %s to a %s", async (transferring, sent, to) => {
    const [transferor, moved, target] = stationsOf(transferring, sent, to);
    const [own, theirs] = await house.connect(transferor, moved);
    const first = liveId();
    const [asking, asked] = await house.ring(transferor, target);
    const { status } = await own.refer(asking);
    if (transferor.kind === "trunk") {
      expect(status).toBe(403);
      await asked.answer();
      await until(() => asking.established);
      await asking.hangUp();
      await unharmed(own, theirs);
      return house.quiet();
    }
    expect(status).toBe(202);
    await until(() => asking.over);
    await asked.answer();
    await ends({ transferor: [own, asking], moved: theirs, target: asked }, { moved, target }, first);
  });
});

describe("nobody takes over", () => {
  const restored: (() => unknown)[] = [];
  afterEach(async () => {
    for (const restore of restored.splice(0)) await restore();
    await house.quiet();
    expect(await house.box.rooms.media.load()).toEqual({ legs: 0, conferences: 0 });
  });

  /** Until the end of the test. */
  async function wants({ personId = "" }: Station, change: Partial<CallSettings>): Promise<void> {
    const { settings } = house.box.rooms.calling;
    const before = settings.of(personId);
    restored.push(() => settings.change(personId, before));
    await settings.change(personId, change);
  }

  /** Who transfers completes while it rings, and is out of it. */
  async function completed(...kinds: [StationKind, StationKind, StationKind]) {
    const [transferor, moved, target] = stationsOf(...kinds);
    const [own, theirs] = await house.connect(transferor, moved);
    const [asking, asked] = await house.ring(transferor, target);
    expect((await own.refer(asking)).status).toBe(202);
    await until(() => own.over && asking.over);
    return { transferor, moved, theirs, asked };
  }

  /** Who was moved rings there, is answered, and hangs up in the end. */
  async function returns(to: Station, theirs: SoftphoneCall): Promise<void> {
    const again = await to.phone.rings();
    await again.answer();
    await again.media.speak(tones.transferor);
    await speak(theirs, again, ["moved", "transferor"]);
    await theirs.hangUp();
    await until(() => again.over);
  }

  test.each([
    ["phone", "phone", "phone", 486],
    ["app", "trunk", "app", 603],
    ["phone", "app", "trunk", 404],
  ] as const)(
    "[CA-14] a %s sends a %s on while a %s rings, which answers %d: they ring who transferred",
    async (transferring, sent, to, status) => {
      const { transferor, theirs, asked } = await completed(transferring, sent, to);
      await asked.decline(status);
      await returns(transferor, theirs);
    },
  );

  test("[CA-14] the target does not answer: they ring who transferred", async () => {
    await wants(at("target", "phone"), { ringSeconds: 5 });
    const { transferor, theirs, asked } = await completed("phone", "trunk", "phone");
    await returns(transferor, theirs);
    expect(asked.over).toBe(true);
  }, 30_000);

  test("[CA-14] who transferred is busy: they go where busy calls go", async () => {
    const other = at("target", "app");
    await wants(at("transferor", "phone"), { forwardBusy: other.number });
    const { transferor, theirs, asked } = await completed("phone", "phone", "phone");
    transferor.phone.busy = true;
    restored.push(() => {
      transferor.phone.busy = false;
    });
    await asked.decline(486);
    await returns(other, theirs);
  });

  test("[CA-14] who transferred is gone: they are asked for a message", async () => {
    const { calling } = house.box.rooms;
    await wants(at("transferor", "app"), { voicemail: true });
    const { transferor, theirs, asked } = await completed("app", "phone", "phone");
    await transferor.phone.unregister();
    restored.push(() => transferor.phone.register());
    await asked.decline(603);
    await until(() => calling.liveCalls.some(({ state }) => state === "served"));
    expect(calling.liveCalls).toMatchObject([{ callee: { personId: transferor.personId } }]);
    await theirs.hangUp();
  });

  test("[CA-14] who was moved gives up while it rings: it stops, and nobody is rung for it", async () => {
    const { transferor, theirs, asked } = await completed("phone", "phone", "app");
    await theirs.hangUp();
    await until(() => asked.over);
    await house.quiet();
    expect(transferor.phone.isRung).toBe(false);
  });

  test("[CA-14] blind: the target is busy, and who transferred has hung up and is busy: they go where busy calls go", async () => {
    const [transferor, moved, target] = stationsOf("phone", "trunk", "phone");
    const other = at("target", "app");
    await wants(transferor, { forwardBusy: other.number });
    const [own, theirs] = await house.connect(transferor, moved);
    expect((await own.refer(target.number)).status).toBe(202);
    const reached = await target.phone.rings();
    await own.hangUp();
    transferor.phone.busy = true;
    restored.push(() => {
      transferor.phone.busy = false;
    });
    await until(() => own.over);
    await reached.decline(486);
    await returns(other, theirs);
  });
});
