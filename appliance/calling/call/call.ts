/**
 * One call through the house (a B2BUA): what is known of it, and how it goes from those who wait and ring (Attempt) to
 * those who are connected (Sides), and to its end.
 */
import type { Referral } from "../../sip/index.ts";
import { sipStatusOf } from "../errors.ts";
import { Attempt, type AttemptParts } from "./attempt.ts";
import type { Branch } from "./branch.ts";
import { type Connection, dismiss } from "./connection.ts";
import { after, type CallEvent, type CallState, newCall, type Standing } from "./machine.ts";
import type { Origin } from "./origin.ts";
import type { CallParty } from "./party.ts";
import type { Past } from "./past.ts";
import type { Ringable, RingOutcome } from "./ringing.ts";
import { type ShownTo, Sides, type SidesParts } from "./sides.ts";

export interface CallParts extends AttemptParts, SidesParts {
  /** The call that this one came out of: a transfer, a menu, a retrieval. */
  linkedTo?: string;
  /** Who transferred the caller here, and waits to hear how it goes. */
  sentBy?: Connection;
  onChange(call: Call): void;
  /** One side wants the other to go elsewhere; returns the status to answer with. */
  onRefer(call: Call, by: Connection, referral: Referral, notify: (status: number) => void): number;
  /** Resolves when the call is on record. */
  onEnd(call: Call): Promise<void>;
}

export class Call {
  readonly id = Bun.randomUUIDv7(); // in order of time, as indexes like it
  caller: CallParty;
  callee: CallParty;
  /** Whom it was for, in order: who was dialled, and whoever it was sent on to. */
  readonly sought: CallParty[] = [];
  readonly startedAt: number;
  answeredAt: number | undefined;
  endedAt: number | undefined;
  /** Milliseconds until the caller could hear that it rings, or somebody (post-dial delay); undefined before. */
  setUp: number | undefined;
  /** What the caller was told when the call was not answered. */
  status: number | undefined;
  /** Which of the devices that rang was answered at; undefined after a pickup, and for services. */
  answered: Branch | undefined;
  /** Over what the caller's signalling comes. */
  transport: string;
  readonly past: Past;
  linkedTo: string | undefined;
  readonly sentBy: Connection | undefined;
  /** What the calls have in common that were put together, and those that go on in their stead; undefined: it is alone. */
  conference: string | undefined;
  /** Only a step of another call, such as dialling a code; not to be found in anybody's history. */
  isStep = false;
  /** Who waits, and what rings for them, until it is answered. */
  readonly attempt: Attempt;
  /** Who is connected, from the answer on. */
  readonly sides: Sides;
  readonly #parts: CallParts;
  #standing: Standing = newCall;
  #finished = false;
  /** Resolves once somebody has answered; never, when nobody does. */
  readonly connected: Promise<void>;
  readonly #connected = Promise.withResolvers<void>();
  /** Resolves when the call has ended, its media are closed and its record is written. */
  readonly done: Promise<void>;
  readonly #done = Promise.withResolvers<void>();

  constructor(origin: Origin, callee: CallParty, parts: CallParts) {
    this.caller = origin.party;
    this.callee = callee;
    this.transport = origin.transport;
    this.past = origin.past;
    this.linkedTo = parts.linkedTo;
    this.sentBy = parts.sentBy;
    this.#parts = parts;
    this.startedAt = parts.clock.now();
    this.connected = this.#connected.promise;
    this.done = this.#done.promise;
    this.attempt = new Attempt(this.id, origin, parts, {
      onRinging: () => this.#send({ type: "ringing" }),
      onChange: () => parts.onChange(this),
      onGone: (status) => this.#finish(status),
    });
    this.sides = new Sides(this.id, () => this.attempt.media, parts, {
      onHold: (by, held) => this.#send({ type: held ? "held" : "resumed", by }),
      onRefer: (by, referral, notify) => this.onRefer(by, referral, notify),
      onOver: () => this.#finish(200),
    });
  }

  get state(): CallState {
    return this.#standing.state;
  }

  /** Whether packets go from phone to phone: what one offers later is for the other to answer. */
  get direct(): boolean {
    return this.attempt.media.direct ?? false;
  }

  /** Whose dialogs stand with this call. */
  get ends(): Connection[] {
    return this.sides.present;
  }

  /** See Sides. */
  other(connection: Connection): Connection | undefined {
    return this.sides.other(connection);
  }

  /** Rings these for so long, and connects who answers. */
  async ring(callee: CallParty, ringables: readonly Ringable[], seconds: number): Promise<RingOutcome> {
    if (this.attempt.origin) this.#seek(callee);
    const outcome = await this.attempt.ring(ringables, seconds);
    if (outcome.kind === "answered") await this.#connect(outcome.connection, outcome.branch);
    return outcome;
  }

  /** Hands the caller to a service of the house, which answers in its own time. */
  serve(callee: CallParty): Origin | undefined {
    this.#seek(callee);
    return this.attempt.origin;
  }

  /** The service has answered: its connection is this call's until it ends or is released. */
  served(connection: Connection): void {
    this.attempt.succeed();
    this.sides.serve(connection);
    this.#answered({ type: "served" });
  }

  /** Two who are connected already are put together: a transfer after asking, a retrieval. */
  join(callee: Connection): Promise<void> {
    return this.attempt.origin ? this.#connect(callee, undefined) : Promise.resolve();
  }

  /**
   * Gives the caller's place to somebody else while it rings (a transfer before the answer).
   * @param linkedTo the call that they come out of
   */
  replaceOrigin(origin: Origin, linkedTo: string): boolean {
    if (!this.attempt.replace(origin)) return false;
    this.caller = origin.party;
    this.transport = origin.transport;
    this.linkedTo = linkedTo;
    this.#parts.onChange(this);
    if (origin.standing?.ended) origin.onGone(); // it hung up before it was this call's, and nobody will say so again
    return true;
  }

  /**
   * Refuses the caller; for one that is connected, see ConnectedOrigin.
   * @param sought whom it was for, where that was found out
   */
  refuse(status: number, sought?: CallParty): void {
    if (sought) this.#seek(sought);
    this.#finish(status);
  }

  /** What this party costs is to end: the call, or only what has answered there and is not confirmed. */
  giveUp(party: CallParty, why?: ShownTo): void {
    if (!this.attempt.giveUp(party)) this.hangUp(why);
  }

  /** Ends the call from the house, as an administrator may. See Sides. */
  hangUp(why?: ShownTo): void {
    this.sides.hangUp(why);
    this.#finish(this.answeredAt === undefined ? 480 : 200);
  }

  /** Takes one side out for good; the other is hung up, and this call has ended. */
  release(connection: Connection): void {
    this.sides.release(connection);
    this.#finish(200);
  }

  /** Lets both sides go, to whom they are given next; this call has ended. */
  disband(): void {
    this.sides.disband();
    this.#finish(200);
  }

  /** Sends one side on while the other waits to hear how that went. */
  lend(connection: Connection): void {
    this.sides.lend(connection);
    this.#send({ type: "transferring" });
  }

  /** It came back; false when this call has ended meanwhile, or ends now because nobody is left to come back. */
  takeBack(connection: Connection): boolean {
    if (this.#finished || !this.sides.takeBack(connection)) return false;
    this.#send({ type: "returned" });
    return true;
  }

  onRefer(connection: Connection, referral: Referral, notify: (status: number) => void): number {
    return this.#parts.onRefer(this, connection, referral, notify);
  }

  async #connect(callee: Connection, branch: Branch | undefined): Promise<void> {
    const { attempt } = this;
    try {
      if (!branch) await attempt.anchor(); // who answers was connected to the house before
      const { origin } = attempt;
      const caller = await origin?.accept(callee.codecs, callee.pictures);
      const isStillThere = attempt.origin === origin;
      if (caller && isStillThere) return await this.#joined(caller, callee, branch);
      caller?.hangUp();
      if (!isStillThere && attempt.origin) return await this.#connect(callee, branch); // see replaceOrigin
      dismiss(callee); // the caller gave up in the same moment
      this.#finish(487);
    } catch (error) {
      this.#parts.log.warn("a call could not be connected", { call: this.id, error });
      dismiss(callee);
      this.sides.caller?.connection.hangUp();
      this.#finish(sipStatusOf(error));
    }
  }

  /** Resolves when the two hear each other. */
  async #joined(caller: Connection, callee: Connection, branch: Branch | undefined): Promise<void> {
    this.answered = branch;
    this.#seek(callee.party);
    this.attempt.succeed();
    const bridged = this.sides.join(caller, callee);
    this.#answered({ type: "answered" });
    if (caller.holding) this.#send({ type: "held", by: "caller" });
    if (callee.holding) this.#send({ type: "held", by: "callee" });
    if (callee.ended) this.sides.onEnd(callee); // it hung up before it was this call's
    await bridged;
  }

  #seek(callee: CallParty): void {
    this.callee = callee;
    if (!this.sought.includes(callee)) this.sought.push(callee);
  }

  #answered(event: CallEvent): void {
    this.answeredAt = this.#parts.clock.now();
    this.#connected.resolve();
    this.#send(event);
  }

  #send(event: CallEvent): void {
    if (this.#finished) return;
    this.setUp ??= Math.max(0, this.#parts.clock.now() - this.startedAt); // whatever comes first tells the caller
    this.#standing = after(this.#standing, event);
    this.#parts.onChange(this);
  }

  #finish(status: number): void {
    if (this.#finished) return;
    this.#finished = true;
    this.status = this.answeredAt === undefined ? status : undefined;
    this.endedAt = this.#parts.clock.now();
    const closed = [this.attempt.end(status), this.sides.close()];
    this.#standing = after(this.#standing, { type: "ended" });
    void Promise.all(closed)
      .then(() => this.#parts.onEnd(this))
      .then(this.#done.resolve, this.#done.reject);
  }
}
