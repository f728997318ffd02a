import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { CoursePoint, VoipMetrics } from "../media/index.ts";
import type { AttendantDefinition } from "./attendants/definition.ts";
import { type GroupMember, huntStrategies } from "./groups/hunt.ts";
import type { CallSettings } from "./members/call-settings.ts";
import type { TrunkDefinition } from "./outside/definition.ts";
import type { Limits } from "./outside/limits.ts";
import type { CivicAddress } from "./outside/locations.ts";
import type { OutboundRoute } from "./outside/outbound-routes.ts";
import type { Price } from "./outside/prices.ts";
import type { SpendingLimits } from "./outside/spending-limits.ts";
import { soundedBadly } from "./records/poor-sound.ts";

export const outcomes = ["answered", "elsewhere", "missed", "declined", "busy", "failed"] as const;

/** Call detail records: one row for each leg of a call. */
export const callRecords = sqliteTable(
  "call_records",
  {
    /** The leg. */
    id: text().primaryKey(),
    callId: text().notNull(),
    /** The call that this one came out of, by a transfer or a menu. */
    linkedTo: text(),
    /** What all calls bear that were put together, and those that go on in their stead; null: they were not. */
    conference: text(),
    /** The person whose leg it is. */
    personId: text().notNull(),
    direction: text({ enum: ["outgoing", "incoming"] }).notNull(),
    /** The other side: its person, where it is one, and what was dialled or shown. */
    peerId: text(),
    peerName: text().notNull(),
    peerNumber: text().notNull(),
    startedAt: integer().notNull(),
    answeredAt: integer(),
    /** Milliseconds from the start until it rang or was answered somewhere; null: it did neither, or is from before. */
    setUp: integer(),
    endedAt: integer().notNull(),
    outcome: text({ enum: outcomes }).notNull(),
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
    /** How its telephone said that it heard us; null: it did not. */
    reported: text({ mode: "json" }).$type<VoipMetrics>(),
    /** The format of the picture beside the sound; empty for none. */
    pictureCodec: text().notNull().default(""),
    picturePacketsReceived: integer().notNull().default(0),
    picturePacketsLost: integer().notNull().default(0),
    /** What the call cost, in millionths of the currency, on its caller's row; null: nothing has a price. */
    cost: integer(),
    /** When its person took it out of their history; null: they see it. */
    hiddenAt: integer(),
  },
  (table) => [
    index("call_records_person").on(table.personId, table.startedAt),
    index("call_records_started").on(table.startedAt),
    index("call_records_peer").on(table.peerId, table.startedAt),
    index("call_records_number").on(table.peerNumber, table.startedAt),
    index("call_records_call").on(table.callId),
    index("call_records_poor").on(table.callId).where(sql.raw(soundedBadly)),
    index("call_records_conference").on(table.conference).where(sql`conference is not null`),
  ],
);

/** How a leg fared over time: see Courses. */
export const callCourses = sqliteTable("call_courses", {
  record: text()
    .primaryKey()
    .references(() => callRecords.id, { onDelete: "cascade" }),
  course: text({ mode: "json" }).$type<readonly CoursePoint[]>().notNull(),
});

/** Calls that run, for the house that starts after this one was killed. */
export const runningCalls = sqliteTable("running_calls", {
  id: text().primaryKey(),
  /** JSON of a RunningCall, or of who is left of a call. */
  call: text().notNull(),
  /** When it was last known to run; they all ran at the latest of these. */
  seenAt: integer().notNull(),
});

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
    /** When it was deleted while a legal hold covered it: nobody hears it any more, and it goes with the hold. */
    deletedAt: integer(),
  },
  (table) => [index("voicemails_person").on(table.personId, table.at)],
);

export const mailboxes = sqliteTable("mailboxes", {
  personId: text().primaryKey(),
  /** argon2id in PHC form; null: only the person's own devices hear it, without a PIN. */
  pinHash: text(),
  hasGreeting: integer({ mode: "boolean" }).notNull(),
});

export const huntGroups = sqliteTable("hunt_groups", {
  id: text().primaryKey(),
  name: text().notNull(),
  number: text().notNull().unique(),
  strategy: text({ enum: huntStrategies }).notNull(),
  secondsPerTurn: integer().notNull(),
  /** Where callers go whom nobody answers; null: they are told. */
  overflow: text(),
  /** Members ring for it though they are on a call. */
  callWaiting: integer({ mode: "boolean" }).notNull().default(false),
  members: text({ mode: "json" }).$type<GroupMember[]>().notNull(),
});

/** Numbers that several people answer and call as (CA-17). */
export const sharedLines = sqliteTable("shared_lines", {
  id: text().primaryKey(),
  name: text().notNull(),
  number: text().notNull().unique(),
  /** Seconds that it rings. */
  seconds: integer().notNull(),
  /** Ids of people. */
  members: text({ mode: "json" }).$type<string[]>().notNull(),
});

export const attendants = sqliteTable("attendants", {
  id: text().primaryKey(),
  name: text().notNull(),
  number: text().notNull().unique(),
  definition: text({ mode: "json" }).$type<AttendantDefinition>().notNull(),
});

/** What a menu was each time it was saved: to look back, and to go back. */
export const attendantVersions = sqliteTable(
  "attendant_versions",
  {
    id: text().primaryKey(),
    attendantId: text().notNull(),
    at: integer().notNull(),
    /** Who saved it. */
    personId: text(),
    name: text().notNull(),
    number: text().notNull(),
    definition: text({ mode: "json" }).$type<AttendantDefinition>().notNull(),
  },
  (table) => [index("attendant_versions_attendant").on(table.attendantId, table.at)],
);

export const trunks = sqliteTable("trunks", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** Lower is tried first. */
  priority: integer().notNull(),
  definition: text({ mode: "json" }).$type<TrunkDefinition>().notNull(),
  /** The password, sealed by the key service, base64; null where there is none. */
  secret: text(),
});

/** Which numbers go over which trunks. */
export const outboundRoutes = sqliteTable("outbound_routes", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** Beginnings of E.164 numbers, with their plus, and kinds of numbers. */
  destinations: text({ mode: "json" }).$type<OutboundRoute["destinations"]>().notNull(),
  /** Ids, in the order in which they are tried. */
  trunks: text({ mode: "json" }).$type<string[]>().notNull(),
  thenOthers: integer({ mode: "boolean" }).notNull(),
});

/** What calls outside are limited to: one row. */
export const protection = sqliteTable("outside_limits", {
  id: integer().primaryKey(),
  limits: text({ mode: "json" }).$type<Limits>().notNull(),
});

/** People whose calls outside are stopped. */
export const outsideStops = sqliteTable("outside_stops", {
  personId: text().primaryKey(),
  at: integer().notNull(),
  calls: integer().notNull(),
});

/** How long a person has spoken to other countries in a day. */
export const outsideUsage = sqliteTable(
  "outside_usage",
  {
    personId: text().notNull(),
    /** As 2026-11-25, on the box's clock. */
    day: text().notNull(),
    seconds: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.day] })],
);

/** What a minute outside costs. */
export const callPrices = sqliteTable("call_prices", {
  /** The beginning of a number, with its plus, or a kind of number. */
  destination: text().primaryKey().$type<Price["destination"]>(),
  /** In millionths of the currency. */
  price: integer().notNull(),
});

/** How much may be spent outside: one row. */
export const spending = sqliteTable("spending_limits", {
  id: integer().primaryKey(),
  limits: text({ mode: "json" }).$type<SpendingLimits>().notNull(),
});

/** What was spent outside, by whom and on which day of the box. */
export const outsideSpending = sqliteTable(
  "outside_spending",
  {
    /** A person's id, or the house for what menus and groups call. */
    payer: text().notNull(),
    /** As 2026-11-25. */
    day: text().notNull(),
    milliseconds: integer().notNull(),
    /** In millionths of the currency. */
    cost: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.payer, table.day] })],
);

/** Domains that are called by address, and that call. */
export const domains = sqliteTable("domains", {
  /** `*` for all that have no row. */
  domain: text().primaryKey(),
  outgoing: integer({ mode: "boolean" }).notNull(),
  incoming: integer({ mode: "boolean" }).notNull(),
  verify: integer({ mode: "boolean" }).notNull(),
  /** PEM; null: the system's authorities. */
  authority: text(),
});

/** Where networks of the house are, for those who come to help (CA-23). */
export const emergencyLocations = sqliteTable("emergency_locations", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** Addresses and networks, as 10.1.0.0/16. */
  networks: text({ mode: "json" }).$type<string[]>().notNull(),
  address: text({ mode: "json" }).$type<CivicAddress>().notNull(),
  /** As it is read aloud, where voices cannot read it; null: as it is written. */
  spoken: text(),
});

/** Numbers of the public network that the house has. */
export const outsideNumbers = sqliteTable("outside_numbers", {
  /** E.164, with its plus. */
  number: text().primaryKey(),
  /** What it reaches inside: an extension, a group's or a menu's number; null: nothing yet. */
  reaches: text(),
  /** Civic address for emergencies (CA-23); null where none is on file. */
  address: text(),
});
