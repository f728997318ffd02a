import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Phones and other SIP clients of a person, with what they sign in with. */
export const sipDevices = sqliteTable(
  "sip_devices",
  {
    id: text().primaryKey(),
    personId: text().notNull(),
    name: text().notNull(),
    username: text().notNull().unique(),
    /** H(username:realm:password), RFC 7616 §3.4.2; the password is stored nowhere. */
    ha1Sha256: text().notNull(),
    ha1Md5: text().notNull(),
    createdAt: integer().notNull(),
    /** It may signal over UDP and TCP, and send its sound in the clear. The default is for those of before. */
    plain: integer({ mode: "boolean" }).notNull().default(true),
  },
  (table) => [index("sip_devices_person").on(table.personId)],
);

/** Registrations over UDP, which outlive a restart; those over connections end with their connection. */
export const sipBindings = sqliteTable("sip_bindings", {
  /** `person|contact`. */
  id: text().primaryKey(),
  personId: text().notNull(),
  deviceId: text(),
  contact: text().notNull(),
  address: text().notNull(),
  port: integer().notNull(),
  expiresAt: integer().notNull(),
  userAgent: text().notNull(),
  callId: text().notNull(),
  sequence: integer().notNull(),
});

/** Subscriptions of telephones, which outlive a restart. */
export const sipSubscriptions = sqliteTable(
  "sip_subscriptions",
  {
    /** The key of its dialog. */
    id: text().primaryKey(),
    event: text().notNull(),
    /** JSON of a KeptSubscription. */
    kept: text().notNull(),
    expiresAt: integer().notNull(),
  },
  (table) => [index("sip_subscriptions_expiry").on(table.expiresAt)],
);
