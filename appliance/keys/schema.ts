import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Key-encryption keys, wrapped by the master key. The newest wraps new content keys. */
export const keyEncryptionKeys = sqliteTable("key_encryption_keys", {
  id: text().primaryKey(),
  /** base64url of nonce, ciphertext and tag. */
  wrapped: text().notNull(),
  createdAt: integer().notNull(),
});

/** What keys are bound to: a space, a team, or a person for what is theirs alone. Its current key encrypts what is new. */
export const resources = sqliteTable("resources", {
  id: text().primaryKey(),
  currentKey: text().notNull(),
});

/** Content keys (AES-256), wrapped by a key-encryption key. */
export const contentKeys = sqliteTable(
  "content_keys",
  {
    id: text().primaryKey(),
    /** Null until the resource exists. */
    resource: text(),
    /** Who made an unbound key, and alone may bind it. */
    creator: text().notNull(),
    keyEncryptionKey: text()
      .notNull()
      .references(() => keyEncryptionKeys.id),
    wrapped: text().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [index("content_keys_resource").on(table.resource)],
);

/** Who may have the keys of a resource. */
export const grants = sqliteTable(
  "grants",
  { resource: text().notNull(), principal: text().notNull() },
  (table) => [primaryKey({ columns: [table.resource, table.principal] })],
);

/** One key a resource for blinding words: it never encrypts, and does not change when members leave. */
export const indexKeys = sqliteTable("index_keys", {
  resource: text().primaryKey(),
  keyEncryptionKey: text()
    .notNull()
    .references(() => keyEncryptionKeys.id),
  wrapped: text().notNull(),
});
