import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const numberKinds = ["work", "mobile", "home", "other"] as const;

export interface ContactNumber {
  kind: (typeof numberKinds)[number];
  number: string;
}

/** People and firms that somebody keeps for themselves: their telephones show them beside the organisation's. */
export const contacts = sqliteTable(
  "contacts",
  {
    id: text().primaryKey(),
    personId: text().notNull(),
    name: text().notNull(),
    numbers: text({ mode: "json" }).$type<ContactNumber[]>().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [index("contacts_person").on(table.personId)],
);
