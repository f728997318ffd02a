/** Content keys per resource, granted by membership and rotated when somebody leaves. */
import { randomBytes } from "node:crypto";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Clock, Database } from "../platform/index.ts";
import { keyErrors } from "./errors.ts";
import { contentKeys, grants, indexKeys, keyEncryptionKeys, resources } from "./schema.ts";
import { agree, seal, unseal, unwrap, wrap } from "./wrapping.ts";

/** Of a key-encryption key's id, in front of what it has sealed. */
const idLength = 36;

export interface DeliveredKey {
  id: string;
  /** The space it is bound to; null while unbound. */
  resource: string | null;
  /** base64url of nonce, ciphertext and tag under the agreed secret, with the id as additional data. */
  wrapped: string;
}

export interface Delivery {
  /** The service's public point, base64url. */
  publicKey: string;
  keys: DeliveredKey[];
}

/** What a list of spaces asks thousands of times. */
function prepare({ orm }: Database) {
  const value = sql.placeholder;
  const isGranted = and(eq(grants.resource, value("resource")), eq(grants.principal, value("principal")));
  return {
    resource: orm
      .select()
      .from(resources)
      .where(eq(resources.id, value("id")))
      .prepare(),
    key: orm
      .select()
      .from(contentKeys)
      .where(eq(contentKeys.id, value("id")))
      .prepare(),
    grant: orm.select().from(grants).where(isGranted).prepare(),
  };
}

export class KeyService {
  readonly #db: Database;
  readonly #queries: ReturnType<typeof prepare>;
  readonly #clock: Clock;
  readonly #master: Buffer;
  readonly #keyEncryptionKeys = new Map<string, Buffer>();
  #currentKeyEncryptionKey = "";

  private constructor(db: Database, clock: Clock, master: Buffer) {
    this.#db = db;
    this.#queries = prepare(db);
    this.#clock = clock;
    this.#master = master;
  }

  static async open(options: { db: Database; clock: Clock; masterKey: Buffer }): Promise<KeyService> {
    const service = new KeyService(options.db, options.clock, options.masterKey);
    await service.#loadKeyEncryptionKeys();
    return service;
  }

  /** A key that nothing is bound to yet: a client encrypts a new space's title with it. Returns its id. */
  create(creator: string): Promise<string> {
    return this.#db.write(() => this.#insertKey(creator, null));
  }

  /** Makes a resource of an unbound key, for these principals. Throws unless `creator` made the key. */
  async bind(resource: string, keyId: string, creator: string, principals: Iterable<string>): Promise<void> {
    await this.#db.write((orm) => {
      const key = orm.select().from(contentKeys).where(eq(contentKeys.id, keyId)).get();
      if (!key) throw keyErrors("key-not-found");
      if (key.creator !== creator || (key.resource !== null && key.resource !== resource))
        throw keyErrors("key-not-granted");
      orm.update(contentKeys).set({ resource }).where(eq(contentKeys.id, keyId)).run();
      orm.insert(resources).values({ id: resource, currentKey: keyId }).onConflictDoNothing().run();
      for (const principal of principals)
        orm.insert(grants).values({ resource, principal }).onConflictDoNothing().run();
    });
  }

  /** Id of the key that only this person has, made when it is first asked for. */
  personal(personId: string): Promise<string> {
    return this.#db.write((orm) => {
      const known = this.current(personId);
      if (known) return known;
      const key = this.#insertKey(personId, personId);
      orm.insert(resources).values({ id: personId, currentKey: key }).run();
      orm.insert(grants).values({ resource: personId, principal: personId }).run();
      return key;
    });
  }

  async grant(resource: string, principal: string): Promise<void> {
    await this.#db.write(
      (orm) => void orm.insert(grants).values({ resource, principal }).onConflictDoNothing().run(),
    );
  }

  /** Takes the grant away and rotates the key; returns the new current key's id. */
  revoke(resource: string, principal: string): Promise<string> {
    return this.#db.write((orm) => {
      orm
        .delete(grants)
        .where(and(eq(grants.resource, resource), eq(grants.principal, principal)))
        .run();
      return this.#rotate(resource, principal);
    });
  }

  /**
   * Makes the grants of a resource equal to its members, rotating when one too many had been granted: repairs
   * what a crash between the two databases left. Returns the new key's id when it rotated.
   */
  reconcile(resource: string, members: ReadonlySet<string>): Promise<string | undefined> {
    return this.#db.write((orm) => {
      const granted = orm.select().from(grants).where(eq(grants.resource, resource)).all();
      const known = new Set(granted.map(({ principal }) => principal));
      for (const principal of members)
        if (!known.has(principal)) orm.insert(grants).values({ resource, principal }).run();
      const surplus = granted.filter(({ principal }) => !members.has(principal));
      for (const { principal } of surplus)
        orm
          .delete(grants)
          .where(and(eq(grants.resource, resource), eq(grants.principal, principal)))
          .run();
      return surplus[0] && this.#rotate(resource, surplus[0].principal);
    });
  }

  /** Keys of a resource that encrypt nothing new any more. */
  outdated(resource: string): string[] {
    const current = this.current(resource);
    return this.#db.orm
      .select({ id: contentKeys.id })
      .from(contentKeys)
      .where(eq(contentKeys.resource, resource))
      .all()
      .flatMap(({ id }) => (id === current ? [] : [id]));
  }

  /** Destroys outdated keys: what they encrypted can never be read again. */
  async destroy(resource: string, keyIds: readonly string[]): Promise<void> {
    const outdated = new Set(this.outdated(resource));
    const ids = keyIds.filter((id) => outdated.has(id));
    await this.#db.erase((orm) => void orm.delete(contentKeys).where(inArray(contentKeys.id, ids)).run());
    this.#db.truncateJournal();
  }

  /** Id of the key that encrypts what is new in the resource. */
  current(resource: string): string | undefined {
    return this.#queries.resource.get({ id: resource })?.currentKey;
  }

  /**
   * Hands keys to a principal, wrapped for its ephemeral public key. Keys it may not have, or that do not
   * exist, are left out.
   * @param publicKey 65 bytes, uncompressed P-256 point
   */
  deliver(principal: string, publicKey: Uint8Array, keyIds: readonly string[]): Delivery {
    const agreement = agreeWith(publicKey);
    const keys = keyIds.flatMap((id) => {
      const row = this.#queries.key.get({ id });
      if (!row || !this.#mayHave(principal, row)) return [];
      return [{ id, resource: row.resource, wrapped: wrap(agreement.secret, id, this.#unwrap(row)) }];
    });
    return { publicKey: agreement.publicKey.toString("base64url"), keys };
  }

  /**
   * Encrypts what the house itself keeps (voicemail, passwords of trunks) so that disks and backups do not tell it.
   * @param name what it is; needed again to open it
   */
  seal(name: string, content: Uint8Array): Buffer {
    const id = this.#currentKeyEncryptionKey;
    return Buffer.concat([Buffer.from(id, "latin1"), seal(this.#keyEncryptionKey(id), name, content)]);
  }

  /** Throws when it was not sealed under this name, or was changed. */
  open(name: string, sealed: Uint8Array): Buffer {
    const bytes = Buffer.from(sealed);
    const id = bytes.toString("latin1", 0, idLength);
    return unseal(this.#keyEncryptionKey(id), name, bytes.subarray(idLength));
  }

  /**
   * Hands the index keys of resources to a principal that may have their content, made when first asked for.
   * Each is named `index:<resource>`, so that it can never pass for a content key.
   */
  deliverIndexKeys(principal: string, publicKey: Uint8Array, wanted: readonly string[]): Promise<Delivery> {
    const agreement = agreeWith(publicKey);
    return this.#db.write(() => {
      const keys = wanted
        .filter((resource) => this.#isGranted(principal, resource))
        .map((resource) => {
          const id = `index:${resource}`;
          return { id, resource, wrapped: wrap(agreement.secret, id, this.#indexKey(resource)) };
        });
      return { publicKey: agreement.publicKey.toString("base64url"), keys };
    });
  }

  #indexKey(resource: string): Buffer {
    const name = `index:${resource}`;
    const row = this.#db.orm.select().from(indexKeys).where(eq(indexKeys.resource, resource)).get();
    if (row) return unwrap(this.#keyEncryptionKey(row.keyEncryptionKey), name, row.wrapped);
    const key = randomBytes(32);
    const keyEncryptionKey = this.#currentKeyEncryptionKey;
    const wrapped = wrap(this.#keyEncryptionKey(keyEncryptionKey), name, key);
    this.#db.orm.insert(indexKeys).values({ resource, keyEncryptionKey, wrapped }).run();
    return key;
  }

  #mayHave(principal: string, key: typeof contentKeys.$inferSelect): boolean {
    if (key.resource === null) return key.creator === principal;
    return this.#isGranted(principal, key.resource);
  }

  #isGranted(principal: string, resource: string): boolean {
    return this.#queries.grant.get({ resource, principal }) !== undefined;
  }

  #rotate(resource: string, creator: string): string {
    const id = this.#insertKey(creator, resource);
    this.#db.orm.update(resources).set({ currentKey: id }).where(eq(resources.id, resource)).run();
    return id;
  }

  #insertKey(creator: string, resource: string | null): string {
    const id = crypto.randomUUID();
    const keyEncryptionKey = this.#currentKeyEncryptionKey;
    const wrapped = wrap(this.#keyEncryptionKey(keyEncryptionKey), id, randomBytes(32));
    this.#db.orm
      .insert(contentKeys)
      .values({ id, resource, creator, keyEncryptionKey, wrapped, createdAt: this.#clock.now() })
      .run();
    return id;
  }

  #unwrap(key: typeof contentKeys.$inferSelect): Buffer {
    return unwrap(this.#keyEncryptionKey(key.keyEncryptionKey), key.id, key.wrapped);
  }

  #keyEncryptionKey(id: string): Buffer {
    const key = this.#keyEncryptionKeys.get(id);
    if (!key) throw keyErrors("key-not-found", { id });
    return key;
  }

  async #loadKeyEncryptionKeys(): Promise<void> {
    const rows = this.#db.orm
      .select()
      .from(keyEncryptionKeys)
      .orderBy(desc(keyEncryptionKeys.createdAt))
      .all();
    for (const { id, wrapped } of rows)
      try {
        this.#keyEncryptionKeys.set(id, unwrap(this.#master, id, wrapped));
      } catch (cause) {
        throw keyErrors("keys-locked", {}, { cause });
      }
    this.#currentKeyEncryptionKey = rows[0]?.id ?? (await this.#createKeyEncryptionKey());
  }

  async #createKeyEncryptionKey(): Promise<string> {
    const id = crypto.randomUUID();
    const key = randomBytes(32);
    await this.#db.write(
      (orm) =>
        void orm
          .insert(keyEncryptionKeys)
          .values({ id, wrapped: wrap(this.#master, id, key), createdAt: this.#clock.now() })
          .run(),
    );
    this.#keyEncryptionKeys.set(id, key);
    return id;
  }
}

/** Throws `bad-public-key` for a point that is not on the curve. */
function agreeWith(publicKey: Uint8Array): ReturnType<typeof agree> {
  try {
    return agree(publicKey);
  } catch (cause) {
    throw keyErrors("bad-public-key", {}, { cause });
  }
}
