/** One call through the house (a B2BUA): who began it, what rings for it, and who is connected in the end. */
import {
  type AudioCodec,
  type CallMedia,
  type LegStatistics,
  type MediaLeg,
  noPictures,
  type Offered,
  type Pictures,
} from "../../media/index.ts";
import type { Clock, Logger } from "../../platform/index.ts";
import type { Referral, Replaces, Sip } from "../../sip/index.ts";
import { sipStatusOf } from "../errors.ts";
import type { Branch } from "./branch.ts";
import { type Connection, type ConnectionOwner, dismiss } from "./connection.ts";
import { after, type CallEvent, type CallState, newCall, type Side, type Standing } from "./machine.ts";
import type { Origin } from "./origin.ts";
import type { CallParty } from "./party.ts";
import type { Past } from "./past.ts";
import { type Ringable, Ringing, type RingOutcome } from "./ringing.ts";

export interface CallParts {
  sip: Sip;
  media: CallMedia;
  /** Media through the house, for when those of this call cannot be direct any more. */
  houseMedia: CallMedia;
  clock: Clock;
  log: Logger;
  /** The call that this one came out of: a transfer, a menu, a retrieval. */
  linkedTo?: string;
  /** Plays to who waits. */
  entertain(leg: MediaLeg): Promise<unknown>;
  /** Who transferred the caller here, and waits to hear how it goes. */
  sentBy?: Connection;
  onChange(call: Call): void;
  /** One side wants the other to go elsewhere; returns the status to answer with. */
  onRefer(call: Call, by: Connection, referral: Referral, notify: (status: number) => void): number;
  /** Resolves when the call is on record. */
  onEnd(call: Call): Promise<void>;
}

/** One side of a call that stands, or stood. */
interface End {
  connection: Connection;
  /** Belongs to another call now. */
  released: boolean;
  statistics: LegStatistics | undefined;
}

/**
 * What is offered for a caller: G.711 too, which nearly all speak, where the caller has none of it; the house converts
 * then, if it can.
 */
const convertible = (codecs: readonly AudioCodec[], { speaksOpus }: CallMedia): readonly AudioCodec[] => {
  const speaksG711 = codecs.some((codec) => codec === "PCMU" || codec === "PCMA");
  const canConvert = speaksOpus || !codecs.includes("opus");
  return speaksG711 || !canConvert ? codecs : [...codecs, "PCMU", "PCMA"];
};

/** Each once. */
function peopleOf(branches: readonly Branch[]): string[] {
  const people: string[] = [];
  for (const { party } of branches)
    if (party.personId !== undefined && !people.includes(party.personId)) people.push(party.personId);
  return people;
}

export class Call implements ConnectionOwner {
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
  readonly #parts: CallParts;
  #media: CallMedia;
  #standing: Standing = newCall;
  #ringing: Ringing | undefined;
  /** What rang, each time. */
  readonly #rung: (readonly Branch[])[] = [];
  /** Until somebody answers, or the caller is refused. */
  #origin: Origin | undefined;
  #callerEnd: End | undefined;
  #calleeEnd: End | undefined;
  #lent: Connection | undefined;
  #bridged: Promise<void> = Promise.resolve();
  #finished = false;
  readonly #done = Promise.withResolvers<void>();
  /** Resolves once somebody has answered; never, when nobody does. */
  readonly connected: Promise<void>;
  readonly #connected = Promise.withResolvers<void>();

  constructor(origin: Origin, callee: CallParty, parts: CallParts) {
    this.#origin = origin;
    this.caller = origin.party;
    this.callee = callee;
    this.transport = origin.transport;
    this.past = origin.past;
    this.linkedTo = parts.linkedTo;
    this.sentBy = parts.sentBy;
    this.#parts = parts;
    this.#media = parts.media;
    this.startedAt = parts.clock.now();
    this.connected = this.#connected.promise;
    origin.onGone = (status = 487) => this.#finish(status);
  }

  /** Resolves when the call has ended, its media are closed and its record is written. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  get state(): CallState {
    return this.#standing.state;
  }

  /** Whose devices ring for it now. */
  get ringingFor(): string[] {
    return peopleOf(this.ringingAt);
  }

  /** The same, with those who have answered and are to be connected. */
  get reachedFor(): string[] {
    if (this.#origin === undefined || this.state !== "ringing") return [];
    return peopleOf([...this.ringingAt, ...this.branches.filter(({ answered }) => answered)]);
  }

  /** What rings for it now. */
  get ringingAt(): Branch[] {
    if (this.#origin === undefined || this.state !== "ringing") return [];
    return this.#ringing?.branches.filter(({ settled, status }) => !settled && status === undefined) ?? [];
  }

  /** Every device that rang, in order. */
  get branches(): Branch[] {
    return this.#rung.flat();
  }

  get callerStatistics(): LegStatistics | undefined {
    return this.#callerEnd?.statistics;
  }

  get calleeStatistics(): LegStatistics | undefined {
    return this.#calleeEnd?.statistics;
  }

  /** Who answered, over what; undefined before. */
  get calleeConnection(): Connection | undefined {
    return this.#calleeEnd?.connection;
  }

  /** Rings these for so long, and connects who answers. */
  async ring(callee: CallParty, ringables: readonly Ringable[], seconds: number): Promise<RingOutcome> {
    const origin = this.#origin;
    if (!origin) return { kind: "cancelled" };
    this.#seek(callee);
    const { sip, clock, log } = this.#parts;
    const media = this.#media;
    const { pictures, transport: callerTransport } = origin;
    const codecs = this.direct ? origin.codecs : convertible(origin.codecs, media);
    const ringing = new Ringing(ringables, {
      ...{ group: this.id, past: this.past, codecs, pictures, callerTransport, seconds },
      ...{ sip, media, clock, log },
      onRinging: () => this.#rings(),
      onAsked: () => this.#parts.onChange(this),
      onEarlyMedia: (leg, heard) => void this.#hearEarly(leg, heard),
      onEarlyMediaOver: () => this.#origin?.ringing(),
    });
    this.#ringing = ringing;
    this.#rung.push(ringing.branches);
    const outcome = await ringing.outcome;
    if (this.#ringing === ringing) this.#ringing = undefined;
    if (outcome.kind !== "answered") this.#parts.onChange(this); // these ring no more
    if (outcome.kind === "answered")
      await this.#connect(this.#origin ?? origin, outcome.connection, outcome.branch); // see replaceOrigin
    return outcome;
  }

  /** This person, for whom it rings, does not want it. */
  decline(personId: string): void {
    this.#ringing?.decline(personId);
    this.#parts.onChange(this); // theirs ring no more
  }

  /** Somebody else answers it while it rings; false when that is not so any more. */
  pickUp(connection: Connection): boolean {
    return this.#ringing?.answerWith(connection) ?? false;
  }

  /** Hands the caller to a service of the house, which answers in its own time. */
  serve(callee: CallParty): Origin | undefined {
    this.#seek(callee);
    return this.#origin;
  }

  /** The service has answered: its connection is this call's until it ends or is released. */
  served(connection: Connection): void {
    this.#origin = undefined;
    this.#callerEnd = { connection, released: false, statistics: undefined };
    this.#answered({ type: "served" });
  }

  /** Two who are connected already are put together: a transfer after asking, a retrieval. */
  join(callee: Connection): Promise<void> {
    const origin = this.#origin;
    return origin ? this.#connect(origin, callee, undefined) : Promise.resolve();
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
  giveUp(party: CallParty, why?: string): void {
    if (!this.#ringing?.giveUp(party)) this.hangUp(why);
  }

  /**
   * Ends the call from the house, as an administrator may. Who is lent goes on to where they were sent.
   * @param why what the telephones of the house are told
   */
  hangUp(why?: string): void {
    for (const connection of this.ends)
      if (connection !== this.#lent)
        connection.hangUp(connection.party.personId === undefined ? undefined : why);
    this.#finish(this.answeredAt === undefined ? 480 : 200);
  }

  /** The other side of this one; undefined when this call does not connect it to anybody. */
  other(connection: Connection): Connection | undefined {
    const [first, second] = [this.#callerEnd?.connection, this.#calleeEnd?.connection];
    return connection === first ? second : connection === second ? first : undefined;
  }

  get ends(): Connection[] {
    const ends: Connection[] = [];
    if (this.#callerEnd && !this.#callerEnd.released) ends.push(this.#callerEnd.connection);
    if (this.#calleeEnd && !this.#calleeEnd.released) ends.push(this.#calleeEnd.connection);
    return ends;
  }

  /** Who was answered before, and waits for somebody else to be found for them. */
  get waiting(): Connection | undefined {
    return this.#origin?.standing;
  }

  /** While nobody has answered: whether a peer means this call. */
  isNamedBy(replaces: Replaces): boolean {
    return this.id === replaces.callId || (this.#origin?.isNamedBy(replaces) ?? false);
  }

  /**
   * Gives the caller's place to somebody else while it rings (a transfer before the answer).
   * @param linkedTo the call that they come out of
   */
  replaceOrigin(origin: Origin, linkedTo: string): boolean {
    const replaced = this.#origin;
    if (!replaced || this.#finished) return false;
    replaced.onGone = () => {};
    replaced.refuse(487);
    void replaced.abandon();
    this.#origin = origin;
    this.caller = origin.party;
    this.transport = origin.transport;
    this.linkedTo = linkedTo;
    origin.onGone = (status = 487) => this.#finish(status);
    if (this.state === "ringing") origin.ringing();
    this.#parts.onChange(this);
    if (origin.standing?.ended) origin.onGone(); // it hung up before it was this call's, and nobody will say so again
    return true;
  }

  /** Takes one side out for good; the other is hung up, and this call has ended. */
  release(connection: Connection): void {
    for (const end of [this.#callerEnd, this.#calleeEnd]) {
      if (!end) continue;
      if (end.connection === connection) end.released = true;
      else if (!end.released) end.connection.hangUp();
    }
    this.#finish(200);
  }

  /** Resolves when the two who were connected hear each other, or will not. */
  async bridged(): Promise<void> {
    await this.#bridged.catch(() => {}); // who connects them is told
  }

  /** Lets both sides go, to whom they are given next; this call has ended. */
  disband(): void {
    for (const end of [this.#callerEnd, this.#calleeEnd]) if (end) end.released = true;
    this.#finish(200);
  }

  /** Sends one side on while the other waits to hear how that went. */
  lend(connection: Connection): void {
    this.#lent = connection;
    this.#send({ type: "transferring" });
  }

  /** It came back; false when this call has ended meanwhile, or ends now because nobody is left to come back. */
  takeBack(connection: Connection): boolean {
    if (this.#finished) return false;
    this.#lent = undefined;
    connection.owner = this;
    if (connection.ended) {
      this.onEnd(connection);
      return false;
    }
    this.#send({ type: "returned" });
    const other = this.other(connection);
    if (other) void this.#listen(connection, other);
    return true;
  }

  onHold(connection: Connection, held: boolean): void {
    const by: Side = connection === this.#callerEnd?.connection ? "caller" : "callee";
    this.#send({ type: held ? "held" : "resumed", by });
    const other = this.other(connection);
    if (other && other !== this.#lent) void this.#listen(connection, other);
  }

  async onPictures(connection: Connection, pictures: Pictures): Promise<Pictures> {
    const other = this.other(connection);
    if (!other || other === this.#lent || this.direct) return noPictures;
    return other.show(pictures);
  }

  onDigit(connection: Connection, digit: string, inMedia: boolean): void {
    if (!inMedia) void this.other(connection)?.leg.sendDigit(digit);
  }

  onRefer(connection: Connection, referral: Referral, notify: (status: number) => void): number {
    return this.#parts.onRefer(this, connection, referral, notify);
  }

  /** Whether packets go from phone to phone: what one offers later is for the other to answer. */
  get direct(): boolean {
    return this.#media.direct ?? false;
  }

  /** Until somebody answers: media go through the house from now on, for who rings or answers where they must. */
  async anchor(): Promise<void> {
    if (!this.direct) return;
    this.#media = this.#parts.houseMedia;
    await this.#origin?.anchor(this.#media, this.id);
  }

  get relayOffer(): ConnectionOwner["relayOffer"] {
    if (!this.direct) return undefined;
    return (connection, offer) => {
      const other = this.other(connection);
      return other ? other.dialog.offer(offer) : Promise.reject(new Error("nobody is there"));
    };
  }

  onEnd(connection: Connection): void {
    const other = this.other(connection);
    if (other !== this.#lent) {
      if (connection.vanished) other?.hangUp("The other side cannot be reached", 408);
      else other?.hangUp();
    }
    this.#finish(200);
  }

  async #connect(origin: Origin, callee: Connection, branch: Branch | undefined): Promise<void> {
    try {
      if (!branch) await this.anchor(); // who answers was connected to the house before
      const caller = this.#finished ? undefined : await origin.accept(callee.codecs, callee.pictures);
      const now = this.#origin;
      if (now && now !== origin) {
        caller?.hangUp();
        return await this.#connect(now, callee, branch); // somebody else waits meanwhile: see replaceOrigin
      }
      if (!caller || this.#finished) {
        dismiss(callee); // the caller gave up in the same moment
        caller?.hangUp();
        return this.#finish(487);
      }
      this.answered = branch;
      this.#seek(callee.party);
      this.#origin = undefined;
      this.#callerEnd = { connection: caller, released: false, statistics: undefined };
      this.#calleeEnd = { connection: callee, released: false, statistics: undefined };
      caller.owner = this;
      callee.owner = this;
      this.#bridged = Promise.all([caller.ready, callee.ready]).then(() => this.#listen(caller, callee));
      this.#answered({ type: "answered" });
      if (caller.holding) this.#send({ type: "held", by: "caller" });
      if (callee.holding) this.#send({ type: "held", by: "callee" });
      if (callee.ended) this.onEnd(callee); // it hung up before it was this call's
      await this.#bridged;
    } catch (error) {
      this.#parts.log.warn("a call could not be connected", { call: this.id, error });
      dismiss(callee);
      this.#callerEnd?.connection.hangUp();
      this.#finish(sipStatusOf(error));
    }
  }

  /** Lets one end hear this in the place of the other, who is heard again afterwards. */
  async announce(connection: Connection, samples: Uint8Array): Promise<void> {
    await this.bridged();
    const other = this.other(connection);
    if (!other || other === this.#lent || connection === this.#lent || this.direct) return;
    if (connection.owner !== this || connection.holding || other.holding) return;
    const how = await connection.leg.playAudio(samples);
    if (how === "finished" && connection.owner === this) await this.#listen(connection, other);
  }

  /** Each hears the other, or music while the other holds. */
  async #listen(first: Connection, second: Connection): Promise<void> {
    if (this.#finished) return;
    const { entertain, log } = this.#parts;
    try {
      if (!first.holding && !second.holding) return await this.#media.bridge(first.leg, second.leg);
    } catch (error) {
      if (this.#finished) return;
      log.error("a call was ended because its sides could not hear each other", { call: this.id, error });
      return this.hangUp();
    }
    try {
      if (first.holding) await entertain(second.leg);
      if (second.holding) await entertain(first.leg);
    } catch (error) {
      if (!this.#finished) log.warn("who is on hold hears nothing", { call: this.id, error });
    }
  }

  #seek(callee: CallParty): void {
    this.callee = callee;
    if (!this.sought.includes(callee)) this.sought.push(callee);
  }

  #rings(): void {
    if (this.state === "ringing") this.#parts.onChange(this); // one more device
    if (this.state !== "routing") return;
    this.#origin?.ringing();
    this.#send({ type: "ringing" });
  }

  /** Who waits hears what is there before the answer (RFC 3960 §3.1). */
  async #hearEarly(leg: MediaLeg, heard: Offered): Promise<void> {
    const origin = this.#origin;
    if (!origin) return;
    try {
      if (!(await origin.openEarly(heard))) return this.#rings();
      if (this.#origin !== origin) return; // answered, or over
      this.#send({ type: "ringing" });
      await this.#media.bridge(origin.leg, leg);
    } catch (error) {
      if (!this.#finished)
        this.#parts.log.warn("a caller does not hear what comes before the answer", { call: this.id, error });
      if (this.#origin !== origin) return;
      if (this.state === "ringing")
        origin.ringing(); // who was promised something to hear hears the house
      else this.#rings();
    }
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
    this.#ringing?.cancel();
    const origin = this.#origin;
    this.#origin = undefined;
    if (status >= 300) origin?.refuse(status);
    this.#standing = after(this.#standing, { type: "ended" });
    void this.#closeMedia(origin)
      .then(() => this.#parts.onEnd(this))
      .then(this.#done.resolve, this.#done.reject);
  }

  async #closeMedia(origin: Origin | undefined): Promise<void> {
    await Promise.all([origin?.abandon(), this.#closeEnd(this.#callerEnd), this.#closeEnd(this.#calleeEnd)]);
  }

  async #closeEnd(end: End | undefined): Promise<void> {
    if (!end) return;
    const { connection } = end;
    const lives = end.released || connection === this.#lent;
    end.statistics = await (lives ? connection.statistics() : connection.close());
  }
}
