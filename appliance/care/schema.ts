import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export interface Skill {
  id: string;
  name: string;
}

export const careDesks = sqliteTable("care_desks", {
  id: text().primaryKey(),
  name: text().notNull(),
  skills: text({ mode: "json" }).$type<Skill[]>().notNull(),
  /** Seconds until somebody else is asked. */
  answerWithin: integer().notNull(),
  createdAt: integer().notNull(),
  /** Nobody can ask it any more; its requests stay for the report. */
  closedAt: integer(),
});

export const careExperts = sqliteTable(
  "care_experts",
  {
    deskId: text()
      .notNull()
      .references(() => careDesks.id),
    personId: text().notNull(),
    /** Ids of skills; null: all of the desk's. */
    skills: text({ mode: "json" }).$type<string[]>(),
    /** Asked when nobody else is left. */
    lead: integer({ mode: "boolean" }).notNull(),
    onDuty: integer({ mode: "boolean" }).notNull().default(true),
  },
  (table) => [primaryKey({ columns: [table.deskId, table.personId] })],
);

export const careRequests = sqliteTable(
  "care_requests",
  {
    /** Made by the client: asking twice asks once. */
    id: text().primaryKey(),
    deskId: text()
      .notNull()
      .references(() => careDesks.id),
    /** Null: whoever can. */
    skillId: text(),
    /** Where the question stands, in ciphertext. */
    spaceId: text().notNull(),
    askerId: text().notNull(),
    askedAt: integer().notNull(),
    answeredBy: text(),
    answeredAt: integer(),
    /** When there was no answer in time. */
    escalatedAt: integer(),
    solvedAt: integer(),
    /** When somebody else is asked; null when it was answered, or nobody else is left to ask. */
    deadline: integer(),
  },
  (table) => [
    index("care_requests_space").on(table.spaceId),
    index("care_requests_open").on(table.askerId).where(sql`${table.solvedAt} is null`),
    index("care_requests_desk").on(table.deskId, table.askedAt),
  ],
);

/** Who was asked for which request. */
export const careOffers = sqliteTable(
  "care_offers",
  {
    requestId: text()
      .notNull()
      .references(() => careRequests.id),
    personId: text().notNull(),
    offeredAt: integer().notNull(),
    /** When they passed it on, left, or were not needed any more; all of a solved request's are. */
    passedAt: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.requestId, table.personId] }),
    index("care_offers_person").on(table.personId, table.offeredAt),
    index("care_offers_open").on(table.personId).where(sql`${table.passedAt} is null`),
  ],
);
