/**
 * The house's e-mails: a queue on disk that survives a restart, sent one after the other through the
 * configured server, tried again later and later when it does not answer, given up when it says no.
 */
import { and, asc, count, desc, eq, isNotNull, isNull, lt, lte, min, type SQL } from "drizzle-orm";
import { type Clock, type Timer, wakeAt } from "./clock.ts";
import type { Database } from "./database.ts";
import { type ErrorCodeOf, errorTable } from "./errors.ts";
import { type Letter, oneLine, packLetter, unpackLetter } from "./letter.ts";
import type { Logger } from "./log.ts";
import { type MailServer, portOf } from "./mail-server.ts";
import { Postman } from "./postman.ts";
import { type mailPurposes, mails } from "./schema.ts";
import type { Sealing } from "./sealing.ts";

export const mailErrors = errorTable({
  "mail-off": {
    http: 409,
    message: "This appliance sends no e-mails yet. An administrator names the mail server under Mail.",
  },
  "mail-refused": { http: 502, message: "The mail server did not take the e-mail." },
});

export type MailErrorCode = ErrorCodeOf<typeof mailErrors>;

export type MailPurpose = (typeof mailPurposes)[number];

export interface GivenUp {
  id: string;
  recipient: string;
  purpose: MailPurpose;
  /** Milliseconds since the epoch. */
  at: number;
  error: string;
}

export interface MailState {
  /** `host:port`; undefined when there is none. */
  server: string | undefined;
  from: string;
  security: MailServer["security"];
  waiting: number;
  /** What the server said to those that wait; empty while all is well. */
  trouble: string;
  /** Since the start; undefined before the first. */
  lastSentAt: number | undefined;
  /** Newest first. */
  givenUp: GivenUp[];
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** After so many milliseconds each attempt is followed by the next; the last is repeated. */
const backOff = [minute, 5 * minute, 15 * minute, 60 * minute, 240 * minute];
/** RFC 5321 §4.5.4.1 gives up after four to five days; nobody waits so long for an invitation. */
const giveUpAfter = 2 * day;
const rememberFor = 14 * day;

type MailRow = typeof mails.$inferSelect;

export class Mail {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #servers: { readonly current: MailServer };
  readonly #sealing: Sealing;
  readonly #postman: Postman;
  #timer: Timer | undefined;
  #sending: Promise<void> | undefined;
  /** All are to be tried once more, as soon as what is being sent is sent or not. */
  #again = false;
  #closed = false;
  #lastSentAt: number | undefined;

  /** @param parts.servers whose current one is asked for each letter */
  constructor(parts: {
    db: Database;
    clock: Clock;
    log: Logger;
    servers: { readonly current: MailServer };
    sealing: Sealing;
  }) {
    this.#db = parts.db;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#servers = parts.servers;
    this.#sealing = parts.sealing;
    this.#postman = new Postman(parts.servers);
    this.nudge();
  }

  get enabled(): boolean {
    return this.#servers.current.host !== "";
  }

  /** Throws `mail-off` where no server is configured. */
  requireEnabled(): void {
    if (!this.enabled) throw mailErrors("mail-off");
  }

  /** Inside a write: the letter will be sent once that is on disk. */
  enqueue(recipient: string, purpose: MailPurpose, letter: Letter): void {
    this.requireEnabled();
    const id = crypto.randomUUID();
    const now = this.#clock.now();
    const content = this.#sealing.seal(id, packLetter(letter));
    const row = { id, recipient, purpose, content, createdAt: now, nextAt: now };
    this.#db.orm.insert(mails).values(row).run();
    this.#db.afterCommit(() => this.nudge());
  }

  /** Sends at once, past the queue. Throws `mail-refused` with what the server said. */
  async sendNow(recipient: string, letter: Letter): Promise<void> {
    this.requireEnabled();
    try {
      await this.#send(recipient, letter);
    } catch (cause) {
      throw mailErrors("mail-refused", { reason: oneLine(String((cause as Error).message)) }, { cause });
    }
  }

  /** Looks at the queue now; what waits for its next attempt is tried when `all`. */
  nudge(all = false): void {
    if (!this.enabled || this.#closed) return;
    this.#timer?.cancel();
    if (this.#sending) {
      this.#again ||= all;
      return;
    }
    this.#sending = this.#sendDue(all).finally(() => {
      const again = this.#again;
      this.#again = false;
      this.#sending = undefined;
      if (again) this.nudge(true);
      else this.#schedule();
    });
  }

  /** Resolves when nothing that is due waits any more. */
  async settled(): Promise<void> {
    while (this.#sending) await this.#sending;
  }

  get state(): MailState {
    const { orm } = this.#db;
    const { current } = this.#servers;
    const { host, from, security } = current;
    const waits = isNotNull(mails.nextAt);
    const troubled = orm
      .select()
      .from(mails)
      .where(and(waits, lt(mails.createdAt, this.#clock.now())));
    const trouble = troubled.orderBy(desc(mails.attempts)).limit(1).get()?.error ?? "";
    return {
      server: this.enabled ? `${host}:${portOf(current)}` : undefined,
      from,
      security,
      waiting: orm.select({ count: count() }).from(mails).where(waits).get()?.count ?? 0,
      trouble,
      lastSentAt: this.#lastSentAt,
      givenUp: orm
        .select()
        .from(mails)
        .where(isNull(mails.nextAt))
        .orderBy(desc(mails.createdAt))
        .limit(50)
        .all()
        .map(({ id, recipient, purpose, createdAt: at, error }) => ({ id, recipient, purpose, at, error })),
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await this.#postman.close();
    await this.settled();
  }

  #schedule(): void {
    this.#timer?.cancel();
    if (this.#closed) return;
    const next = this.#db.orm
      .select({ at: min(mails.nextAt) })
      .from(mails)
      .get()?.at;
    if (next == null) return;
    this.#timer = wakeAt(this.#clock, next, () => this.nudge());
  }

  async #sendDue(all: boolean): Promise<void> {
    const due = all ? isNotNull(mails.nextAt) : lte(mails.nextAt, this.#clock.now());
    for (const id of this.#idsOf(due)) {
      for (const urgent of this.#idsOf(this.#urgent)) await this.#attempt(urgent);
      await this.#attempt(id);
    }
    await this.#forgetOld();
  }

  /** Those about emergency calls that are due wait for none of the others. */
  get #urgent(): SQL | undefined {
    return and(eq(mails.purpose, "emergency"), lte(mails.nextAt, this.#clock.now()));
  }

  /** Oldest first. */
  #idsOf(which: SQL | undefined): string[] {
    const rows = this.#db.orm.select({ id: mails.id }).from(mails).where(which);
    return rows
      .orderBy(asc(mails.createdAt))
      .all()
      .map(({ id }) => id);
  }

  /** Of one that may have been sent meanwhile. */
  async #attempt(id: string): Promise<void> {
    const row = this.#db.orm.select().from(mails).where(eq(mails.id, id)).get();
    if (!row || !this.enabled || this.#closed) return;
    try {
      await this.#send(row.recipient, unpackLetter(this.#sealing.open(row.id, row.content)));
      await this.#db.write((orm) => void orm.delete(mails).where(eq(mails.id, row.id)).run());
    } catch (error) {
      if (this.#closed) return; // it waits on disk for the next start
      await this.#postpone(row, error as Error & { responseCode?: number });
    }
  }

  async #postpone(row: MailRow, error: Error & { responseCode?: number }): Promise<void> {
    const now = this.#clock.now();
    const attempts = row.attempts + 1;
    const refused = (error.responseCode ?? 0) >= 500 && error.responseCode !== 535; // credentials get repaired
    const over = refused || now - row.createdAt >= giveUpAfter;
    const wait = backOff[Math.min(attempts, backOff.length) - 1] ?? minute;
    const change = {
      attempts,
      error: oneLine(error.message).slice(0, 500),
      nextAt: over ? null : now + wait,
    };
    this.#log.warn(over ? "an e-mail was given up" : "an e-mail waits for its next attempt", {
      purpose: row.purpose,
      attempts,
      error,
    });
    await this.#db.write(
      (orm) =>
        void orm
          .update(mails)
          .set({ ...change, ...(over && { content: Buffer.alloc(0) }) })
          .where(eq(mails.id, row.id))
          .run(),
    );
  }

  async #forgetOld(): Promise<void> {
    const old = and(isNull(mails.nextAt), lt(mails.createdAt, this.#clock.now() - rememberFor));
    if (this.#closed || !this.#db.orm.select({ id: mails.id }).from(mails).where(old).get()) return;
    await this.#db.write((orm) => void orm.delete(mails).where(old).run());
  }

  async #send(recipient: string, letter: Letter): Promise<void> {
    await this.#postman.carry(recipient, letter);
    this.#lastSentAt = this.#clock.now();
  }
}
