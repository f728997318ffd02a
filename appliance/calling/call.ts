/** One call through the house: a caller, the devices that ring for it, and the one that answers (a B2BUA). */
import { createActor } from "xstate";
import {
  type AudioCodec,
  audioCodecs,
  type CallMedia,
  type LegStatistics,
  type MediaLeg,
} from "../media/index.ts";
import type { Clock, Logger, Timer } from "../platform/index.ts";
import { type Binding, type Dialog, type IncomingInvite, OfferRefused, type Sip } from "../sip/index.ts";
import { Branch } from "./branch.ts";
import { openCallerLeg } from "./caller-leg.ts";
import { type CallState, callMachine, type Side } from "./machine.ts";

export interface CallParty {
  personId: string | undefined;
  name: string;
  /** Extension, or the address. */
  number: string;
}

/** A call as the administrator sees it while it runs. */
export interface LiveCall {
  id: string;
  state: CallState;
  caller: CallParty;
  callee: CallParty;
  startedAt: number;
  answeredAt: number | undefined;
}

export interface CallParts {
  sip: Sip;
  media: CallMedia;
  /** Packets go from phone to phone; what one offers later is for the other to answer. */
  direct: boolean;
  clock: Clock;
  log: Logger;
  onChange(call: Call): void;
  /** Resolves when the call is on record. */
  onEnd(call: Call): Promise<void>;
}

/** One side once the call stands. */
interface End {
  side: Side;
  leg: MediaLeg;
  dialog: Dialog;
  codecs: AudioCodec[];
}

export class Call {
  readonly id = crypto.randomUUID();
  readonly caller: CallParty;
  readonly callee: CallParty;
  readonly startedAt: number;
  answeredAt: number | undefined;
  endedAt: number | undefined;
  /** What the caller was told when the call was not answered. */
  status: number | undefined;
  /** Of the caller's leg and of the answering one, taken when the call ended. */
  callerStatistics: LegStatistics | undefined;
  answered: Branch | undefined;
  branches: Branch[] = [];
  /** Over what the caller's signalling comes. */
  readonly transport: string;
  /** Until it is answered or refused: it holds the whole message. */
  #invite: IncomingInvite | undefined;
  readonly #parts: CallParts;
  readonly #actor = createActor(callMachine);
  /** Devices that are prepared for ringing; until they ring or fail, nobody's refusal is the last word. */
  #preparing = 0;
  #callerLeg: MediaLeg | undefined;
  #ends: [End, End] | undefined;
  #noAnswer: Timer | undefined;
  #finished = false;
  readonly #done = Promise.withResolvers<void>();

  constructor(invite: IncomingInvite, caller: CallParty, callee: CallParty, parts: CallParts) {
    this.#invite = invite;
    this.transport = invite.flow.transport;
    this.caller = caller;
    this.callee = callee;
    this.#parts = parts;
    this.startedAt = parts.clock.now();
    invite.onCancel = () => this.#finish(487);
    this.#actor.start();
  }

  /** Resolves when the call has ended, its media are closed and its record is written. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  get state(): CallState {
    return this.#actor.getSnapshot().value as CallState;
  }

  /** Rings these devices, for so long. */
  async ring(targets: readonly Binding[], seconds: number, from: string, to: string): Promise<void> {
    const { media, clock, log } = this.#parts;
    const invite = this.#invite;
    if (!invite) return;
    try {
      const leg = await openCallerLeg(invite, this.id, media);
      if (this.#finished) return void leg.close(); // given up while its media were opened
      this.#callerLeg = leg;
      const { offer } = invite;
      const codecs = offer === "" ? audioCodecs : (await leg.receiveOffer(offer)).codecs;
      if (this.#finished) return;
      this.#noAnswer = clock.after(seconds * 1000, () => this.#finish(480));
      this.#preparing = targets.length;
      for (const binding of targets) void this.#ringOne(binding, codecs, from, to);
    } catch (error) {
      log.warn("a call could not begin", { call: this.id, error });
      this.#finish(statusOf(error));
    }
  }

  async #ringOne(binding: Binding, codecs: readonly AudioCodec[], from: string, to: string): Promise<void> {
    const { sip, media } = this.#parts;
    const options = { group: this.id, binding, from, to, codecs, sip, media };
    try {
      const branch = await Branch.ring(options, (own) => ({
        onRinging: () => this.#ringing(),
        onAnswered: (dialog, answer) => void this.#answer(own(), dialog, answer),
        onRefused: (status) => this.#refused(status),
      }));
      this.branches.push(branch);
      if (this.#finished || this.answered) branch.cancel(); // decided while the device was prepared
    } catch (error) {
      this.#parts.log.warn("a device could not be rung", { call: this.id, error });
    }
    this.#preparing--;
    this.#refusedByAll();
  }

  #ringing(): void {
    if (this.state !== "routing") return;
    this.#actor.send({ type: "ringing" });
    this.#invite?.progress(180);
    this.#parts.onChange(this);
  }

  async #answer(branch: Branch, dialog: Dialog, answer: string): Promise<void> {
    const invite = this.#invite;
    if (this.#finished || this.answered || !this.#callerLeg || !invite) {
      void dialog.bye();
      void branch.leg.close();
      return;
    }
    this.answered = branch;
    this.#noAnswer?.cancel();
    for (const other of this.branches) if (other !== branch) other.cancel();
    let callerDialog: Dialog | undefined;
    dialog.handlers = {
      onOffer: () => Promise.reject(new Error("not connected")),
      onEnd: () => this.#finish(200),
    };
    try {
      const { codecs } = await branch.leg.receiveAnswer(answer);
      const callerLeg = this.#callerLeg;
      const delayed = invite.offer === "";
      const description = delayed
        ? await callerLeg.offer(codecs)
        : await callerLeg.answer(withFallback(codecs));
      if (!this.#finished) callerDialog = invite.accept(description);
      if (!callerDialog) {
        void dialog.bye(); // the caller gave up in the same moment
        return this.#finish(487);
      }
      const caller: End = { side: "caller", leg: callerLeg, dialog: callerDialog, codecs };
      const callee: End = { side: "callee", leg: branch.leg, dialog, codecs };
      this.#ends = [caller, callee];
      this.#connect(caller, callee, delayed);
      this.#connect(callee, caller, false);
      this.#invite = undefined;
      this.answeredAt = this.#parts.clock.now();
      this.#actor.send({ type: "answered" });
      this.#parts.onChange(this);
      if (!delayed) await this.#parts.media.bridge(callerLeg, branch.leg);
    } catch (error) {
      this.#parts.log.warn("a call could not be connected", { call: this.id, error });
      void dialog.bye();
      if (callerDialog) void callerDialog.bye();
      this.#finish(statusOf(error));
    }
  }

  /** What each side may do to the other while the call stands. */
  #connect(own: End, other: End, awaitsAnswer: boolean): void {
    own.dialog.handlers = {
      onOffer: (offer) => this.#reoffer(own, other, offer),
      onAnswer: (answer) => void this.#lateAnswer(own, other, answer, awaitsAnswer),
      onDigit: (digit) => void other.leg.sendDigit(digit),
      onEnd: () => {
        void other.dialog.bye();
        this.#finish(200);
      },
    };
  }

  /** The peer holds, resumes, or moves; the other side hears music while it is held. */
  async #reoffer(own: End, other: End, offer: string): Promise<string> {
    if (offer === "" && this.#parts.direct) throw new OfferRefused(488);
    if (offer === "") return own.leg.offer(own.codecs);
    const { codecs, direction } = await own.leg.receiveOffer(offer);
    const usable = own.codecs.filter((codec) => codecs.includes(codec));
    const answer = this.#parts.direct
      ? await other.dialog.offer(offer)
      : await own.leg.answer(usable.length > 0 ? usable : codecs);
    const holds = direction === "sendonly" || direction === "inactive";
    if (holds) {
      this.#actor.send({ type: "held", by: own.side });
      await other.leg.play("hold-music");
    } else {
      this.#actor.send({ type: "resumed", by: own.side });
      if (this.state === "connected") await this.#parts.media.bridge(own.leg, other.leg);
    }
    this.#parts.onChange(this);
    return answer;
  }

  async #lateAnswer(own: End, other: End, answer: string, first: boolean): Promise<void> {
    try {
      await own.leg.receiveAnswer(answer);
      if (first) await this.#parts.media.bridge(own.leg, other.leg);
    } catch (error) {
      this.#parts.log.warn("an answer was not understood", { call: this.id, error });
      this.hangUp();
    }
  }

  #refused(status: number): void {
    if (this.#finished || this.answered) return;
    if (status >= 600) return this.#finish(status); // declined: for every device of the person
    this.#refusedByAll();
  }

  #refusedByAll(): void {
    if (this.#finished || this.answered || this.#preparing > 0) return;
    if (!this.branches.every(({ settled }) => settled)) return;
    this.#finish(this.branches.length === 0 ? 503 : refusalOf(this.branches.map(({ status }) => status)));
  }

  /** Ends the call from the house, as an administrator may. */
  hangUp(): void {
    for (const { dialog } of this.#ends ?? []) void dialog.bye();
    this.#finish(this.#ends ? 200 : 480);
  }

  #finish(status: number): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#noAnswer?.cancel();
    this.status = this.answeredAt === undefined ? status : undefined;
    this.endedAt = this.#parts.clock.now();
    for (const branch of this.branches) branch.cancel();
    if (status >= 300) this.#invite?.refuse(status);
    this.#invite = undefined;
    this.#actor.send({ type: "ended" });
    this.#actor.stop();
    void this.#closeMedia()
      .then(() => this.#parts.onEnd(this))
      .then(this.#done.resolve, this.#done.reject);
  }

  async #closeMedia(): Promise<void> {
    const callerLeg = this.#callerLeg;
    const answered = this.answered;
    const none = () => undefined; // a leg that never stood has none
    const asked = [callerLeg, answered?.leg].map((leg) => leg?.statistics().catch(none));
    const closed = [callerLeg, answered?.leg].map((leg) => leg?.close()); // right behind, in the same message
    const [own, other] = await Promise.all(asked);
    this.callerStatistics = own;
    if (answered) answered.statistics = other;
    await Promise.allSettled(closed);
  }
}

/** G.711 after what was chosen, so that the house can speak too (hold music). */
const withFallback = (codecs: readonly AudioCodec[]): AudioCodec[] => [
  ...new Set([...codecs, "PCMU" as const, "PCMA" as const]),
];

/**
 * What the caller is told when every device refused: busy before unavailable before the rest (RFC 3261
 * §16.7). What only concerns this house and the device (challenges, redirections, transactions) stays here.
 */
const refusalOf = (statuses: readonly (number | undefined)[]): number =>
  [486, 480, 488, 415, 404].find((status) => statuses.includes(status)) ?? 480;

const statusOf = (error: unknown): number =>
  typeof error === "object" && error !== null && "sip" in error && typeof error.sip === "number"
    ? error.sip
    : 500;
