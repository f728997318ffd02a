/** Activation codes: what somebody types into a telephone, or scans with one, so that it sets itself up (CA-26). */
import { createHash, randomInt } from "node:crypto";
import { and, count, eq, gt, isNull, lt } from "drizzle-orm";
import type { Clock, Database, EventLog } from "../../platform/index.ts";
import { deviceErrors } from "../errors.ts";
import { activationCodes } from "./schema.ts";

/** As its person sees it. */
export interface OpenCode {
  id: string;
  name: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export type ActivationCode = typeof activationCodes.$inferSelect;

const codeDigits = 16;
const week = 7 * 24 * 3600 * 1000;
/** Milliseconds in which the same telephone may come again: the answer may have been lost on the way. */
const secondChance = 10 * 60 * 1000;
const mostCodes = 10;

const newCode = () => Array.from({ length: codeDigits }, () => randomInt(10)).join("");
export const isCode = (text: string): boolean => text.length === codeDigits && /^\d+$/.test(text);
const hashOf = (code: string) => createHash("sha256").update(code).digest("hex");

export class ActivationCodes {
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;

  constructor(parts: { db: Database; events: EventLog; clock: Clock }) {
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
  }

  /** Those of a person that no telephone has come with yet. */
  of(personId: string): OpenCode[] {
    return this.#db.orm
      .select({ id: activationCodes.id, name: activationCodes.name, expiresAt: activationCodes.expiresAt })
      .from(activationCodes)
      .where(this.#open(personId))
      .orderBy(activationCodes.createdAt)
      .all();
  }

  /** The code itself is known to nobody else, and only now. It is good for one telephone and a week. */
  async issue(
    personId: string,
    wanted: { name: string; timeZone: string },
  ): Promise<OpenCode & { code: string }> {
    const code = newCode();
    const now = this.#clock.now();
    const row = {
      id: crypto.randomUUID(),
      personId,
      codeHash: hashOf(code),
      ...wanted,
      createdAt: now,
      expiresAt: now + week,
    };
    await this.#db.write((orm) => {
      orm.delete(activationCodes).where(lt(activationCodes.expiresAt, now)).run();
      const open = orm.select({ open: count() }).from(activationCodes).where(this.#open(personId)).get();
      if ((open?.open ?? 0) >= mostCodes) throw deviceErrors("too-many-codes");
      orm.insert(activationCodes).values(row).run();
      this.#announce(personId);
    });
    return { id: row.id, name: row.name, expiresAt: row.expiresAt, code };
  }

  async revoke(personId: string, id: string): Promise<void> {
    const own = and(eq(activationCodes.id, id), this.#open(personId));
    const removed = await this.#db.write((orm) => {
      this.#announce(personId);
      return orm.delete(activationCodes).where(own).returning().get();
    });
    if (!removed) throw deviceErrors("code-not-found");
  }

  /**
   * What this code is for, from now on for this telephone alone; undefined where it is for nobody, or not any more, or
   * for somebody who may have no telephones now.
   * @param visitor who the telephone says it is, and where from
   */
  claim(
    code: string,
    visitor: string,
    mayCall: (personId: string) => boolean,
  ): Promise<ActivationCode | undefined> {
    const now = this.#clock.now();
    return this.#db.write((orm) => {
      const row = orm
        .select()
        .from(activationCodes)
        .where(eq(activationCodes.codeHash, hashOf(code)))
        .get();
      if (!row || !mayCall(row.personId)) return undefined;
      if (row.usedAt !== null)
        return row.usedBy === visitor && now < row.usedAt + secondChance ? row : undefined;
      if (now >= row.expiresAt) return undefined;
      const use = { usedBy: visitor, usedAt: now };
      orm.update(activationCodes).set(use).where(eq(activationCodes.id, row.id)).run();
      return { ...row, ...use };
    });
  }

  /** What was made for it: the same telephone gets the same again. */
  made({ id, personId }: ActivationCode, deviceId: string): Promise<void> {
    return this.#db.write((orm) => {
      orm.update(activationCodes).set({ deviceId }).where(eq(activationCodes.id, id)).run();
      this.#announce(personId, { code: id, device: deviceId });
    });
  }

  /** Nothing could be made for it: it is as if nobody had come. */
  release(id: string): Promise<void> {
    const unused = { usedBy: null, usedAt: null };
    return this.#db.write(
      (orm) => void orm.update(activationCodes).set(unused).where(eq(activationCodes.id, id)).run(),
    );
  }

  /** @param used which code a telephone has come with, and what it is now */
  #announce(personId: string, used?: { code: string; device: string }): void {
    const event = { topic: `person:${personId}`, kind: "phones.changed", subject: personId };
    this.#events.append(used ? { ...event, payload: used } : event);
  }

  #open(personId: string) {
    return and(
      eq(activationCodes.personId, personId),
      isNull(activationCodes.usedAt),
      gt(activationCodes.expiresAt, this.#clock.now()),
    );
  }
}
