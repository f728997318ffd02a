import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Call detail records: one row for each leg of a call. */
export const callRecords = sqliteTable(
  "call_records",
  {
    /** The leg. */
    id: text().primaryKey(),
    callId: text().notNull(),
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
