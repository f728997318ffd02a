/** A call after its answer: its two sides, each of which hears the other, or music while the other holds. */
import {
  type CallMedia,
  type LegStatistics,
  type MediaLeg,
  noPictures,
  type Pictures,
} from "../../media/index.ts";
import type { Logger } from "../../platform/index.ts";
import type { Referral } from "../../sip/index.ts";
import type { Connection, ConnectionOwner } from "./connection.ts";
import type { Side } from "./machine.ts";

export interface SidesParts {
  log: Logger;
  /** Plays to who waits. */
  entertain(leg: MediaLeg): Promise<unknown>;
}

interface SidesHandlers {
  onHold(by: Side, held: boolean): void;
  onRefer: ConnectionOwner["onRefer"];
  /** One has hung up or is lost, or they cannot hear each other. */
  onOver(): void;
}

/** What this person's telephone shows. */
export type ShownTo = (personId: string) => string;

/** One side of a call that stands, or stood. */
export interface End {
  readonly connection: Connection;
  /** Belongs to another call now. */
  released: boolean;
  /** The last there were, once the call has ended. */
  statistics: LegStatistics | undefined;
}

const endOf = (connection: Connection): End => ({ connection, released: false, statistics: undefined });

export class Sides implements ConnectionOwner {
  readonly #call: string;
  readonly #media: () => CallMedia;
  readonly #parts: SidesParts;
  readonly #handlers: SidesHandlers;
  #caller: End | undefined;
  #callee: End | undefined;
  /** Sent on, while the other side waits to hear how that went. */
  #lent: Connection | undefined;
  #bridged: Promise<void> = Promise.resolve();
  #closed = false;

  /** @param call its id */
  constructor(call: string, media: () => CallMedia, parts: SidesParts, handlers: SidesHandlers) {
    this.#call = call;
    this.#media = media;
    this.#parts = parts;
    this.#handlers = handlers;
  }

  /** Undefined until somebody has answered. */
  get caller(): End | undefined {
    return this.#caller;
  }

  /** Who answered; undefined for a service of the house. */
  get callee(): End | undefined {
    return this.#callee;
  }

  /** Those that are this call's. */
  get present(): Connection[] {
    const present: Connection[] = [];
    if (this.#caller && !this.#caller.released) present.push(this.#caller.connection);
    if (this.#callee && !this.#callee.released) present.push(this.#callee.connection);
    return present;
  }

  /** The other side of this one; undefined when this call does not connect it to anybody. */
  other(connection: Connection): Connection | undefined {
    const [first, second] = [this.#caller?.connection, this.#callee?.connection];
    return connection === first ? second : connection === second ? first : undefined;
  }

  /** A service has answered, and owns the connection. */
  serve(caller: Connection): void {
    this.#caller = endOf(caller);
  }

  /** These two belong together. Resolves when they hear each other; rejects when they will not. */
  join(caller: Connection, callee: Connection): Promise<void> {
    this.#caller = endOf(caller);
    this.#callee = endOf(callee);
    caller.owner = this;
    callee.owner = this;
    this.#bridged = Promise.all([caller.ready, callee.ready]).then(() => this.#listen(caller, callee));
    return this.#bridged;
  }

  /** Resolves when the two who were joined hear each other, or will not. */
  async bridged(): Promise<void> {
    await this.#bridged.catch(() => {}); // who joins them is told
  }

  /** Takes one out for good; the other is hung up. */
  release(connection: Connection): void {
    for (const end of [this.#caller, this.#callee]) {
      if (!end) continue;
      if (end.connection === connection) end.released = true;
      else if (!end.released) end.connection.hangUp();
    }
  }

  /** Lets both go, to whom they are given next. */
  disband(): void {
    for (const end of [this.#caller, this.#callee]) if (end) end.released = true;
  }

  lend(connection: Connection): void {
    this.#lent = connection;
  }

  /** It came back; false when it has hung up on the way, and this was the end. */
  takeBack(connection: Connection): boolean {
    this.#lent = undefined;
    connection.owner = this;
    if (connection.ended) {
      this.onEnd(connection);
      return false;
    }
    const other = this.other(connection);
    if (other) void this.#listen(connection, other);
    return true;
  }

  /**
   * Who is lent goes on to where they were sent.
   * @param why nobody outside is told
   */
  hangUp(why?: ShownTo): void {
    for (const connection of this.present) {
      const { personId } = connection.party;
      if (connection !== this.#lent) connection.hangUp(personId === undefined ? undefined : why?.(personId));
    }
  }

  /** Lets one end hear this in the place of the other, who is heard again afterwards. */
  async announce(connection: Connection, samples: Uint8Array): Promise<void> {
    await this.bridged();
    const other = this.other(connection);
    if (!other || other === this.#lent || connection === this.#lent || this.#media().direct) return;
    if (connection.owner !== this || connection.holding || other.holding) return;
    const how = await connection.leg.playAudio(samples);
    if (how === "finished" && connection.owner === this) await this.#listen(connection, other);
  }

  /** Closes the media that are this call's still. Resolves when the statistics are there. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#closeEnd(this.#caller), this.#closeEnd(this.#callee)]);
  }

  async #closeEnd(end: End | undefined): Promise<void> {
    if (!end) return;
    const { connection } = end;
    const lives = end.released || connection === this.#lent;
    end.statistics = await (lives ? connection.statistics() : connection.close());
  }

  onHold(connection: Connection, held: boolean): void {
    this.#handlers.onHold(connection === this.#caller?.connection ? "caller" : "callee", held);
    const other = this.other(connection);
    if (other && other !== this.#lent) void this.#listen(connection, other);
  }

  async onPictures(connection: Connection, pictures: Pictures): Promise<Pictures> {
    const other = this.other(connection);
    if (!other || other === this.#lent || this.#media().direct) return noPictures;
    return other.show(pictures);
  }

  onDigit(connection: Connection, digit: string, inMedia: boolean): void {
    if (!inMedia) void this.other(connection)?.leg.sendDigit(digit);
  }

  onRefer(connection: Connection, referral: Referral, notify: (status: number) => void): number {
    return this.#handlers.onRefer(connection, referral, notify);
  }

  get relayOffer(): ConnectionOwner["relayOffer"] {
    if (!this.#media().direct) return undefined;
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
    this.#handlers.onOver();
  }

  /** Each hears the other, or music while the other holds. */
  async #listen(first: Connection, second: Connection): Promise<void> {
    if (this.#closed) return;
    const call = this.#call;
    const { entertain, log } = this.#parts;
    try {
      if (!first.holding && !second.holding) return await this.#media().bridge(first.leg, second.leg);
    } catch (error) {
      if (this.#closed) return;
      log.error("a call was ended because its sides could not hear each other", { call, error });
      this.hangUp();
      return this.#handlers.onOver();
    }
    try {
      if (first.holding) await entertain(second.leg);
      if (second.holding) await entertain(first.leg);
    } catch (error) {
      if (!this.#closed) log.warn("who is on hold hears nothing", { call, error });
    }
  }
}
