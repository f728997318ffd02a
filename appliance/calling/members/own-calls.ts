/** A person's calls as their apps know them, on whichever device they are, and what an app may do with them. */
import type { Logger } from "../../platform/index.ts";
import type { Replaces, Sip } from "../../sip/index.ts";
import type { Call } from "../call/call.ts";
import { type Connection, dismiss } from "../call/connection.ts";
import type { Exchange } from "../call/exchange.ts";
import type { CallState } from "../call/machine.ts";
import type { CallParty } from "../call/party.ts";
import { callingErrors } from "../errors.ts";
import { type CallSound, CallSounds } from "./call-sounds.ts";
import { type RingingCall, RingingCalls } from "./ringing-calls.ts";

export interface OwnCall {
  id: string;
  state: CallState;
  peer: CallParty;
  answeredAt: number;
  /** SIP Call-ID of the person's own end, by which an app finds the call that it carries itself. */
  callId: string;
  /** What an INVITE names it by that takes it over (RFC 3891). */
  replaces: string;
  /** Undefined until it is known. */
  sound: CallSound | undefined;
  /** The person holds it from an app. */
  held: boolean;
  /** The other side has put the person on hold, with whatever device it speaks. */
  heldByPeer: boolean;
  /** Where the person speaks; undefined for an app. */
  device: { id: string; name: string } | undefined;
}

/** All that a person's apps are told. */
export interface CallsOfPerson {
  /** Those that somebody has answered. */
  calls: OwnCall[];
  ringing: RingingCall[];
}

export interface OwnCallsParts {
  exchange: Exchange;
  sip: Sip;
  log: Logger;
  /** Tells a person's apps. */
  tell(personId: string, calls: () => CallsOfPerson): void;
}

export class OwnCalls {
  readonly #parts: OwnCallsParts;
  /** Who was told of a call, so that they hear of its end too. */
  readonly #told = new Map<string, Set<string>>();
  readonly #onEnd = new Set<(call: string) => void>();
  readonly #sounds = new CallSounds((call) => this.#tell(this.#told.get(call.id)));
  /** What an app does about those that ring. */
  readonly ringing: RingingCalls;

  constructor(parts: OwnCallsParts) {
    this.#parts = parts;
    this.ringing = new RingingCalls(parts);
  }

  /** Told the id of each call that has ended. */
  onEnd(listener: (call: string) => void): void {
    this.#onEnd.add(listener);
  }

  of(personId: string): CallsOfPerson {
    const all = [...this.#parts.exchange.calls.values()];
    const calls = all.flatMap((call) => this.#viewOf(call, personId) ?? []);
    return { calls, ringing: this.ringing.of(personId) };
  }

  /** The people of the house who speak with each other; nobody when it is no call, or not answered. */
  peopleOn(id: string): string[] {
    const call = this.#parts.exchange.calls.get(id);
    return [...new Set(call?.ends.flatMap(({ party }) => party.personId ?? []))];
  }

  changed(call: Call): void {
    const concerned = this.#told.get(call.id) ?? new Set();
    for (const { party } of call.ends) if (party.personId !== undefined) concerned.add(party.personId);
    for (const personId of call.attempt.ringingFor) concerned.add(personId);
    if (call.state === "ended") {
      this.#told.delete(call.id);
      for (const listener of this.#onEnd) listener(call.id);
    } else if (concerned.size > 0) this.#told.set(call.id, concerned);
    this.#tell(concerned);
  }

  #tell(people: ReadonlySet<string> = new Set()): void {
    for (const personId of people) this.#parts.tell(personId, () => this.of(personId));
  }

  hangUp(personId: string, id: string): void {
    this.#require(personId, id).call.hangUp();
  }

  /** Holds for a telephone: the other side hears music, the telephone nothing. */
  hold(personId: string, id: string, held: boolean): void {
    const { call, own } = this.#require(personId, id);
    if (call.direct || call.state === "transferring") throw callingErrors("call-elsewhere");
    own.heldHere = held;
    call.sides.onHold(own, own.holding);
    if (held) void own.leg.silence().catch(() => {}); // it is hanging up
  }

  /** Resolves when somebody there has the other side; rejects when they came back. */
  async transfer(personId: string, id: string, number: string): Promise<void> {
    const { call, own } = this.#require(personId, id);
    const { exchange, sip } = this.#parts;
    const settled = Promise.withResolvers<number>();
    const target = `sip:${encodeURIComponent(number)}@${sip.domain}`;
    const begun = exchange.transfer(call, own, { target, replaces: undefined }, (status) => {
      if (status >= 200) settled.resolve(status);
    });
    const status = begun < 300 ? await settled.promise : begun;
    if (status >= 300) throw callingErrors("transfer-refused", { status });
  }

  /** Puts the other sides of two calls of the person's together, and leaves them alone. */
  connect(personId: string, id: string, otherId: string): void {
    const [first, second] = this.requireAll(personId, [id, otherId]);
    if (!first || !second) throw callingErrors("call-not-found");
    const { callId, localTag, remoteTag } = second.own.dialog.state;
    const replaces = { callId, toTag: localTag, fromTag: remoteTag, earlyOnly: false };
    const status = this.#parts.exchange.transfer(first.call, first.own, { target: "", replaces }, () => {});
    if (status >= 300) throw callingErrors("transfer-refused", { status });
  }

  /**
   * Takes everybody out of these calls and sends them to a number of the house; the person only once. Resolves with
   * the calls that they are on then.
   * @param conference see Call
   */
  async gather(
    personId: string,
    ids: readonly string[],
    { number, id: conference }: { number: string; id: string },
  ): Promise<Call[]> {
    // Media that are being put together now would be so again after they were taken apart.
    await Promise.all(this.requireAll(personId, ids).map(({ call }) => call.sides.bridged()));
    const ends = this.requireAll(personId, ids);
    const [kept] = ends.toSorted((a, b) => Number(a.own.holding) - Number(b.own.holding));
    return ends.flatMap(({ call, own }) => {
      const others = call.ends.filter((connection) => connection !== own);
      call.conference = conference;
      call.disband();
      const sent = own === kept?.own ? [own, ...others] : others;
      const authority = { personId, mayCall: true };
      const begun = sent.map((connection) =>
        this.#parts.exchange.dialFor(connection, dismiss, { number, authority, linkedTo: call.id }),
      );
      if (own !== kept?.own) dismiss(own);
      return begun;
    });
  }

  /** Throws unless each of these calls is the person's own, and can be taken apart. */
  requireAll(personId: string, ids: readonly string[]): { call: Call; own: Connection }[] {
    const ends = [...new Set(ids)].map((id) => this.#require(personId, id));
    if (ends.some(({ call }) => call.direct || call.state === "transferring"))
      throw callingErrors("call-elsewhere");
    return ends;
  }

  /** Ids of the calls that a telephone of the person's names by its dialogs; undefined unless all are theirs. */
  namedBy(personId: string, dialogs: readonly Replaces[]): string[] | undefined {
    const named = dialogs.map((dialog) => this.#parts.exchange.connectionNamedBy(dialog));
    const own = named.flatMap((one) => (one?.connection.party.personId === personId ? [one.call.id] : []));
    return own.length === dialogs.length ? own : undefined;
  }

  #viewOf(call: Call, personId: string): OwnCall | undefined {
    const own = call.ends.find(({ party }) => party.personId === personId);
    if (!own || call.answeredAt === undefined || call.state === "ended") return undefined;
    const { id, state, answeredAt } = call;
    const device = own.deviceId ? this.#parts.sip.devices.find(own.deviceId) : undefined;
    const other = call.other(own);
    return {
      id,
      state,
      answeredAt,
      peer: other?.party ?? call.callee,
      callId: own.dialog.state.callId,
      replaces: replacing(own),
      sound: this.#sounds.of(call, own),
      held: own.heldHere,
      heldByPeer: other?.holding ?? false,
      device: device && { id: device.id, name: device.name },
    };
  }

  #require(personId: string, id: string): { call: Call; own: Connection } {
    const call = this.#parts.exchange.calls.get(id);
    const own = call?.ends.find(({ party }) => party.personId === personId);
    // One that has ended is there until it is on record.
    if (!call || !own || call.answeredAt === undefined || call.state === "ended")
      throw callingErrors("call-not-found");
    return { call, own };
  }
}

const replacing = ({ dialog }: Connection): string => {
  const { callId, localTag, remoteTag } = dialog.state;
  return `${callId};to-tag=${localTag};from-tag=${remoteTag}`;
};
