/** The table of browsers that may be woken. */
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Browsers that may be woken while nobody has the app open there. */
export const pushSubscriptions = sqliteTable(
  "push_subscriptions",
  {
    id: text().primaryKey(),
    personId: text().notNull(),
    /** It ends with the session. */
    sessionId: text().notNull(),
    endpoint: text().notNull().unique(),
    /** The browser's public key and secret (RFC 8291), base64url. */
    p256dh: text().notNull(),
    auth: text().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [
    index("push_subscriptions_person").on(table.personId),
    index("push_subscriptions_session").on(table.sessionId),
  ],
);
