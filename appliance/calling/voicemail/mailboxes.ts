/** Mailboxes: messages and greetings, sealed on disk; what is heard, and what is not. */
import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, notInArray, or, sql } from "drizzle-orm";
import type { KeyService } from "../../keys/index.ts";
import { type Clock, type Database, type EventLog, RateLimiter } from "../../platform/index.ts";
import type { CallParty } from "../call/party.ts";
import { callingErrors } from "../errors.ts";
import { mailboxes, voicemails } from "../schema.ts";
import { SealedSounds } from "../sounds/sealed-sounds.ts";
import { secondsOf } from "../sounds/speech.ts";
import type { Samples } from "../sounds/wave.ts";

export type Voicemail = typeof voicemails.$inferSelect;

export interface MailboxCount {
  fresh: number;
  heard: number;
}

/** What its owner sees in it. */
const inMailbox = (personId: string) => and(eq(voicemails.personId, personId), isNull(voicemails.deletedAt));

/** In the mailbox of nobody of these, and spoken by none. */
const ofNobody = (held: ReadonlySet<string>) =>
  and(
    notInArray(voicemails.personId, [...held]),
    or(isNull(voicemails.callerId), notInArray(voicemails.callerId, [...held])),
  );

export class Mailboxes {
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #sounds: SealedSounds;
  readonly #held: () => ReadonlySet<string>;
  /** Wrong PINs: five, and the mailbox stays closed to keypads for a while. */
  readonly #tries: RateLimiter;
  /** By person, until something in the mailbox changes: every telephone that registers asks. */
  readonly #counts = new Map<string, MailboxCount>();
  /** Told when what a mailbox counts has changed. */
  onChange: (personId: string) => void = () => {};
  /** Told inside the write that keeps a new message. */
  onLeft: (message: Voicemail, sound: Samples) => void = () => {};

  /** @param parts `held`: the people whom legal holds cover now */
  constructor(parts: {
    db: Database;
    events: EventLog;
    clock: Clock;
    keys: KeyService;
    folder: string;
    held: () => ReadonlySet<string>;
  }) {
    this.#held = parts.held;
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#sounds = new SealedSounds(parts);
    this.#tries = new RateLimiter({ clock: parts.clock, burst: 5, perSecond: 5 / 600 });
  }

  /** Newest first. */
  of(personId: string): Voicemail[] {
    return this.#db.orm
      .select()
      .from(voicemails)
      .where(inMailbox(personId))
      .orderBy(desc(voicemails.at))
      .all();
  }

  count(personId: string): MailboxCount {
    const known = this.#counts.get(personId);
    if (known) return known;
    const row = this.#db.orm
      .select({ all: sql<number>`count(*)`, heard: sql<number>`coalesce(sum(${voicemails.heard}), 0)` })
      .from(voicemails)
      .where(inMailbox(personId))
      .get();
    const { all = 0, heard = 0 } = row ?? {};
    const count = { fresh: all - heard, heard };
    this.#counts.set(personId, count);
    return count;
  }

  /** Resolves when the message is on disk. */
  async leave(personId: string, caller: CallParty, sound: Samples): Promise<void> {
    const id = crypto.randomUUID();
    await this.#sounds.write(id, sound);
    const row: Voicemail = {
      id,
      personId,
      callerId: caller.personId ?? null,
      callerName: caller.name,
      callerNumber: caller.number,
      at: this.#clock.now(),
      duration: Math.round(1000 * secondsOf(sound)),
      heard: false,
      deletedAt: null,
    };
    const left = { id, person: row.callerId, name: row.callerName || row.callerNumber };
    await this.#change(personId, { left }, () => {
      this.#db.orm.insert(voicemails).values(row).run();
      this.onLeft(row, sound);
    });
  }

  /** Throws `voicemail-not-found` for what is not in this person's mailbox. */
  async sound(personId: string, id: string): Promise<Samples> {
    this.#require(personId, id);
    const sound = await this.#sounds.read(id);
    if (!sound) throw callingErrors("voicemail-not-found");
    return sound;
  }

  async mark(personId: string, id: string, heard: boolean): Promise<void> {
    const { where } = this.#require(personId, id);
    await this.#change(
      personId,
      heard ? { done: id } : {},
      () => void this.#db.orm.update(voicemails).set({ heard }).where(where).run(),
    );
  }

  /** Where a legal hold covers its owner or its caller, it stays until that is over; its owner sees it no more. */
  async remove(personId: string, id: string): Promise<void> {
    const { row, where } = this.#require(personId, id);
    const held = this.#held();
    const stays = held.has(personId) || held.has(row.callerId ?? "");
    const deletedAt = this.#clock.now();
    await this.#change(personId, { done: id }, () => {
      if (stays) this.#db.orm.update(voicemails).set({ deletedAt }).where(where).run();
      else this.#db.orm.delete(voicemails).where(where).run();
    });
    if (!stays) this.#sounds.remove(id);
  }

  /** What was deleted under a hold, and is of nobody of these. */
  released(held: ReadonlySet<string>): Voicemail[] {
    return this.#db.orm
      .select()
      .from(voicemails)
      .where(and(isNotNull(voicemails.deletedAt), ofNobody(held)))
      .all();
  }

  /**
   * Messages from before, of nobody of these: for retention.
   * @param before undefined: none is
   */
  outdated(
    before: number | undefined,
    held: ReadonlySet<string>,
    limit = Number.MAX_SAFE_INTEGER,
  ): Voicemail[] {
    return this.#db.orm
      .select()
      .from(voicemails)
      .where(and(lt(voicemails.at, before ?? 0), ofNobody(held)))
      .orderBy(asc(voicemails.at))
      .limit(limit)
      .all();
  }

  /** Takes them away, without a trace in the database's file. */
  async expire(messages: readonly Voicemail[]): Promise<void> {
    if (messages.length === 0) return;
    const ids = messages.map(({ id }) => id);
    const people = new Set(messages.map(({ personId }) => personId));
    await this.#db.erase((orm) => {
      orm.delete(voicemails).where(inArray(voicemails.id, ids)).run();
      for (const personId of people)
        this.#events.append({ topic: `person:${personId}`, kind: "voicemail.changed", subject: personId });
    });
    for (const id of ids) this.#sounds.remove(id);
    for (const personId of people) {
      this.#counts.delete(personId);
      this.onChange(personId);
    }
  }

  /** What callers hear before the tone; undefined where the person has recorded nothing. */
  async greeting(personId: string): Promise<Samples | undefined> {
    return this.#mailbox(personId)?.hasGreeting ? this.#sounds.read(`greeting-${personId}`) : undefined;
  }

  /** @param sound undefined takes the standard greeting back */
  async setGreeting(personId: string, sound: Samples | undefined): Promise<void> {
    if (sound) await this.#sounds.write(`greeting-${personId}`, sound);
    await this.#set(personId, { hasGreeting: sound !== undefined });
    if (!sound) this.#sounds.remove(`greeting-${personId}`);
  }

  hasPin(personId: string): boolean {
    return this.#mailbox(personId)?.pinHash != null;
  }

  async setPin(personId: string, pin: string | null): Promise<void> {
    await this.#set(personId, { pinHash: pin === null ? null : await Bun.password.hash(pin) });
  }

  /** False also when it was tried too often lately. */
  async isPin(personId: string, pin: string): Promise<boolean> {
    const hash = this.#mailbox(personId)?.pinHash;
    if (!hash || !this.#tries.take(personId).ok) return false;
    const right = await Bun.password.verify(pin, hash);
    if (right) this.#tries.reset(personId);
    return right;
  }

  #mailbox(personId: string) {
    return this.#db.orm.select().from(mailboxes).where(eq(mailboxes.personId, personId)).get();
  }

  async #set(personId: string, change: { pinHash?: string | null; hasGreeting?: boolean }): Promise<void> {
    await this.#db.write((orm) => {
      orm
        .insert(mailboxes)
        .values({ personId, pinHash: null, hasGreeting: false, ...change })
        .onConflictDoUpdate({ target: mailboxes.personId, set: change })
        .run();
      this.#events.append({ topic: `person:${personId}`, kind: "voicemail.changed", subject: personId });
    });
  }

  /** @param payload what was left, or which message needs no more attention */
  async #change(personId: string, payload: Record<string, unknown>, run: () => void): Promise<void> {
    const forget = () => this.#counts.delete(personId);
    await this.#db
      .write(() => {
        run();
        forget();
        const topic = `person:${personId}`;
        this.#events.append({ topic, kind: "voicemail.changed", subject: personId, payload });
      })
      .finally(forget); // who counted before a write that was undone counted what is not there
    this.onChange(personId);
  }

  #require(personId: string, id: string) {
    const where = and(eq(voicemails.id, id), inMailbox(personId));
    const row = this.#db.orm.select().from(voicemails).where(where).get();
    if (!row) throw callingErrors("voicemail-not-found");
    return { row, where };
  }
}
