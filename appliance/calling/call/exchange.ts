/** The exchange: begins calls, follows their plans, and sends them on. */
import type { Media, MediaLeg } from "../../media/index.ts";
import type { Clock, Config, Logger, PhoneText, WordingFor } from "../../platform/index.ts";
import type { IncomingInvite, Referral, Replaces } from "../../sip/index.ts";
import { sipStatusOf } from "../errors.ts";
import type { LineRights } from "../lines/line-rights.ts";
import type { RefusedCall } from "../records/record-rows.ts";
import type { Authority, Diversion, Plan } from "../routing/routing.ts";
import type { WayParts } from "../routing/ways.ts";
import type { HouseParts, Target } from "../routing/world.ts";
import { type Begun, joinedFrom, planOf, rehearsedPlan } from "./begun.ts";
import { Call, type CallParts } from "./call.ts";
import { ConnectedOrigin } from "./connected-origin.ts";
import { type Connection, dismiss } from "./connection.ts";
import { PlanFollower } from "./following.ts";
import { InviteOrigin } from "./invite-origin.ts";
import { directPath } from "./media-path.ts";
import type { Origin } from "./origin.ts";
import type { CallParty } from "./party.ts";
import { pastOf } from "./past.ts";
import { shownTo } from "./shown.ts";
import { mayTakeOver, named, takeOver } from "./takeover.ts";
import { transfer } from "./transfer.ts";

export interface ExchangeParts extends HouseParts, WayParts {
  config: Config;
  clock: Clock;
  log: Logger;
  media: Media;
  rights: LineRights;
  /** What telephones show. */
  wordingFor: WordingFor;
  /** Plays to who waits. */
  entertain(leg: MediaLeg): Promise<unknown>;
  /** A number was dialled, by a caller or for one who is sent on, with these rights. */
  onDialled(caller: CallParty, number: string, authority: Authority): void;
  onChange(call: Call): void;
  /** A call that rang nobody. */
  onRefused(refused: RefusedCall): void;
  /** Resolves when the call is on record. */
  onEnd(call: Call): Promise<void>;
}

/** Milliseconds that all calls together may take to end with the house. */
const longestEnd = 5000;

const nobody: CallParty = { personId: undefined, name: "", number: "" };

export class Exchange {
  readonly calls = new Map<string, Call>();
  readonly #parts: ExchangeParts;
  readonly #follower: PlanFollower;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.#follower = new PlanFollower(parts, (...call) => this.dialFor(...call));
  }

  /** What addresses of this house end in. */
  get domain(): string {
    return this.#parts.sip.domain;
  }

  /**
   * Takes an INVITE whose sender is known.
   * @param number what it is for, as routing knows it
   */
  async receive(
    invite: IncomingInvite,
    number: string,
    caller: CallParty,
    authority: Authority,
  ): Promise<void> {
    const { config, media, log, sip, rights } = this.#parts;
    const { deviceId } = invite.caller;
    this.#parts.onDialled(caller, number, authority);
    const past = pastOf(invite);
    const begun: Begun = {
      authority,
      caller: caller.number,
      number,
      without: { deviceId, isCaller: (flow) => flow === invite.flow },
      before: { diverted: past.diverted, diversions: [] },
    };
    const { replaces } = invite;
    const takeover = replaces && named(this, replaces);
    if (replaces && !takeover) return invite.refuse(481);
    if (takeover && !mayTakeOver(this, takeover, authority, rights)) return invite.refuse(403);
    const decided = takeover ? undefined : planOf(this.#parts, begun);
    if (decided?.kind === "refuse") {
      const { status, why, party, shown } = decided;
      log.info("a call was refused", { why, status });
      const callee = party ?? { personId: undefined, name: number, number };
      return this.#turnAway(invite, { caller, callee, status }, shown);
    }
    const soundOnly = !this.#mayShow(caller);
    const mayBeDirect = config.media.anchor === "when-needed" && !soundOnly;
    const direct = mayBeDirect && decided && directPath(invite, decided);
    const group = takeover?.call.id ?? (decided && this.#groupOf(decided)) ?? crypto.randomUUID();
    try {
      const origin = await InviteOrigin.open(invite, caller, direct || media, { group, past, soundOnly });
      if (!origin) return;
      if (takeover) return await takeOver(this, takeover, origin, authority, rights);
      const call = this.#open(origin, begun, direct || media);
      sip.trace.link(invite.callId, call.id);
      if (decided) await this.#follower.follow(call, () => decided);
    } catch (error) {
      log.warn("a call could not begin", { error });
      const status = sipStatusOf(error);
      if (!decided) return invite.refuse(status);
      this.#turnAway(invite, { caller, callee: decided.party, status });
    }
  }

  /** Refuses a call that rang nobody, which is on record. */
  #turnAway(invite: IncomingInvite, refused: Omit<RefusedCall, "id" | "transport">, shown?: PhoneText): void {
    const id = Bun.randomUUIDv7();
    this.#parts.sip.trace.link(invite.callId, id);
    this.#parts.onRefused({ ...refused, id, transport: invite.flow.transport });
    const { wordingFor } = this.#parts;
    invite.refuse(refused.status, shown && shownTo(wordingFor, refused.caller.personId, shown));
  }

  /**
   * Calls a number for somebody who is connected already. Resolves with undefined when it was answered or the
   * caller is gone, with the status when nobody answered: the caller is then given to `onRefused`.
   */
  dialFor(
    connection: Connection,
    onRefused: (connection: Connection, status: number) => void,
    begun: Pick<Begun, "number" | "authority" | "linkedTo" | "sentBy"> & {
      onRinging?: () => void;
      /** The menu that sends it on. */
      by?: Diversion;
    },
  ): Call {
    const origin = new ConnectedOrigin(connection, onRefused, begun.onRinging);
    const { deviceId } = connection;
    this.#parts.onDialled(connection.party, begun.number, begun.authority);
    const before = { diverted: connection.past.diverted, diversions: begun.by ? [begun.by] : [] };
    const from: Begun = {
      ...begun,
      caller: connection.party.number,
      before,
      without: { deviceId, isCaller: () => false },
    };
    const call = this.#open(origin, from, this.#parts.media);
    this.#parts.sip.trace.link(connection.dialog.state.callId, call.id);
    if (connection.ended)
      origin.onGone(); // it hung up before it was this call's, and nobody will say so again
    else void this.#follower.follow(call, () => planOf(this.#parts, from));
    return call;
  }

  /** Puts two together who are both connected already. @param conference see Call */
  join(caller: Connection, callee: Connection, linkedTo: string, conference?: string): Call {
    const origin = new ConnectedOrigin(caller, dismiss);
    const call = this.#open(origin, joinedFrom(linkedTo), this.#parts.media);
    call.conference = conference;
    for (const { dialog } of [caller, callee]) this.#parts.sip.trace.link(dialog.state.callId, call.id);
    void call.join(callee);
    return call;
  }

  /** Something about it is to be shown anew. */
  touch(call: Call): void {
    this.#parts.onChange(call);
  }

  nameOf(personId: string): string | undefined {
    return this.#parts.members.find(personId)?.person.name;
  }

  /** Carries out what one side of a call asks for the other. Returns the status to answer with. */
  transfer(call: Call, by: Connection, referral: Referral, notify: (status: number) => void): number {
    // Who calls from outside sends nobody of the house to its services, in their name.
    if (by.party.personId === undefined && !referral.replaces) {
      this.#parts.log.info("a transfer from outside was refused", { call: call.id, target: referral.target });
      return 403;
    }
    return transfer(this, this.#parts.log, { call, by, referral, notify });
  }

  /** The call and the connection that a peer names by its dialog. */
  connectionNamedBy({
    callId,
    toTag,
    fromTag,
  }: Replaces): { call: Call; connection: Connection } | undefined {
    for (const call of this.calls.values()) {
      if (call.state === "ended") continue; // it is there until it is on record
      for (const connection of call.ends) {
        const { state } = connection.dialog;
        if (state.callId === callId && state.localTag === toTag && state.remoteTag === fromTag)
          return { call, connection };
      }
    }
    return undefined;
  }

  ringingNamedBy(replaces: Replaces): Call | undefined {
    return [...this.calls.values()].find(
      (call) => (call.state === "ringing" || call.state === "routing") && call.attempt.isNamedBy(replaces),
    );
  }

  /** What would happen to this call, and in which order. @param at milliseconds since the epoch; undefined: now */
  planFor(authority: Authority, number: string, at?: number): Plan<Target> {
    return rehearsedPlan(this.#parts, authority, number, at);
  }

  /** Ends every call. Resolves when they are on record and what callers left is kept, or it has taken too long. */
  async close(): Promise<void> {
    const { clock, log } = this.#parts;
    for (const call of [...this.calls.values()]) {
      call.attempt.waiting?.hangUp(); // else they would ring somebody else
      call.hangUp();
    }
    const late = Promise.withResolvers<void>();
    const patience = clock.after(longestEnd, late.resolve);
    const ended = Promise.allSettled([...this.calls.values()].map(({ done }) => done));
    await Promise.race([ended.then(() => this.#follower.served()), late.promise]);
    patience.cancel();
    if (this.calls.size > 0) log.warn("calls did not end in order", { calls: this.calls.size });
  }

  /** Resolves when the calls of this moment have ended and are on record. */
  async settled(): Promise<void> {
    await Promise.all([...this.calls.values()].map(({ done }) => done));
  }

  #open(origin: Origin, begun: Begun, media: CallParts["media"]): Call {
    const { sip, clock, log } = this.#parts;
    const call = new Call(origin, nobody, {
      sip,
      clock,
      log,
      media,
      houseMedia: this.#parts.media,
      entertain: (leg) => this.#parts.entertain(leg),
      ...(begun.linkedTo !== undefined && { linkedTo: begun.linkedTo }),
      ...(begun.sentBy !== undefined && { sentBy: begun.sentBy }),
      onChange: (changed) => this.#parts.onChange(changed),
      onRefer: (from, by, referral, notify) => this.transfer(from, by, referral, notify),
      onEnd: async (ended) => {
        this.#parts.onChange(ended);
        try {
          await this.#parts.onEnd(ended);
        } catch (error) {
          log.error("a call record was not written", { call: ended.id, error });
        }
        this.calls.delete(ended.id);
      },
    });
    this.calls.set(call.id, call);
    this.#parts.onChange(call);
    return call;
  }

  #groupOf(decided: Plan<Target>): string | undefined {
    if (decided.kind !== "service") return undefined;
    return this.#parts.services.find(({ name }) => name === decided.service)?.groupOf?.(decided.number);
  }

  /** Who calls from outside shows what their own house lets them. */
  #mayShow({ personId }: CallParty): boolean {
    return personId === undefined || (this.#parts.members.find(personId)?.mayShow ?? false);
  }
}
