/** Phones of people: what they sign in with. The password is shown once, when it is made. */
import { randomInt } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Clock, Database } from "../platform/index.ts";
import { type Ha1, ha1Of, type Identity } from "./digest.ts";
import { sipErrors } from "./errors.ts";
import { sipDevices } from "./schema.ts";

export interface Device {
  id: string;
  personId: string;
  name: string;
  username: string;
  createdAt: number;
}

const mostDevices = 10;
/** Without letters and digits that look alike: people type it at a phone's keypad. */
const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
const secret = (length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");

type Row = typeof sipDevices.$inferSelect;

const toDevice = ({ id, personId, name, username, createdAt }: Row): Device => ({
  id,
  personId,
  name,
  username,
  createdAt,
});

export class Devices {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #realm: string;
  readonly #onRemoved: (device: Device) => void;
  /** By username; read for every REGISTER. */
  readonly #identities = new Map<string, Identity & { personId: string }>();

  constructor(parts: {
    db: Database;
    clock: Clock;
    realm: string;
    /** Told of a phone that may not sign in any more. */
    onRemoved: (device: Device) => void;
  }) {
    this.#onRemoved = parts.onRemoved;
    this.#db = parts.db;
    this.#clock = parts.clock;
    this.#realm = parts.realm;
    for (const row of this.#db.orm.select().from(sipDevices).all()) this.#remember(row);
  }

  identity(username: string): (Identity & { personId: string }) | undefined {
    return this.#identities.get(username);
  }

  of(personId: string): Device[] {
    return this.#db.orm
      .select()
      .from(sipDevices)
      .where(eq(sipDevices.personId, personId))
      .all()
      .map(toDevice);
  }

  find(id: string): Device | undefined {
    const row = this.#db.orm.select().from(sipDevices).where(eq(sipDevices.id, id)).get();
    return row && toDevice(row);
  }

  async add(personId: string, name: string): Promise<{ device: Device; password: string }> {
    if (this.of(personId).length >= mostDevices) throw sipErrors("too-many-devices");
    const password = secret(20);
    const username = `p-${secret(10)}`;
    const ha1: Ha1 = ha1Of(username, this.#realm, password);
    const row: Row = {
      id: crypto.randomUUID(),
      personId,
      name,
      username,
      ha1Sha256: ha1["SHA-256"],
      ha1Md5: ha1.MD5,
      createdAt: this.#clock.now(),
    };
    await this.#db.write((orm) => void orm.insert(sipDevices).values(row).run());
    this.#remember(row);
    return { device: toDevice(row), password };
  }

  async remove(personId: string, id: string): Promise<void> {
    const mine = and(eq(sipDevices.id, id), eq(sipDevices.personId, personId));
    const row = this.#db.orm.select().from(sipDevices).where(mine).get();
    if (!row) throw sipErrors("device-not-found");
    await this.#db.write((orm) => void orm.delete(sipDevices).where(mine).run());
    this.#identities.delete(row.username);
    this.#onRemoved(toDevice(row));
  }

  #remember({ id, personId, username, ha1Sha256, ha1Md5 }: Row): void {
    this.#identities.set(username, { id, personId, ha1: { "SHA-256": ha1Sha256, MD5: ha1Md5 } });
  }
}
