/** Sessions: a random cookie, kept only as its hash; ending one closes its sockets. */
import { createHash, randomBytes } from "node:crypto";
import { type Clock, type Database, type EventLog, every, type Timer } from "../platform/index.ts";
import { peopleErrors } from "./errors.ts";
import type { PeopleStore, PersonRow, SessionRow } from "./store.ts";

export const cookieName = "__Host-hearth";
export const sessionSeconds = 30 * 24 * 3600;
/** How stale `lastSeenAt` may grow before it is written again. */
const touchEvery = 5 * 60 * 1000;
const sweepEvery = 3600 * 1000;

export const hashToken = (token: string) => createHash("sha256").update(token).digest("hex");
export const newToken = () => randomBytes(32).toString("base64url");

export class Sessions {
  readonly #store: PeopleStore;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #mayEnter: (person: PersonRow) => boolean;
  readonly #sweeping: Timer;
  readonly #endListeners = new Set<(sessionIds: ReadonlySet<string>) => void>();

  constructor(options: {
    store: PeopleStore;
    db: Database;
    events: EventLog;
    clock: Clock;
    mayEnter: (person: PersonRow) => boolean;
  }) {
    this.#mayEnter = options.mayEnter;
    this.#store = options.store;
    this.#db = options.db;
    this.#events = options.events;
    this.#clock = options.clock;
    this.#sweeping = every(options.clock, sweepEvery, () => this.#sweep());
  }

  /** Makes a session and returns the cookie's value. */
  async start(personId: string, userAgent: string, address: string): Promise<string> {
    const token = newToken();
    const now = this.#clock.now();
    const id = crypto.randomUUID();
    await this.#db.write(() => {
      this.#events.append({
        topic: `person:${personId}`,
        kind: "session.started",
        subject: id,
        payload: { address },
      });
      this.#store.createSession({
        id,
        tokenHash: hashToken(token),
        personId,
        createdAt: now,
        lastSeenAt: now,
        userAgent: userAgent.slice(0, 300),
        address,
      });
    });
    return token;
  }

  /** The session and person behind a cookie; undefined when it is unknown, too old, or the person disabled. */
  resolve(token: string): { session: SessionRow; person: PersonRow } | undefined {
    const session = this.#store.session(hashToken(token));
    if (!session) return undefined;
    const now = this.#clock.now();
    if (session.lastSeenAt < this.#oldest) return undefined;
    const person = this.#store.person(session.personId);
    if (person?.state !== "active" || !this.#mayEnter(person)) return undefined;
    if (now - session.lastSeenAt > touchEvery)
      this.#db.write(() => this.#store.touchSession(session.id, now)).catch(() => {}); // the next request tries again
    return { session, person };
  }

  list(personId: string): SessionRow[] {
    return this.#store.sessionsOf(personId).filter(({ lastSeenAt }) => lastSeenAt >= this.#oldest);
  }

  /** Ends those that nobody has used for thirty days. */
  async #sweep(): Promise<void> {
    const byPerson = Map.groupBy(this.#store.sessionsBefore(this.#oldest), ({ personId }) => personId);
    for (const [personId, stale] of byPerson)
      await this.#endAll(
        personId,
        stale.map(({ id }) => id),
      );
  }

  close(): void {
    this.#sweeping.cancel();
  }

  /** Sessions last used before are over. Milliseconds since the epoch. */
  get #oldest(): number {
    return this.#clock.now() - sessionSeconds * 1000;
  }

  /** Ends one session of the person. */
  async end(personId: string, sessionId: string): Promise<void> {
    if (!this.#store.sessionsOf(personId).some(({ id }) => id === sessionId))
      throw peopleErrors("session-not-found");
    await this.#endAll(personId, [sessionId]);
  }

  /** Signs the person out everywhere, but for `exceptId`; returns at how many places. */
  async endAll(personId: string, exceptId?: string): Promise<number> {
    const all = this.#store.sessionsOf(personId).map(({ id }) => id);
    const ids = all.filter((id) => id !== exceptId);
    await this.#endAll(personId, ids);
    return ids.length;
  }

  /** Told which sessions ended, after that is on disk. */
  onEnd(listener: (sessionIds: ReadonlySet<string>) => void): void {
    this.#endListeners.add(listener);
  }

  async #endAll(personId: string, ids: string[]): Promise<void> {
    await this.#db.write(() => {
      for (const id of ids) {
        this.#store.deleteSession(id);
        this.#events.append({ topic: `person:${personId}`, kind: "session.ended", subject: id });
      }
    });
    for (const listener of this.#endListeners) listener(new Set(ids));
  }
}
