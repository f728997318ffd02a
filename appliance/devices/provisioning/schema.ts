import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { PhoneSettings } from "./settings.ts";

/** Codes that a person's next telephone is set up with. */
export const activationCodes = sqliteTable(
  "activation_codes",
  {
    id: text().primaryKey(),
    personId: text().notNull(),
    /** SHA-256 of the code, which is kept nowhere. */
    codeHash: text().notNull().unique(),
    /** Of the telephone; empty: as its model is called. */
    name: text().notNull(),
    /** IANA name, where the person was when they asked for the code. */
    timeZone: text().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    /** The first telephone that came with it, when that was, and what was made for it. */
    usedBy: text(),
    usedAt: integer(),
    deviceId: text(),
  },
  (table) => [index("activation_codes_person").on(table.personId)],
);

/** Telephones that load their settings from here. */
export const provisionedPhones = sqliteTable(
  "provisioned_phones",
  {
    /** Of the telephone that signs in to SIP. */
    deviceId: text().primaryKey(),
    personId: text().notNull(),
    model: text().notNull(),
    /** Its Ethernet address, as 12 lower-case hexadecimal digits. */
    hardware: text().notNull(),
    firmware: text().notNull(),
    settings: text({ mode: "json" }).$type<PhoneSettings>().notNull(),
    /** Of the settings: which it should have, and which it has loaded. */
    revision: integer().notNull(),
    takenRevision: integer().notNull(),
    takenAt: integer().notNull(),
  },
  (table) => [index("provisioned_phones_person").on(table.personId)],
);
