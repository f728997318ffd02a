/** The exchange: begins calls, follows their plans, and sends them on. */
import { directMedia, type Media, type MediaLeg } from "../../media/index.ts";
import type { Clock, Config, Logger } from "../../platform/index.ts";
import {
  type Binding,
  dialledUser,
  hostOf,
  type IncomingInvite,
  type Referral,
  type Replaces,
} from "../../sip/index.ts";
import { sipStatusOf } from "../errors.ts";
import type { LineRights } from "../lines/line-rights.ts";
import type { RefusedCall } from "../records/record-rows.ts";
import {
  type Authority,
  type Before,
  type Diversion,
  type Plan,
  plan,
  type Unanswered,
} from "../routing/routing.ts";
import { type WayParts, wayTo } from "../routing/ways.ts";
import { type HouseParts, houseWorld, type Target } from "../routing/world.ts";
import { type ServiceParts, serve } from "../services/service.ts";
import { Call, type CallParts } from "./call.ts";
import { type Connection, dismiss } from "./connection.ts";
import { ConnectedOrigin, InviteOrigin, type Origin } from "./origin.ts";
import type { CallParty } from "./party.ts";
import { pastOf } from "./past.ts";
import type { RingOutcome } from "./ringing.ts";
import { transfer } from "./transfer.ts";

export interface ExchangeParts extends HouseParts, WayParts {
  config: Config;
  clock: Clock;
  log: Logger;
  media: Media;
  rights: LineRights;
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

/** Who began a call and with whose rights. */
interface Begun {
  authority: Authority;
  number: string;
  /** The device that calls does not ring. */
  without: { deviceId: string | undefined; isCaller(flow: unknown): boolean };
  before: Before;
  linkedTo?: string;
  sentBy?: Connection;
}

const nothingBefore: Before = { diverted: 0, diversions: [] };

const nobody: CallParty = { personId: undefined, name: "", number: "" };

export class Exchange {
  readonly calls = new Map<string, Call>();
  readonly #parts: ExchangeParts;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
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
    const { media, log, sip } = this.#parts;
    const { deviceId } = invite.caller;
    this.#parts.onDialled(caller, number, authority);
    const past = pastOf(invite);
    const begun: Begun = {
      authority,
      number,
      without: { deviceId, isCaller: (flow) => flow === invite.flow },
      before: { diverted: past.diverted, diversions: [] },
    };
    const named = invite.replaces && this.#named(invite.replaces);
    if (invite.replaces && !named) return invite.refuse(481);
    if (named && !this.#mayTakeOver(named, invite.replaces, authority)) return invite.refuse(403);
    const decided = named ? undefined : this.#plan(begun);
    if (decided?.kind === "refuse") {
      const { status, why, party, said } = decided;
      log.info("a call was refused", { why, status });
      const callee = party ?? { personId: undefined, name: number, number };
      return this.#turnAway(invite, { caller, callee, status }, said);
    }
    const soundOnly = !this.#mayShow(caller);
    const direct = decided && !soundOnly && this.#directMedia(invite, decided);
    const group = named?.id ?? (decided && this.#groupOf(decided)) ?? crypto.randomUUID();
    try {
      const origin = await InviteOrigin.open(invite, caller, direct || media, { group, past, soundOnly });
      if (!origin) return;
      if (named) return void (await this.#takeOver(named, origin, invite.replaces));
      const call = this.#open(origin, begun, direct || media);
      sip.trace.link(invite.callId, call.id);
      if (decided) await this.#follow(call, () => decided);
    } catch (error) {
      log.warn("a call could not begin", { error });
      const status = sipStatusOf(error);
      if (!decided) return invite.refuse(status);
      this.#turnAway(invite, { caller, callee: decided.party, status });
    }
  }

  /** Refuses a call that rang nobody, which is on record with what was said. */
  #turnAway(invite: IncomingInvite, refused: Omit<RefusedCall, "id" | "transport">, said?: string): void {
    const id = Bun.randomUUIDv7();
    this.#parts.sip.trace.link(invite.callId, id);
    this.#parts.onRefused({ ...refused, id, transport: invite.flow.transport });
    invite.refuse(refused.status, said);
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
    const from: Begun = { ...begun, before, without: { deviceId, isCaller: () => false } };
    const call = this.#open(origin, from, this.#parts.media);
    this.#parts.sip.trace.link(connection.dialog.state.callId, call.id);
    if (connection.ended)
      origin.onGone(); // it hung up before it was this call's, and nobody will say so again
    else void this.#follow(call, () => this.#plan(from));
    return call;
  }

  /** Puts two together who are both connected already. */
  join(caller: Connection, callee: Connection, linkedTo: string): Call {
    const origin = new ConnectedOrigin(caller, dismiss);
    const begun = {
      authority: { personId: undefined, mayCall: true },
      number: "",
      without: { deviceId: undefined, isCaller: () => false },
      before: nothingBefore,
      linkedTo,
    };
    const call = this.#open(origin, begun, this.#parts.media);
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

  /** Answers a ringing call with a caller's own call: the caller is connected to whoever waits there. */
  async pickUp(call: Call, origin: Origin): Promise<boolean> {
    const connection = await this.#accepted(origin, origin.codecs);
    if (!connection) return false;
    if (call.pickUp(connection)) return true;
    dismiss(connection);
    return false;
  }

  /** The call and the connection that a peer names by its dialog. */
  connectionNamedBy({
    callId,
    toTag,
    fromTag,
  }: Replaces): { call: Call; connection: Connection } | undefined {
    for (const call of this.calls.values())
      for (const connection of call.ends) {
        const { state } = connection.dialog;
        if (state.callId === callId && state.localTag === toTag && state.remoteTag === fromTag)
          return { call, connection };
      }
    return undefined;
  }

  ringingNamedBy(replaces: Replaces): Call | undefined {
    return [...this.calls.values()].find(
      (call) => (call.state === "ringing" || call.state === "routing") && call.isNamedBy(replaces),
    );
  }

  /** What would happen to this call, and in which order. @param at milliseconds since the epoch; undefined: now */
  planFor(authority: Authority, number: string, at?: number): Plan<Target> {
    const without = { deviceId: undefined, isCaller: () => false };
    return this.#plan({ authority, number, without, before: nothingBefore }, { at });
  }

  async close(): Promise<void> {
    for (const call of [...this.calls.values()]) call.hangUp();
    await this.settled();
  }

  /** Resolves when the calls of this moment have ended and are on record. */
  async settled(): Promise<void> {
    await Promise.all([...this.calls.values()].map(({ done }) => done));
  }

  /** @param asked somebody only asks what would happen, at this time */
  #plan({ authority, number, without, before }: Begun, asked?: { at: number | undefined }): Plan<Target> {
    const { deviceId, isCaller } = without;
    const isCallers = (binding: Binding) =>
      deviceId ? binding.deviceId === deviceId : isCaller(binding.flow);
    const now = () => asked?.at ?? this.#parts.clock.now();
    const world = houseWorld(this.#parts, { without: isCallers, counts: !asked, now });
    return plan(world, authority, number, [], before);
  }

  #open(origin: Origin, begun: Begun, media: CallParts["media"]): Call {
    const { sip, clock, log } = this.#parts;
    const call = new Call(origin, nobody, {
      sip,
      clock,
      log,
      media,
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

  /** Follows the plan to its end; a call whose plan cannot be followed is refused, and leaves nothing behind. */
  async #follow(call: Call, decide: () => Plan<Target>): Promise<void> {
    try {
      await this.#followed(call, decide());
    } catch (error) {
      this.#parts.log.error("a call could not be sent on", { call: call.id, error });
      call.refuse(sipStatusOf(error));
    }
  }

  /** Goes through the plan until somebody answers, nobody is left, or the caller is gone. */
  async #followed(call: Call, decided: Plan<Target>): Promise<void> {
    let step = decided;
    for (;;) {
      if (step.kind === "refuse") {
        this.#parts.log.info("a call was not connected", {
          call: call.id,
          why: step.why,
          status: step.status,
        });
        return call.refuse(step.status, step.party);
      }
      if (step.kind === "service") return this.#serve(call, step);
      const outcome = await this.#ring(call, step);
      if (outcome.kind === "answered" || outcome.kind === "cancelled") return;
      step = step.afterwards(unansweredOf(outcome));
    }
  }

  async #ring(call: Call, step: Extract<Plan<Target>, { kind: "ring" }>): Promise<RingOutcome> {
    const turns = step.inTurn ? step.targets.map((target) => [target]) : [step.targets];
    let outcome: RingOutcome = { kind: "refused", status: 480, reasons: [] };
    for (const targets of turns) {
      const course = { past: call.past, diversions: step.diversions };
      const ringables = targets.map((target) => wayTo(target, call.caller, course, this.#parts));
      outcome = await call.ring(step.party, ringables, step.seconds);
      // Another way out is tried where this one does not work, not where the other side does not want the call.
      if (outcome.kind !== "refused" || !outcome.reasons.every(isServersFault)) return outcome;
    }
    return outcome;
  }

  async #serve(call: Call, step: Extract<Plan<Target>, { kind: "service" }>): Promise<void> {
    const { services, log, media } = this.#parts;
    const service = services.find(({ name }) => name === step.service);
    const origin = call.serve(step.party);
    if (!service || !origin) return call.refuse(service ? 487 : 404);
    try {
      await origin.anchor(media, call.id);
      await serve(service, call, origin, { dialled: step.number, diversion: step.diversion }, this.#services);
    } catch (error) {
      log.warn("a service did not take a call", { service: step.service, error });
      call.refuse(sipStatusOf(error));
    }
  }

  readonly #services: ServiceParts = {
    sendOn: (call, connection, number, rights) =>
      new Promise((resolve) => {
        call.lend(connection);
        const back = (returned: Connection, status: number) => {
          if (call.takeBack(returned)) return resolve(status);
          dismiss(returned);
          resolve(undefined);
        };
        const { personId } = connection.party;
        const authority = { personId, mayCall: true, house: rights === "house" };
        const by: Diversion = { party: call.callee, why: "menu" };
        const begun = { number, authority, linkedTo: call.id, ...(authority.house && { by }) };
        const onward = this.dialFor(connection, back, begun);
        if (authority.house) connection.sentOnByMenu();
        void onward.connected.then(() => {
          call.release(connection);
          resolve(undefined);
        });
      }),
  };

  #groupOf(decided: Plan<Target>): string | undefined {
    if (decided.kind !== "service") return undefined;
    return this.#parts.services.find(({ name }) => name === decided.service)?.groupOf?.(decided.number);
  }

  #named(replaces: Replaces): Call | undefined {
    return this.ringingNamedBy(replaces) ?? this.connectionNamedBy(replaces)?.call;
  }

  /** An INVITE takes the place of a call (RFC 3891): one that rings is picked up, one that stands changes hands. */
  async #takeOver(call: Call, origin: Origin, replaces: Replaces | undefined): Promise<void> {
    const standing = replaces && !replaces.earlyOnly && this.connectionNamedBy(replaces);
    const other = standing && call.other(standing.connection);
    if (standing ? other && (await this.#succeed(call, other, origin)) : await this.pickUp(call, origin))
      return;
    origin.refuse(481);
    await origin.abandon();
  }

  /** Connects who calls in the place of the one who talked to `other`; false when there is nobody to talk to now. */
  async #succeed(call: Call, other: Connection, origin: Origin): Promise<boolean> {
    const connection = await this.#accepted(origin, other.codecs);
    if (!connection) return false;
    if (call.state === "ended" || call.state === "transferring") {
      dismiss(connection);
      return false;
    }
    call.release(other);
    this.join(other, connection, call.id);
    return true;
  }

  /** The caller, answered, with media agreed; undefined when the caller is gone, and nothing of them is left. */
  async #accepted(origin: Origin, codecs: Origin["codecs"]): Promise<Connection | undefined> {
    const connection = await origin.accept(codecs).catch(() => undefined);
    try {
      await connection?.ready;
      return connection;
    } catch {
      if (connection) dismiss(connection);
      return undefined;
    }
  }

  /** Who may answer for somebody picks up what rings; a call that stands changes hands between one person's devices. */
  #mayTakeOver(call: Call, replaces: Replaces | undefined, { personId, mayCall }: Authority): boolean {
    if (personId === undefined || !mayCall) return false;
    const standing = replaces && this.connectionNamedBy(replaces);
    if (standing?.call === call) return standing.connection.party.personId === personId;
    const { rights } = this.#parts;
    return (
      call.caller.personId === personId || call.ringingFor.some((owner) => rights.mayAnswer(personId, owner))
    );
  }

  /** Who calls from outside shows what their own house lets them. */
  #mayShow({ personId }: CallParty): boolean {
    return personId === undefined || (this.#parts.members.find(personId)?.mayShow ?? false);
  }

  /** Media from phone to phone, for phones in the clear that are reached where they say they are. */
  #directMedia(invite: IncomingInvite, decided: Plan<Target>) {
    const plain = (flow: { transport: string }) => flow.transport === "UDP" || flow.transport === "TCP";
    const may =
      this.#parts.config.media.anchor === "when-needed" &&
      invite.offer !== "" &&
      plain(invite.flow) &&
      decided.kind === "ring" &&
      decided.targets.every(
        (target) =>
          target.kind === "device" &&
          !target.soundOnly &&
          plain(target.binding.flow) &&
          dialledUser(target.binding.contact)?.host === hostOf(target.binding.flow.address),
      );
    return may ? directMedia(invite.offer, invite.flow.address) : undefined;
  }
}

const isServersFault = (status: number): boolean => status === 408 || (status >= 500 && status < 600);

function unansweredOf(outcome: Exclude<RingOutcome, { kind: "answered" | "cancelled" }>): Unanswered {
  if (outcome.kind === "no-answer") return { kind: "no-answer", status: 480 };
  const { status } = outcome;
  if (status === 486 || status === 600) return { kind: "busy", status };
  if (status === 603) return { kind: "declined", status };
  return { kind: "unreachable", status };
}
