/**
 * Web Push (RFC 8030, 8291, 8292): wakes browsers of people who have no client open. The push service sees
 * neither content nor names: what travels is encrypted for the browser and holds ids only; the browser then
 * fetches from this box what is new.
 */
import { z } from "zod";
import type { KeyService } from "../../keys/index.ts";
import {
  type Clock,
  type Database,
  type Logger,
  type OutsideRules,
  readSetting,
  refusedForm,
  requestOutside,
  writeSetting,
} from "../../platform/index.ts";
import { messagingErrors } from "../errors.ts";
import type { Notice } from "../notifications/index.ts";
import type { PushPolicy, PushPolicyBook } from "./policy.ts";
import type { PushStore, SubscriptionRow } from "./store.ts";

export interface PushOptions {
  /** What holds until an administrator decides. */
  usual: PushPolicy;
  /** PEM of a further authority that may sign for push services. */
  authority?: string | undefined;
}

/** What a browser says of its subscription. */
export interface Subscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** What a woken browser gets to know. */
export type Wake = Pick<Notice, "subject" | "space" | "actor" | "caller" | "at"> & {
  kind: Notice["kind"] | "incoming-call";
};

const keyName = "push.vapid";
const keyPair = z.object({ publicKey: z.string(), privateKey: z.string() });
/** Of one person; the oldest goes. */
const mostSubscriptions = 10;
/** How long a push service keeps what it cannot deliver: news for a day, an emergency for an hour, a call while it may ring. */
const timeToLive = { news: 24 * 3600, emergency: 3600, call: 30 };
const timeoutMilliseconds = 10_000;
/** Bytes of a push service's answer that are taken: only its status matters. */
const mostAnswered = 1024;
/** The subscription is over (RFC 8030 §7.3; some services say 404). */
const over = [404, 410];

/** Loaded for the first browser that is woken; no start waits for it. */
const library = async () => (await import("web-push")).default;

export class Push {
  readonly #store: PushStore;
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #policy: PushPolicyBook;
  readonly #authority: string | undefined;
  readonly #vapid: z.output<typeof keyPair>;

  private constructor(parts: {
    push: PushStore;
    db: Database;
    clock: Clock;
    log: Logger;
    policy: PushPolicyBook;
    authority?: string | undefined;
    vapid: z.output<typeof keyPair>;
  }) {
    this.#store = parts.push;
    this.#db = parts.db;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#policy = parts.policy;
    this.#authority = parts.authority;
    this.#vapid = parts.vapid;
  }

  /** Makes the box's key pair once; its private half lies sealed. */
  static async create(parts: {
    push: PushStore;
    keys: KeyService;
    db: Database;
    clock: Clock;
    log: Logger;
    policy: PushPolicyBook;
    authority?: string | undefined;
  }): Promise<Push> {
    const { keys, db } = parts;
    const sealed = readSetting(db.orm, keyName);
    if (typeof sealed === "string") {
      const opened = keys.open(keyName, Buffer.from(sealed, "base64")).toString();
      return new Push({ ...parts, vapid: keyPair.parse(JSON.parse(opened)) });
    }
    const vapid = (await library()).generateVAPIDKeys();
    const value = keys.seal(keyName, Buffer.from(JSON.stringify(vapid))).toString("base64");
    await db.write((orm) => writeSetting(orm, keyName, value));
    return new Push({ ...parts, vapid });
  }

  get #isOn(): boolean {
    return this.#policy.policy.enabled;
  }

  get #rules(): OutsideRules {
    return { protocols: ["https:"], allowed: this.#policy.policy.hosts };
  }

  /** The application server key for browsers; null where the box may not push. */
  get publicKey(): string | null {
    return this.#isOn ? this.#vapid.publicKey : null;
  }

  async subscribe(personId: string, sessionId: string, { endpoint, keys }: Subscription): Promise<void> {
    if (!this.#isOn) throw messagingErrors("push-off");
    const problem = refusedForm(endpoint, this.#rules);
    if (problem) throw messagingErrors("push-address", { problem });
    const row = { personId, sessionId, endpoint, ...keys, createdAt: this.#clock.now() };
    await this.#db.write(() => {
      this.#store.add({ id: crypto.randomUUID(), ...row });
      for (const { id } of this.#store.of(personId).slice(mostSubscriptions)) this.#store.remove(id);
    });
  }

  async unsubscribe(personId: string, endpoint: string): Promise<void> {
    await this.#db.write(() => this.#store.removeEndpoint(personId, endpoint));
  }

  /** A browser whose session is over is woken no more. */
  async endSessions(sessionIds: ReadonlySet<string>): Promise<void> {
    await this.#db.write(() => {
      for (const id of sessionIds) this.#store.removeSession(id);
    });
  }

  /** Sends to every browser of these people; resolves when each was reached or given up. */
  async wake(personIds: readonly string[], notice: Notice): Promise<void> {
    const { kind, subject, space, actor, caller, at } = notice;
    const lifetime = kind === "emergency" ? timeToLive.emergency : timeToLive.news;
    await this.#sendAll(personIds, { kind, subject, space, actor, caller, at }, lifetime);
  }

  /** Whether this person has a browser that can be woken. */
  reaches(personId: string): boolean {
    return this.#isOn && this.#store.of(personId).length > 0;
  }

  /** Tells every browser of this person who calls; see `wake`. */
  async wakeForCall(personId: string, caller: Pick<Wake, "actor" | "caller">): Promise<void> {
    const kind = "incoming-call";
    const wake = { kind, subject: kind, space: null, ...caller, at: this.#clock.now() } as const;
    await this.#sendAll([personId], wake, timeToLive.call);
  }

  async #sendAll(personIds: readonly string[], wake: Wake, lifetime: number): Promise<void> {
    if (!this.#isOn) return;
    try {
      const rows = personIds.flatMap((id) => this.#store.of(id));
      await Promise.all(rows.map((row) => this.#send(row, JSON.stringify(wake), lifetime)));
    } catch (error) {
      this.#log.error("nobody's browsers could be found, and none was woken", { kind: wake.kind, error });
    }
  }

  async #send(row: SubscriptionRow, payload: string, lifetime: number): Promise<void> {
    try {
      const { endpoint, p256dh, auth } = row;
      const details = (await library()).generateRequestDetails(
        { endpoint, keys: { p256dh, auth } },
        payload,
        {
          vapidDetails: { subject: this.#policy.policy.contact, ...this.#vapid },
          TTL: lifetime,
          contentEncoding: "aes128gcm",
          urgency: "high",
        },
      );
      const { status } = await requestOutside(endpoint, {
        method: "POST",
        headers: details.headers as Record<string, string>,
        body: new Uint8Array(details.body ?? []),
        rules: this.#rules,
        authority: this.#authority,
        signal: AbortSignal.timeout(timeoutMilliseconds),
        maxBytes: mostAnswered,
        cut: true,
      });
      if (over.includes(status)) await this.#db.write(() => this.#store.remove(row.id));
      else if (status >= 300) throw new Error(`the push service answered ${status}`);
    } catch (error) {
      const { host } = new URL(row.endpoint);
      this.#log.warn("a browser could not be woken", { personId: row.personId, service: host, error });
    }
  }
}
