/** Several devices that ring for one caller, until one of them answers, all refuse, or time is up. */
import type { AudioCodec, CallMedia, Pictures } from "../../media/index.ts";
import type { Clock, Timer } from "../../platform/index.ts";
import type { Dialog, Sip } from "../../sip/index.ts";
import { Branch, type Destination } from "./branch.ts";
import { Connection } from "./connection.ts";
import { EarlyMedia, type EarlyMediaParts } from "./early-media.ts";
import type { CallParty } from "./party.ts";
import type { Past } from "./past.ts";

export type RingOutcome =
  | { kind: "answered"; connection: Connection; branch: Branch | undefined }
  /** `status` is what the caller may be told, `reasons` what the devices said. */
  | { kind: "refused"; status: number; reasons: number[] }
  | { kind: "no-answer" }
  /** Given up from outside: the caller went, or the house ended it. */
  | { kind: "cancelled" };

/** Something to ring: where it is, found out when its turn comes. */
export interface Ringable {
  /** Rejects when it cannot be reached. @param over tells when nobody is to answer any more; made for who asks for it */
  reach(over: () => AbortSignal): Promise<Destination>;
  /** Whose it is, where that is somebody of the house. */
  personId: string | undefined;
  /** After so long, beside those that ring already. */
  delaySeconds: number;
  /** Asks who answered whether it is a person, before the others stop (a mailbox that is not ours must not win). */
  confirm: ((connection: Connection) => Promise<boolean>) | undefined;
  /** It rings somewhere where nobody may see it: the caller hears it ring, and refusals of others count without it. */
  mayNeverCome?: boolean;
}

export interface RingingParts extends EarlyMediaParts {
  past: Past;
  codecs: readonly AudioCodec[];
  pictures: Pictures;
  /** Over what the signalling of whoever calls comes. */
  callerTransport: string;
  seconds: number;
  sip: Sip;
  media: CallMedia;
  clock: Clock;
  /** Somebody has answered who is asked whether it is a person, or was given up. */
  onAsked(): void;
}

export class Ringing {
  /** Everything that rang, for the record. */
  readonly branches: Branch[] = [];
  readonly #parts: RingingParts;
  readonly #outcome = Promise.withResolvers<RingOutcome>();
  readonly #timers: Timer[] = [];
  /** Answered, but not confirmed yet. */
  readonly #unconfirmed = new Map<Connection, Branch>();
  /** Devices that are prepared for ringing; until they ring or fail, nobody's refusal is the last word. */
  #preparing: number;
  /** What has not rung yet. */
  readonly #ahead: Set<Ringable>;
  /** Ids of people who do not want the call, while it rings for others. */
  readonly #declined = new Set<string>();
  #isOver: AbortController | undefined;
  /** Who answered first; its media are being agreed. */
  #winner: Branch | undefined;
  readonly #early: EarlyMedia;
  #decided = false;

  constructor(ringables: readonly Ringable[], parts: RingingParts) {
    this.#parts = parts;
    this.#early = new EarlyMedia(parts, () => this.#over);
    this.#ahead = new Set(ringables);
    this.#preparing = ringables.filter((ringable) => this.#counts(ringable, ringables)).length;
    const { clock, seconds } = parts;
    this.#timers.push(clock.after(seconds * 1000, () => this.#timeOver()));
    for (const ringable of ringables) {
      const ring = () => void this.#ring(ringable, this.#counts(ringable, ringables));
      if (ringable.delaySeconds > 0) this.#timers.push(clock.after(ringable.delaySeconds * 1000, ring));
      else ring();
    }
  }

  get outcome(): Promise<RingOutcome> {
    return this.#outcome.promise;
  }

  cancel(): void {
    this.#settle({ kind: "cancelled" });
  }

  /** Somebody else answers in the place of who rings (pickup). False when it is decided already. */
  answerWith(connection: Connection): boolean {
    if (this.#over) return false;
    this.#settle({ kind: "answered", connection, branch: undefined });
    return true;
  }

  /** Ends what has answered there and is not confirmed; false when that is not so. */
  giveUp(party: CallParty): boolean {
    const [connection] = [...this.#unconfirmed].find(([, branch]) => branch.party === party) ?? [];
    if (connection) leave(connection);
    return connection !== undefined;
  }

  /**
   * A person does not want it: nothing of theirs rings any more. Where nobody else is rung it is refused, as when one
   * of their devices had declined.
   */
  decline(personId: string, status = 603): void {
    if (this.#over) return;
    const isTheirs = ({ party }: Branch) => party.personId === personId;
    const forOthers = this.branches.some((branch) => !isTheirs(branch) && !isOut(branch));
    this.#declined.add(personId);
    for (const branch of this.branches) if (isTheirs(branch)) branch.decline();
    if (!forOthers && [...this.#ahead].every((ringable) => ringable.personId === personId))
      this.#settle({ kind: "refused", status, reasons: [status] });
  }

  #overSignal(): AbortSignal {
    this.#isOver ??= new AbortController();
    if (this.#decided) this.#isOver.abort();
    return this.#isOver.signal;
  }

  /** Who answers now is too late. */
  get #over(): boolean {
    return this.#decided || this.#winner !== undefined;
  }

  /** Whether the others' refusals wait for it: not for one that may never come, unless there is no other. */
  #counts({ mayNeverCome }: Ringable, all: readonly Ringable[]): boolean {
    return !mayNeverCome || all.every((ringable) => ringable.mayNeverCome);
  }

  async #ring(ringable: Ringable, counts: boolean): Promise<void> {
    const { group, log } = this.#parts;
    if (this.#declined.has(ringable.personId ?? "")) return this.#passOver(ringable, counts);
    try {
      if (ringable.mayNeverCome) this.#parts.onRinging();
      const destination = await ringable.reach(() => this.#overSignal());
      if (this.#over) return;
      const branch = await Branch.ring(destination, this.#parts, (own) => ({
        onRinging: () => this.#parts.onRinging(),
        onEarlyMedia: (answer) => void this.#early.hear(own(), answer, ringable.confirm !== undefined),
        onAnswered: (dialog, answer) => void this.#answered(own(), dialog, answer, ringable),
        onRefused: (status) => {
          this.#early.end(own());
          this.#refused(status, own().party);
        },
      }));
      this.branches.push(branch);
      branch.leg.onLost = () => this.#lost(branch);
      if (this.#declined.has(ringable.personId ?? "")) branch.decline();
      if (this.#over) branch.cancel(); // decided while the device was prepared
    } catch (error) {
      if (!this.#over) log.warn("a device could not be rung", { call: group, error });
    }
    this.#passOver(ringable, counts);
  }

  /** It rings, or never will. */
  #passOver(ringable: Ringable, counts: boolean): void {
    this.#ahead.delete(ringable);
    if (counts) this.#preparing--;
    this.#refusedByAll();
  }

  #lost(branch: Branch): void {
    branch.lose();
    this.#early.end(branch);
    this.#refusedByAll();
  }

  async #answered(branch: Branch, dialog: Dialog, answer: string, { confirm }: Ringable): Promise<void> {
    const drop = () => {
      void dialog.bye();
      branch.endMedia();
      this.#parts.onAsked();
    };
    if (this.#over) return drop();
    if (!confirm) this.#win(branch); // the others stop at once
    this.#parts.onAsked();
    try {
      const { codecs, pictures } = await branch.leg.receiveAnswer(answer);
      const { party, leg, transport, deviceId, soundOnly } = branch;
      const { past } = this.#parts;
      const heard = { past, leg, dialog, codecs, pictures, soundOnly, awaitsAnswer: false };
      const parts = { party, transport, deviceId, ...heard };
      const connection = new Connection(parts);
      const agreed = !confirm || (await this.#confirmed(connection, branch, confirm));
      if (agreed && confirm && !this.#over) this.#win(branch);
      const isGone = confirm !== undefined && dialog.ended; // else it has answered, and hung up
      if (!agreed || this.#decided || this.#winner !== branch || isGone) {
        drop();
        return this.#winner === branch
          ? this.#settle({ kind: "refused", status: 480, reasons: [480] })
          : this.#refusedByAll();
      }
      this.#settle({ kind: "answered", connection, branch });
    } catch (error) {
      this.#parts.log.warn("an answer was not understood", { call: this.#parts.group, error });
      branch.status = 488;
      drop();
      if (this.#winner === branch) this.#settle({ kind: "refused", status: 488, reasons: [488] });
      else this.#refusedByAll();
    }
  }

  async #confirmed(
    connection: Connection,
    branch: Branch,
    confirm: (connection: Connection) => Promise<boolean>,
  ) {
    this.#unconfirmed.set(connection, branch);
    try {
      return await confirm(connection);
    } finally {
      this.#unconfirmed.delete(connection);
    }
  }

  #refused(status: number, { personId }: CallParty): void {
    if (this.#over) return;
    if (status < 600) this.#refusedByAll();
    else if (personId === undefined) this.#settle({ kind: "refused", status, reasons: [status] });
    else this.decline(personId, status); // for every device of the person
  }

  #refusedByAll(): void {
    if (this.#over || this.#preparing > 0 || this.#unconfirmed.size > 0) return;
    if (!this.branches.every(isOut)) return;
    const reasons = this.branches.flatMap(({ status }) => status ?? []);
    const status = this.branches.length === 0 ? 503 : refusalOf(reasons);
    this.#settle({ kind: "refused", status, reasons });
  }

  /** Where nothing has rung, as no closed app has opened, nobody was there to answer. */
  #timeOver(): void {
    if (this.branches.length > 0) this.#settle({ kind: "no-answer" });
    else this.#settle({ kind: "refused", status: 480, reasons: [] });
  }

  #win(branch: Branch): void {
    this.#winner = branch;
    this.#stop(branch);
  }

  #settle(outcome: RingOutcome): void {
    if (this.#decided) return;
    this.#decided = true;
    this.#isOver?.abort();
    this.#stop(outcome.kind === "answered" ? outcome.branch : undefined);
    this.#outcome.resolve(outcome);
  }

  /** Nobody else is to answer. */
  #stop(winner: Branch | undefined): void {
    for (const timer of this.#timers) timer.cancel();
    for (const branch of this.branches) if (branch !== winner) branch.cancel();
    for (const [connection, branch] of this.#unconfirmed) if (branch !== winner) leave(connection);
  }
}

/** Whoever asks there is told that it is over. */
function leave(connection: Connection): void {
  connection.hangUp();
  connection.onEnd();
  void connection.leg.silence().catch(() => {}); // the leg is gone, and what was said there with it
}

/** It takes no part any more, though its peer may not have heard so. */
const isOut = ({ settled, status }: Branch): boolean => settled || status !== undefined;

/**
 * What the caller is told when every device refused: busy before unavailable before the rest (RFC 3261
 * §16.7). What only concerns this house and the device (challenges, redirections, transactions) stays here.
 */
const refusalOf = (statuses: readonly number[]): number =>
  [486, 480, 488, 415, 404].find((status) => statuses.includes(status)) ?? 480;
