/** Phones of people: what they sign in with. The password is shown once, when it is made. */
import { createHmac, randomInt } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Clock, Database } from "../platform/index.ts";
import { type Ha1, ha1Of, type Identity, proves } from "./digest.ts";
import { sipErrors } from "./errors.ts";
import { sipDevices } from "./schema.ts";

export interface Device {
  id: string;
  personId: string;
  name: string;
  username: string;
  createdAt: number;
  /** It may signal over UDP and TCP, and send its sound in the clear. */
  plain: boolean;
  /** Opens the phone book for it: a part of the address, since few telephones can sign in to one. Ends with it. */
  bookKey: string;
}

/** What a telephone signs in with. */
export interface Credentials {
  username: string;
  password: string;
}

/** A device, and whether it is there now. */
export interface Phone extends Device {
  registered: boolean;
  /** What it calls itself; empty while it is not registered. */
  userAgent: string;
  /** Of what it speaks now; of what it must, while it is not registered. */
  encrypted: boolean;
  /** When it was refused last because it is not, in milliseconds since the epoch; undefined when that is over. */
  refusedAt: number | undefined;
}

/** What is known of who has a device's credentials. */
export interface DeviceIdentity extends Identity {
  personId: string;
  plain: boolean;
}

const mostDevices = 10;
/** Without letters and digits that look alike: people type it at a phone's keypad. */
const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
const deviceName = new RegExp(`^p-[${alphabet}]{10}$`);
const secret = (length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");

/** Whether somebody who bears this name says that they are a telephone of this house; there need not be one. */
export const isDeviceName = (name: string): boolean => deviceName.test(name);

type Row = typeof sipDevices.$inferSelect;

/** What stands in the addresses that a telephone loads from, since few can sign in there; it is made of its password. */
const keyOf = ({ ha1Sha256 }: Pick<Row, "ha1Sha256">, purpose: "phone book" | "profile"): string =>
  createHmac("sha256", ha1Sha256).update(purpose).digest("base64url").slice(0, 22);

const toDevice = (row: Row): Device => {
  const { id, personId, name, username, createdAt, plain } = row;
  return { id, personId, name, username, createdAt, plain, bookKey: keyOf(row, "phone book") };
};

export class Devices {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #realm: string;
  readonly #onRemoved: (device: Device) => void;
  readonly #onPlain: (device: Device) => void;
  readonly #mayCall: (personId: string) => boolean;
  /** By username; read for every REGISTER. */
  readonly #identities = new Map<string, DeviceIdentity>();
  /** Ids of people, by the key to the phone book. */
  readonly #bookKeys = new Map<string, string>();
  /** Ids of devices, by the key to their settings. */
  readonly #profileKeys = new Map<string, string>();

  constructor(parts: {
    db: Database;
    clock: Clock;
    realm: string;
    /** Told of a phone that may not sign in any more. */
    onRemoved: (device: Device) => void;
    /** Told of a phone that may, or may no more, speak in the clear. */
    onPlain: (device: Device) => void;
    /** Whether a person is active, and calling is in their offer. */
    mayCall: (personId: string) => boolean;
  }) {
    this.#onRemoved = parts.onRemoved;
    this.#onPlain = parts.onPlain;
    this.#mayCall = parts.mayCall;
    this.#db = parts.db;
    this.#clock = parts.clock;
    this.#realm = parts.realm;
    for (const row of this.#db.orm.select().from(sipDevices).all()) this.#remember(row);
  }

  identity(username: string): DeviceIdentity | undefined {
    return this.#identities.get(username);
  }

  /** Whose telephone reads the phone book with this key, while they may call. */
  bookReader(bookKey: string): string | undefined {
    const personId = this.#bookKeys.get(bookKey);
    return personId !== undefined && this.#mayCall(personId) ? personId : undefined;
  }

  /** The key to the phone book of the telephone whose credentials these are, while its person may call. */
  bookKeyFor(credentials: Credentials): string | undefined {
    const known = this.#identities.get(credentials.username);
    if (!proves(credentials, this.#realm, known?.ha1)) return undefined;
    const key = known && keyOf({ ha1Sha256: known.ha1["SHA-256"] }, "phone book");
    return key !== undefined && this.bookReader(key) !== undefined ? key : undefined;
  }

  /** Opens a telephone's settings to itself; see `bookKey`. */
  profileKeyOf(id: string): string | undefined {
    const row = this.#row(id);
    return row && keyOf(row, "profile");
  }

  /** Which telephone loads its settings with this key, while its person may call. */
  profileReader(key: string): Device | undefined {
    const id = this.#profileKeys.get(key);
    const device = id === undefined ? undefined : this.find(id);
    return device && this.#mayCall(device.personId) ? device : undefined;
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
    const row = this.#row(id);
    return row && toDevice(row);
  }

  /**
   * @param options.plain see Device; without it the phone must use TLS and SRTP
   * @param options.id by which whoever adds it finds it again after a crash; a new one where it is left out
   */
  async add(
    personId: string,
    name: string,
    { plain = false, id = crypto.randomUUID() }: { plain?: boolean | undefined; id?: string } = {},
  ): Promise<{ device: Device; password: string }> {
    if (this.of(personId).length >= mostDevices) throw sipErrors("too-many-devices");
    const password = secret(20);
    const username = `p-${secret(10)}`;
    const ha1: Ha1 = ha1Of(username, this.#realm, password);
    const row: Row = {
      id,
      personId,
      name,
      username,
      ha1Sha256: ha1["SHA-256"],
      ha1Md5: ha1.MD5,
      createdAt: this.#clock.now(),
      plain,
    };
    await this.#db.write((orm) => void orm.insert(sipDevices).values(row).run());
    this.#remember(row);
    return { device: toDevice(row), password };
  }

  /** Another password for a telephone: whatever signed in with the one before is signed out. */
  async renew(id: string): Promise<{ device: Device; password: string }> {
    const password = secret(20);
    const renewed = await this.#db.write((orm) => {
      const row = this.#row(id);
      if (!row) throw sipErrors("device-not-found");
      const ha1 = ha1Of(row.username, this.#realm, password);
      const change = { ha1Sha256: ha1["SHA-256"], ha1Md5: ha1.MD5 };
      orm.update(sipDevices).set(change).where(eq(sipDevices.id, id)).run();
      const changed = { ...row, ...change };
      this.#db.afterCommit(() => {
        this.#forget(row);
        this.#remember(changed);
      });
      return changed;
    });
    const device = toDevice(renewed);
    this.#onRemoved(device);
    return { device, password };
  }

  /** @param personId whose it is; undefined: whoever's */
  async allowPlain(personId: string | undefined, id: string, plain: boolean): Promise<Device> {
    const wanted = and(
      eq(sipDevices.id, id),
      personId === undefined ? undefined : eq(sipDevices.personId, personId),
    );
    const changed = await this.#db.write((orm) => {
      const row = orm.update(sipDevices).set({ plain }).where(wanted).returning().get();
      // As it is committed: one that was removed meanwhile is not remembered again.
      if (row) this.#db.afterCommit(() => this.#remember(row));
      return row;
    });
    if (!changed) throw sipErrors("device-not-found");
    const device = toDevice(changed);
    this.#onPlain(device);
    return device;
  }

  async remove(personId: string, id: string): Promise<void> {
    const mine = and(eq(sipDevices.id, id), eq(sipDevices.personId, personId));
    const removed = await this.#db.write((orm) => {
      const row = orm.delete(sipDevices).where(mine).returning().get();
      if (!row) throw sipErrors("device-not-found");
      this.#db.afterCommit(() => this.#forget(row)); // as it was last
      return row;
    });
    this.#onRemoved(toDevice(removed));
  }

  #row(id: string): Row | undefined {
    return this.#db.orm.select().from(sipDevices).where(eq(sipDevices.id, id)).get();
  }

  #forget(row: Row): void {
    this.#identities.delete(row.username);
    this.#bookKeys.delete(keyOf(row, "phone book"));
    this.#profileKeys.delete(keyOf(row, "profile"));
  }

  #remember(row: Row): void {
    const { id, personId, username, ha1Sha256, ha1Md5, plain } = row;
    this.#bookKeys.set(keyOf(row, "phone book"), personId);
    this.#profileKeys.set(keyOf(row, "profile"), id);
    this.#identities.set(username, { id, personId, plain, ha1: { "SHA-256": ha1Sha256, MD5: ha1Md5 } });
  }
}
