/** What happens in one turn, or while an answer is agreed on: nothing waits between. */
import { expect, test } from "bun:test";
import { callOf, connected, type StandIn, standIn } from "../../../scripts/peers/stand-in-calls.ts";
import { createLogger, VirtualClock } from "../../platform/index.ts";
import type { Replaces } from "../../sip/index.ts";
import type { LineRights } from "../lines/line-rights.ts";
import { ParkingLot } from "../services/park.ts";
import { pickupService } from "../services/pickup.ts";
import type { ServiceCall } from "../services/service.ts";
import type { Call } from "./call.ts";
import { ConnectedOrigin } from "./connected-origin.ts";
import type { Connection } from "./connection.ts";
import { Exchange } from "./exchange.ts";
import type { Origin } from "./origin.ts";
import { takeOver } from "./takeover.ts";
import { transfer } from "./transfer.ts";

const log = createLogger({ level: "error" });
/** Whatever was put off to the end of this turn has happened. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const replaces = { callId: "asking" } as Replaces;

/** An INVITE that rings, whose acceptance takes until `agreed`. */
function inviteOrigin(personId: string, agreed: Promise<void>): Origin {
  let open = true;
  return {
    party: { personId, name: "", number: "" },
    past: { hops: 70, diverted: 0, diversions: [] },
    leg: {},
    transport: "UDP",
    codecs: [],
    pictures: { formats: [] },
    onGone() {},
    ringing() {},
    accept: async () => {
      await agreed;
      return open ? standIn(personId) : undefined;
    },
    refuse() {
      open = false;
    },
    abandon: async () => {},
    isNamedBy: () => true,
    standing: undefined,
  } as unknown as Origin;
}

/** Where nothing is heard and nobody is called back. */
const parkingLot = (exchange: Exchange, clock = new VirtualClock()) =>
  new ParkingLot({
    exchange,
    clock,
    db: { write: async () => {} } as never,
    events: {} as never,
    voices: {
      of: () => ({
        say: async () => new Uint8Array(),
        sentences: { park: { at: () => "", nothingHeld: "" } },
      }),
    } as never,
    entertain: async () => {},
    recallSeconds: 60,
    onChange() {},
  });

/** Somebody who dials a service, and is answered when `agreed` is. */
const dialling = (connection: StandIn, more: Partial<ServiceCall>, agreed = Promise.resolve()) =>
  ({
    dialled: "701",
    caller: connection.party,
    id: "call",
    keep: () => connection,
    answer: async () => {
      await agreed;
      return true;
    },
    refuse() {},
    ...more,
  }) as ServiceCall;

test("[CA-14] the other side hangs up in the turn of a transfer before the answer: nothing rings on for nobody", async () => {
  const [own, moved] = [standIn("maria"), standIn("jonas")];
  const call = await connected(moved, own);
  const ringing = callOf(inviteOrigin("maria", Promise.resolve()));
  const exchange = {
    domain: "127.0.0.1",
    connectionNamedBy: () => undefined,
    ringingNamedBy: () => ringing,
    dialFor: (one: Connection) => ({ one, connected: new Promise(() => {}) }),
  } as unknown as Exchange;
  expect(
    transfer(exchange, log, { call, by: own, referral: { target: "", replaces } as never, notify() {} }),
  ).toBe(202);
  moved.gone = true; // BYE in the same segment
  moved.owner.onEnd(moved);
  await turn();
  expect(ringing.state).toBe("ended");
});

test("[CA-14] a transfer before the answer that meets the answer: who answered gets the other side", async () => {
  const agreed = Promise.withResolvers<void>();
  const [own, moved, target] = [standIn("maria"), standIn("jonas"), standIn("tom")];
  const call = await connected(moved, own);
  const ringing = callOf(inviteOrigin("maria", agreed.promise));
  const joining = ringing.join(target); // as after Ringing's "answered"
  let back = 0;
  const exchange = {
    domain: "127.0.0.1",
    connectionNamedBy: () => undefined,
    ringingNamedBy: () => ringing,
    dialFor: () => {
      back++;
      return { connected: new Promise(() => {}) };
    },
  } as unknown as Exchange;
  transfer(exchange, log, { call, by: own, referral: { target: "", replaces } as never, notify() {} });
  await turn();
  agreed.resolve();
  await joining;
  expect({ back, gone: target.gone, state: ringing.state }).toEqual({
    back: 0,
    gone: false,
    state: "connected",
  });
});

test("[CA-14] a transfer before the answer that meets an answer for a moment: nobody is left waiting", async () => {
  const [moved, target] = [standIn("jonas"), standIn("tom")];
  const origin = inviteOrigin("maria", Promise.resolve());
  const call = callOf(origin);
  origin.accept = async () => {
    call.replaceOrigin(new ConnectedOrigin(moved, () => {}), "");
    return standIn("maria");
  };
  target.gone = true;
  void call.join(target);
  await call.done;
  expect([moved.gone, call.answeredAt !== undefined]).toEqual([true, true]);
});

test("[CA-14] a call whose media are direct is not put together with one of the house", async () => {
  const [own, asking] = [standIn("maria"), standIn("maria")];
  const call = await connected(standIn("jonas"), own);
  const other = await connected(asking, standIn("tom"));
  Object.defineProperty(other, "direct", { value: true });
  const exchange = {
    domain: "127.0.0.1",
    connectionNamedBy: () => ({ call: other, connection: asking }),
    join() {},
  } as unknown as Exchange;
  const status = transfer(exchange, log, {
    call,
    by: own,
    referral: { target: "", replaces } as never,
    notify() {},
  });
  await turn();
  expect(status).toBe(488);
});

test("[CA-15] *68 right after a transfer does not park whom the transfer has connected", async () => {
  const [own, moved, target] = [standIn("maria"), standIn("jonas"), standIn("tom")];
  Object.assign(own, { holding: true });
  const onRecord = Promise.withResolvers<void>();
  const call = await connected(moved, own, { onEnd: () => onRecord.promise });
  call.release(moved); // the transfer
  const next = await connected(moved, target);
  const calls = [call, next].map((one) => [one.id, one] as const);
  const lot = parkingLot({ calls: new Map(calls) } as unknown as Exchange);
  void lot.service.take({
    dialled: "*68",
    caller: own.party,
    diversion: undefined,
    sentBy: undefined,
    leg: { playAudio: async () => "finished" },
    answer: async () => true,
    hangUp() {},
    refuse() {},
    onEnd() {},
    onDigit() {},
  } as never);
  await turn();
  expect(lot.calls).toEqual([]);
  expect(moved.owner).toBe(next.sides);
  lot.close();
});

test("[CA-14] a call that has ended is named by nobody, though it is listed until it is on record", async () => {
  const [asking, target] = [standIn("maria"), standIn("tom")];
  Object.assign(asking.dialog.state, { callId: "asking", localTag: "to", remoteTag: "from" });
  const other = await connected(asking, target);
  const exchange = new Exchange({} as never);
  exchange.calls.set(other.id, other);
  const name = { callId: "asking", toTag: "to", fromTag: "from", earlyOnly: false };
  expect(exchange.connectionNamedBy(name)?.call).toBe(other);
  other.release(target);
  expect(exchange.connectionNamedBy(name)).toBeUndefined();
});

test("[CA-15] who fetches a parked call does not get another who waits at its slot when they are answered", async () => {
  const joined: Connection[] = [];
  const lot = parkingLot({ join: (parked: Connection) => joined.push(parked) } as unknown as Exchange);
  const by = { party: { personId: "tom", name: "", number: "" }, ended: true } as Connection;
  const [first, second, quick, slow] = [standIn("ann"), standIn("ben"), standIn("tom"), standIn("maria")];
  await lot.service.take(dialling(first, { sentBy: by }));
  const agreed = Promise.withResolvers<void>();
  const fetching = lot.service.take(dialling(slow, {}, agreed.promise));
  await lot.service.take(dialling(quick, {}));
  await lot.service.take(dialling(second, { sentBy: by }));
  agreed.resolve();
  await fetching;
  expect(joined).toEqual([first]);
  expect([slow.gone, second.gone, lot.calls.length]).toEqual([true, false, 1]);
  lot.close();
});

test("[CA-15] who fetches a parked call in the moment of its recall gets it, and the recall ends", async () => {
  for (const answered of ["before the recall", "after it"]) {
    const recalls: Call[] = [];
    const clock = new VirtualClock();
    const exchange = {
      dialFor(connection: Connection, onRefused: ConstructorParameters<typeof ConnectedOrigin>[1]) {
        const recall = callOf(new ConnectedOrigin(connection, onRefused), { clock });
        const device = { personId: "tom", delaySeconds: 0, confirm: undefined };
        const reach = () => new Promise<never>(() => {}); // it is about to ring
        void recall.ring(connection.party, [{ ...device, reach }], 20);
        recalls.push(recall);
        return recall;
      },
    } as unknown as Exchange;
    const lot = parkingLot(exchange, clock);
    const by = { party: { personId: "tom", name: "", number: "" }, ended: true } as Connection;
    const [parked, fetcher] = [standIn("ann"), standIn("maria")];
    await lot.service.take(dialling(parked, { sentBy: by }));
    const agreed = Promise.withResolvers<void>();
    const recalled = () => clock.advance(60_000);
    if (answered === "after it") recalled();
    const fetching = lot.service.take(dialling(fetcher, {}, agreed.promise));
    if (answered === "before the recall") recalled();
    agreed.resolve();
    await fetching;
    await turn();
    const [recall] = recalls;
    expect([fetcher.gone, recall?.state, recall?.other(parked)]).toEqual([false, "connected", fetcher]);
    lot.close();
  }
});

test("[CA-08] [CA-21] who picks up, by *8 or by the dialog, gets nothing that rings somebody else by the time they are answered", async () => {
  const [own, other] = [standIn("maria"), standIn("maria")];
  const agreed = Promise.withResolvers<void>();
  const attempt = { ringingFor: ["tom"], pickUp: () => true };
  const rung = { attempt, caller: { personId: "ann" } } as unknown as Call;
  const exchange = {
    calls: new Map([["rung", rung]]),
    connectionNamedBy: () => undefined,
  } as unknown as Exchange;
  const rights = { mayAnswer: (_: string, owner: string) => owner === "tom" } as unknown as LineRights;
  const parts = { exchange, personAt: () => "tom", colleaguesOf: () => new Set<string>(), rights };
  const pickup = pickupService(parts).take(dialling(own, { dialled: "*82002" }, agreed.promise));
  const origin = {
    ...inviteOrigin("maria", agreed.promise),
    accept: async () => agreed.promise.then(() => other),
  };
  const takeover = { call: rung, replaces };
  const taken = takeOver(exchange, takeover, origin, { personId: "maria", mayCall: true }, rights);
  attempt.ringingFor = ["the boss"];
  agreed.resolve();
  await Promise.all([pickup, taken]);
  expect([own.gone, other.gone]).toEqual([true, true]);
});

test("[CA-12] two who are put together while one of them holds are on hold", async () => {
  for (const holder of [0, 1]) {
    const ends = [standIn("maria"), standIn("jonas")] as const;
    Object.assign(ends[holder] as StandIn, { holding: true });
    expect((await connected(...ends)).state).toBe("held");
  }
});

test("[CA-02] who answers and hangs up before the caller is told has answered: the call is no missed one", async () => {
  const agreed = Promise.withResolvers<void>();
  const call = callOf(inviteOrigin("maria", agreed.promise));
  const callee = standIn("jonas");
  void call.join(callee);
  callee.gone = true;
  agreed.resolve();
  await call.done;
  expect(call.answeredAt).toBeDefined();
  expect([call.status, call.sides.callee?.connection.party.personId]).toEqual([undefined, "jonas"]);
});
