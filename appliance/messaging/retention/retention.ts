/**
 * Takes away what is older than it may be, with everything that hangs on it, and destroys the keys that then
 * encrypt nothing: what a backup of the database still held could not be read with today's keys.
 */
import type { KeyService } from "../../keys/index.ts";
import type { Clock, Database, EventLog, Logger, Timer } from "../../platform/index.ts";
import { keyOf } from "../jwe.ts";
import type { SearchIndex } from "../search-index.ts";
import type { Holds } from "./holds.ts";
import { type RetentionPolicyBook, shorter } from "./policy.ts";
import type { Count, Expiry, RetentionStore } from "./store.ts";

const day = 24 * 3600 * 1000;
const firstSweep = 3600 * 1000;
/** How many messages one transaction takes: others write in between. */
const batch = 200;

/** What legal holds cover, for rooms above. */
export interface Held {
  /** Ids of people. */
  people: ReadonlySet<string>;
  /** By a hold of its own, or of a person who is in it. */
  space(spaceId: string): boolean;
}

/** When things are over, in milliseconds since the epoch; undefined: never. What is held is over never. */
export interface Due {
  held: Held;
  /** Of voicemail and call records. */
  before: number | undefined;
  /** Of what lies in spaces, for as long as their messages. */
  beforeIn(spaceId: string): number | undefined;
}

/** What a room above keeps, and retention takes. */
export interface Keepsake {
  kind: "voicemail" | "calls" | "boards";
  /** Those that are over. */
  count(due: Due): number;
  /** Takes at most `limit` of them; resolves with how many. */
  take(due: Due, limit: number): Promise<number>;
  /** Takes what its owner deleted while a hold kept it, and none does any more. */
  release(held: Held): Promise<void>;
}

export type SweptCount = Count & Record<Keepsake["kind"], number>;

export interface Sweep extends SweptCount {
  /** Milliseconds since the epoch. */
  at: number;
  keys: number;
}

interface RetentionParts {
  retention: RetentionStore;
  policy: RetentionPolicyBook;
  holds: Holds;
  index: SearchIndex;
  db: Database;
  events: EventLog;
  clock: Clock;
  log: Logger;
  keys: KeyService;
  discardBlobs: (ids: string[]) => void;
}

export class Retention {
  readonly #parts: RetentionParts;
  readonly #keysElsewhere: ((spaceId: string) => Iterable<string>)[] = [];
  readonly #keepsakes: Keepsake[] = [];
  #timer: Timer | undefined;
  #sweeping: Promise<Sweep> | undefined;
  #last: Sweep | undefined;
  #closed = false;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#schedule(firstSweep);
  }

  /** Rooms above tell which of a space's keys they still need. */
  keepKeys(keysIn: (spaceId: string) => Iterable<string>): void {
    this.#keysElsewhere.push(keysIn);
  }

  /** A room above has something that goes with a sweep too. */
  alsoTake(keepsake: Keepsake): void {
    this.#keepsakes.push(keepsake);
  }

  /** What a sweep would take now. */
  preview(): SweptCount {
    const sum = { ...this.#parts.retention.count(this.#expiry()), voicemail: 0, calls: 0, boards: 0 };
    for (const keepsake of this.#keepsakes) sum[keepsake.kind] += keepsake.count(this.#due(keepsake.kind));
    return sum;
  }

  #due(kind: Keepsake["kind"]): Due {
    const { retention, clock, policy, holds } = this.#parts;
    const now = clock.now();
    const ago = (days: number | null) => (days === null ? undefined : now - days * day);
    const { messages } = policy.policy;
    return {
      held: holds.held(),
      before: kind === "boards" ? undefined : ago(policy.policy[kind]),
      beforeIn: (spaceId) => ago(shorter(retention.messageDays(spaceId), messages)),
    };
  }

  /** The latest since the start. */
  get last(): Sweep | undefined {
    return this.#last;
  }

  /** Takes away what is due; the same sweep for all who ask while it runs. */
  sweep(): Promise<Sweep> {
    this.#sweeping ??= this.#sweepAll().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await this.#sweeping?.catch(() => {}); // the next start begins anew
  }

  /** An hour after the start, so that a box which is switched off every evening sweeps too; then once a day. */
  #schedule(wait: number): void {
    this.#timer = this.#parts.clock.after(wait, () => {
      this.sweep().catch((error) =>
        this.#parts.log.error("retention stopped; it goes on tomorrow", { error }),
      );
      this.#schedule(day);
    });
  }

  #expiry() {
    const now = this.#parts.clock.now();
    const { messages, files } = this.#parts.policy.policy;
    return { messages: { now, days: messages }, files: { now, days: files } };
  }

  async #sweepAll(): Promise<Sweep> {
    const { clock, db, events, log } = this.#parts;
    const none = { messages: 0, files: 0, bytes: 0, voicemail: 0, calls: 0, boards: 0, keys: 0 };
    const sum: Sweep = { ...none, at: clock.now() };
    const expiry = this.#expiry();
    const touched = new Set<string>();
    while (!this.#closed && (await this.#takeFiles(expiry.files, sum, touched)));
    while (!this.#closed && (await this.#takeMessages(expiry.messages, sum, touched)));
    await this.#takeKeepsakes(sum);
    const released = await this.#releaseCopies();
    sum.files += released;
    for (const { id } of this.#parts.retention.spaceIds())
      if (!this.#closed) sum.keys += await this.#destroyKeys(id);
    if (sum.messages > 0) await this.#cleanIndex();
    await db.write(() => {
      for (const space of touched)
        events.append({ topic: `space:${space}`, kind: "space.expired", subject: space, payload: { space } });
      if (touched.size > 0 || sum.keys + sum.voicemail + sum.calls + sum.boards > 0)
        events.append({ topic: "admin", kind: "retention.swept", subject: "retention", payload: { ...sum } });
    });
    db.truncateJournal();
    this.#last = sum;
    log.info("retention", { ...sum });
    return sum;
  }

  /** False once there is nothing left to take. */
  async #takeFiles(expiry: Expiry, sum: Sweep, touched: Set<string>): Promise<boolean> {
    const { retention, db, discardBlobs } = this.#parts;
    const ids = await db.erase(() => {
      const found = retention.expiredFiles(expiry, batch);
      for (const { space } of found) touched.add(space);
      const gone = found.map(({ id }) => id);
      if (gone.length > 0) retention.removeFiles(gone);
      return gone;
    });
    discardBlobs(ids);
    sum.files += ids.length;
    return ids.length === batch;
  }

  async #takeMessages(expiry: Expiry, sum: Sweep, touched: Set<string>): Promise<boolean> {
    const { retention, db, index, discardBlobs, clock } = this.#parts;
    const { taken, blobs } = await db.erase(() => {
      const rows = retention.expiredMessages(expiry, batch);
      const files = rows.flatMap(({ id }) => retention.filesOf(id));
      // Answers go before what they answer, so that a thread that is over leaves no tombstone.
      for (const row of rows.toReversed()) {
        index.remove(row.seq);
        retention.removeMessage(row, clock.now(), retention.hasReplies(row.id));
        touched.add(row.spaceId);
      }
      return { taken: rows.length, blobs: files };
    });
    discardBlobs(blobs.map(({ id }) => id));
    sum.messages += taken;
    sum.files += blobs.length;
    sum.bytes += blobs.reduce((bytes, { size }) => bytes + size, 0);
    return taken > 0;
  }

  async #takeKeepsakes(sum: Sweep): Promise<void> {
    for (const keepsake of this.#keepsakes) {
      const due = this.#due(keepsake.kind);
      let taken = batch;
      while (!this.#closed && taken === batch) {
        taken = await keepsake.take(due, batch);
        sum[keepsake.kind] += taken;
      }
      await keepsake.release(due.held);
    }
  }

  /** Copies of what was deleted under a hold that is over. Returns how many files went with them. */
  async #releaseCopies(): Promise<number> {
    const { retention, db, discardBlobs } = this.#parts;
    const blobs = await db.erase(() =>
      retention
        .heldMessageIds()
        .filter((id) => !retention.isHeld(id))
        .flatMap((id) => retention.release(id)),
    );
    discardBlobs(blobs);
    return blobs.length;
  }

  async #destroyKeys(spaceId: string): Promise<number> {
    const { retention, keys } = this.#parts;
    const old = keys.outdated(spaceId);
    if (old.length === 0) return 0;
    const used = new Set([
      ...retention.messageKeys(spaceId),
      ...retention.ciphertexts(spaceId).map(keyOf),
      ...this.#keysElsewhere.flatMap((keysIn) => [...keysIn(spaceId)]),
    ]);
    const gone = old.filter((id) => !used.has(id));
    if (gone.length > 0) await keys.destroy(spaceId, gone);
    return gone.length;
  }

  async #cleanIndex(): Promise<void> {
    const { retention, db } = this.#parts;
    for (let first = true, more = true; more && !this.#closed; first = false)
      more = await db.erase(() => retention.mergeIndex(first));
  }
}
