import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { CallSettings } from "./settings.ts";

/** Call detail records: one row for each leg of a call. */
export const callRecords = sqliteTable(
  "call_records",
  {
    /** The leg. */
    id: text().primaryKey(),
    callId: text().notNull(),
    /** The call that this one came out of, by a transfer or a menu. */
    linkedTo: text(),
    /** The person whose leg it is. */
    personId: text().notNull(),
    direction: text({ enum: ["outgoing", "incoming"] }).notNull(),
    /** The other side: its person, where it is one, and what was dialled or shown. */
    peerId: text(),
    peerName: text().notNull(),
    peerNumber: text().notNull(),
    startedAt: integer().notNull(),
    answeredAt: integer(),
    endedAt: integer().notNull(),
    outcome: text({ enum: ["answered", "elsewhere", "missed", "declined", "busy", "failed"] }).notNull(),
    /** SIP status of the refusal; null for answered calls. */
    status: integer(),
    transport: text().notNull(),
    encryption: text().notNull(),
    codec: text().notNull(),
    packetsReceived: integer().notNull(),
    packetsLost: integer().notNull(),
    /** Milliseconds. */
    jitter: integer().notNull(),
    roundTrip: integer(),
  },
  (table) => [
    index("call_records_person").on(table.personId, table.startedAt),
    index("call_records_started").on(table.startedAt),
  ],
);

export const callSettings = sqliteTable("call_settings", {
  personId: text().primaryKey(),
  settings: text({ mode: "json" }).$type<CallSettings>().notNull(),
});

export const voicemails = sqliteTable(
  "voicemails",
  {
    id: text().primaryKey(),
    /** Whose mailbox it is in. */
    personId: text().notNull(),
    callerId: text(),
    callerName: text().notNull(),
    callerNumber: text().notNull(),
    at: integer().notNull(),
    /** Milliseconds of sound. */
    duration: integer().notNull(),
    heard: integer({ mode: "boolean" }).notNull(),
  },
  (table) => [index("voicemails_person").on(table.personId, table.at)],
);

export const mailboxes = sqliteTable("mailboxes", {
  personId: text().primaryKey(),
  /** argon2id in PHC form; null: only the person's own devices hear it, without a PIN. */
  pinHash: text(),
  hasGreeting: integer({ mode: "boolean" }).notNull(),
});
