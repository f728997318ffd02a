/** The statements of Web Push. Reads are synchronous; writes run inside `Database.write`. */
import { and, desc, eq } from "drizzle-orm";
import type { Orm } from "../../platform/index.ts";
import { pushSubscriptions } from "./schema.ts";

export type SubscriptionRow = typeof pushSubscriptions.$inferSelect;

export function createPushStore(orm: Orm) {
  return {
    /** Newest first. */
    of: (personId: string) =>
      orm
        .select()
        .from(pushSubscriptions)
        .where(eq(pushSubscriptions.personId, personId))
        .orderBy(desc(pushSubscriptions.createdAt))
        .all(),
    /** A browser that says it again, or for somebody else, replaces what it said. */
    add: ({ id, endpoint, ...row }: SubscriptionRow) =>
      void orm
        .insert(pushSubscriptions)
        .values({ id, endpoint, ...row })
        .onConflictDoUpdate({ target: pushSubscriptions.endpoint, set: row })
        .run(),
    remove: (id: string) => void orm.delete(pushSubscriptions).where(eq(pushSubscriptions.id, id)).run(),
    removeEndpoint: (personId: string, endpoint: string) =>
      void orm
        .delete(pushSubscriptions)
        .where(and(eq(pushSubscriptions.personId, personId), eq(pushSubscriptions.endpoint, endpoint)))
        .run(),
    removeSession: (sessionId: string) =>
      void orm.delete(pushSubscriptions).where(eq(pushSubscriptions.sessionId, sessionId)).run(),
  };
}

export type PushStore = ReturnType<typeof createPushStore>;
