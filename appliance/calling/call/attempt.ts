/** A call before its answer: who waits, what rings for them, and what they hear meanwhile. */
import type { AudioCodec, CallMedia, MediaLeg, Offered } from "../../media/index.ts";
import type { Clock, Logger } from "../../platform/index.ts";
import type { Replaces, Sip } from "../../sip/index.ts";
import type { Branch } from "./branch.ts";
import type { Connection } from "./connection.ts";
import type { Origin } from "./origin.ts";
import type { CallParty } from "./party.ts";
import type { Past } from "./past.ts";
import { type Ringable, Ringing, type RingOutcome } from "./ringing.ts";

export interface AttemptParts {
  sip: Sip;
  media: CallMedia;
  /** Media through the house, for when those of this call cannot be direct any more. */
  houseMedia: CallMedia;
  clock: Clock;
  log: Logger;
}

interface AttemptHandlers {
  /** One more device rings, or something else is heard before the answer. */
  onRinging(): void;
  /** Something that rang does not any more, or has answered and is asked whether it is a person. */
  onChange(): void;
  /** Whoever waits has given up, or can be told nothing but this. */
  onGone(status: number): void;
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

export class Attempt {
  readonly #call: string;
  readonly #parts: AttemptParts;
  readonly #handlers: AttemptHandlers;
  /** What the call has been through, whoever waits in it now. */
  readonly #past: Past;
  #media: CallMedia;
  #origin: Origin | undefined;
  #ringing: Ringing | undefined;
  /** What rang, each time. */
  readonly #rung: (readonly Branch[])[] = [];
  /** Whoever waits has been told, or hears it. */
  #rings = false;

  /** @param call its id */
  constructor(call: string, origin: Origin, parts: AttemptParts, handlers: AttemptHandlers) {
    this.#call = call;
    this.#parts = parts;
    this.#handlers = handlers;
    this.#past = origin.past;
    this.#media = parts.media;
    this.#wait(origin);
  }

  /** Until somebody has answered, or it is over. */
  get origin(): Origin | undefined {
    return this.#origin;
  }

  /** Who was answered before, and waits for somebody else to be found for them. */
  get waiting(): Connection | undefined {
    return this.#origin?.standing;
  }

  /** Those of this call, once it is answered too. */
  get media(): CallMedia {
    return this.#media;
  }

  /** Whether a peer means this call, which nobody has answered. */
  isNamedBy(replaces: Replaces): boolean {
    return this.#call === replaces.callId || (this.#origin?.isNamedBy(replaces) ?? false);
  }

  /** Every device that rang, in order. */
  get branches(): Branch[] {
    return this.#rung.flat();
  }

  /** What rings now. */
  get ringingAt(): Branch[] {
    if (!this.#origin || !this.#rings) return [];
    return this.#ringing?.branches.filter(({ settled, status }) => !settled && status === undefined) ?? [];
  }

  /** Whose devices ring now. */
  get ringingFor(): string[] {
    return peopleOf(this.ringingAt);
  }

  /** The same, with those who have answered and are to be connected. */
  get reachedFor(): string[] {
    if (!this.#origin || !this.#rings) return [];
    return peopleOf([...this.ringingAt, ...this.branches.filter(({ answered }) => answered)]);
  }

  /** Rings these for so long. */
  async ring(ringables: readonly Ringable[], seconds: number): Promise<RingOutcome> {
    const origin = this.#origin;
    if (!origin) return { kind: "cancelled" };
    const { sip, clock, log } = this.#parts;
    const media = this.#media;
    const { pictures, transport: callerTransport } = origin;
    const codecs = media.direct ? origin.codecs : convertible(origin.codecs, media);
    const ringing = new Ringing(ringables, {
      ...{ group: this.#call, past: this.#past, codecs, pictures, callerTransport, seconds },
      ...{ sip, media, clock, log },
      onRinging: () => this.#tellRinging(),
      onAsked: () => this.#handlers.onChange(),
      onEarlyMedia: (leg, heard) => void this.#hearEarly(leg, heard),
      onEarlyMediaOver: () => this.#origin?.ringing(),
    });
    this.#ringing = ringing;
    this.#rung.push(ringing.branches);
    const outcome = await ringing.outcome;
    if (this.#ringing === ringing) this.#ringing = undefined;
    if (outcome.kind !== "answered") this.#handlers.onChange(); // these ring no more
    return outcome;
  }

  /** This person, for whom it rings, does not want it. */
  decline(personId: string): void {
    this.#ringing?.decline(personId);
    this.#handlers.onChange(); // theirs ring no more
  }

  /** Somebody else answers it while it rings; false when that is not so any more. */
  pickUp(connection: Connection): boolean {
    return this.#ringing?.answerWith(connection) ?? false;
  }

  /** Ends what has answered for this party and is not confirmed; false when that is not so. */
  giveUp(party: CallParty): boolean {
    return this.#ringing?.giveUp(party) ?? false;
  }

  /** Media go through the house from now on, for who rings or answers where they must. */
  async anchor(): Promise<void> {
    if (!this.#media.direct) return;
    this.#media = this.#parts.houseMedia;
    await this.#origin?.anchor(this.#media, this.#call);
  }

  /** Gives the place of who waits to somebody else; false when nobody waits. */
  replace(origin: Origin): boolean {
    const replaced = this.#origin;
    if (!replaced) return false;
    replaced.onGone = () => {};
    replaced.refuse(487);
    void replaced.abandon();
    this.#wait(origin);
    if (this.#rings) origin.ringing();
    return true;
  }

  /** Nobody waits any more: they have been answered. */
  succeed(): void {
    this.#origin = undefined;
  }

  /** Nothing rings any more, and who waits is told this status. Resolves when their media are closed. */
  async end(status: number): Promise<void> {
    this.#ringing?.cancel();
    const origin = this.#origin;
    this.#origin = undefined;
    if (status >= 300) origin?.refuse(status);
    await origin?.abandon();
  }

  #wait(origin: Origin): void {
    this.#origin = origin;
    origin.onGone = (status = 487) => this.#handlers.onGone(status);
  }

  #tellRinging(): void {
    if (!this.#origin) return;
    if (!this.#rings) this.#origin.ringing();
    this.#isRinging();
  }

  #isRinging(): void {
    this.#rings = true;
    this.#handlers.onRinging();
  }

  /** Who waits hears what is there before the answer (RFC 3960 §3.1). */
  async #hearEarly(leg: MediaLeg, heard: Offered): Promise<void> {
    const origin = this.#origin;
    if (!origin) return;
    try {
      if (!(await origin.openEarly(heard))) return this.#tellRinging();
      if (this.#origin !== origin) return; // answered, or over
      this.#isRinging();
      await this.#media.bridge(origin.leg, leg);
    } catch (error) {
      if (this.#origin !== origin) return;
      const call = this.#call;
      this.#parts.log.warn("a caller does not hear what comes before the answer", { call, error });
      if (this.#rings)
        origin.ringing(); // who was promised something to hear hears the house
      else this.#tellRinging();
    }
  }
}
