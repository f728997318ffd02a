import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const organisations = sqliteTable("organisations", {
  id: text().primaryKey(),
  name: text().notNull(),
  createdAt: integer().notNull(),
});

/**
 * A guest comes from outside by invitation and sees only the spaces they were invited to. A place is a room with a
 * telephone for whoever is there: nobody signs in as it.
 */
export const roles = ["administrator", "support", "user", "guest", "place"] as const;
export type Role = (typeof roles)[number];

export const personStates = ["invited", "active", "disabled"] as const;

export const people = sqliteTable("people", {
  id: text().primaryKey(),
  /** Lower case; also the local part of the SIP address. A place's is under `.invalid` (RFC 2606): it gets no mail. */
  email: text().notNull().unique(),
  name: text().notNull(),
  /** The name as it is searched (`name-words.ts`); null until the store has written it. */
  nameWords: text(),
  role: text({ enum: roles }).notNull(),
  state: text({ enum: personStates }).notNull(),
  /** argon2id in PHC form; null until the invitation is accepted. */
  passwordHash: text(),
  /** Digits that phones dial to reach the person. */
  extension: text().unique(),
  /** Name of the bundle of entitlements: see offers.ts. */
  offer: text().notNull(),
  createdAt: integer().notNull(),
  /** Until when a guest may come in, milliseconds since the epoch; null for everybody else. */
  expiresAt: integer(),
  /** Who invited a guest. */
  invitedBy: text(),
});

export const sessions = sqliteTable(
  "sessions",
  {
    id: text().primaryKey(),
    /** SHA-256 of the cookie's value, hexadecimal; the value itself is stored nowhere. */
    tokenHash: text().notNull().unique(),
    personId: text()
      .notNull()
      .references(() => people.id),
    createdAt: integer().notNull(),
    lastSeenAt: integer().notNull(),
    userAgent: text().notNull(),
    address: text().notNull(),
  },
  (table) => [index("sessions_person").on(table.personId)],
);

export const invitations = sqliteTable(
  "invitations",
  {
    /** SHA-256 of the link's token, hexadecimal. */
    tokenHash: text().primaryKey(),
    personId: text()
      .notNull()
      .references(() => people.id),
    expiresAt: integer().notNull(),
  },
  (table) => [index("invitations_person").on(table.personId)],
);
