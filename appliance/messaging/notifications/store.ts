/** The statements of notifications. Reads are synchronous; writes run inside `Database.write`. */
import {
  and,
  count,
  desc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNull,
  lt,
  lte,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { type Orm, readSetting, writeSetting } from "../../platform/index.ts";
import { flags, memberships, messages } from "../schema.ts";
import { digests, notifications } from "./schema.ts";

export type NotificationRow = typeof notifications.$inferSelect;

/** Which of a person's notifications are meant: those that pass all that is given. */
export interface Selection {
  /** Up to this event. */
  upTo?: number | undefined;
  /** Of this event alone. */
  only?: number | undefined;
  space?: string | undefined;
  kinds?: NotificationRow["kind"][] | undefined;
  subject?: string | undefined;
}

const cursorName = "notifications.cursor";

export function createNotificationStore(orm: Orm) {
  const of = (personId: string) => eq(notifications.personId, personId);
  const selected = (personId: string, { upTo, only, space, kinds, subject }: Selection) => {
    const wanted: (SQL | undefined)[] = [of(personId), isNull(notifications.readAt)];
    if (upTo !== undefined) wanted.push(lte(notifications.seq, upTo));
    if (only !== undefined) wanted.push(eq(notifications.seq, only));
    if (space !== undefined) wanted.push(eq(notifications.spaceId, space));
    if (kinds !== undefined) wanted.push(inArray(notifications.kind, kinds));
    if (subject !== undefined) wanted.push(eq(notifications.subject, subject));
    return and(...wanted);
  };
  const authorsOf = orm
    .selectDistinct({ author: messages.authorId })
    .from(messages)
    .where(or(eq(messages.id, sql.placeholder("root")), eq(messages.parentId, sql.placeholder("root"))))
    .prepare();

  return {
    /** Seq of the last event that was looked at; undefined before the first. */
    cursor(): number | undefined {
      const value = readSetting(orm, cursorName);
      return typeof value === "number" ? value : undefined;
    },
    setCursor: (value: number) => writeSetting(orm, cursorName, value),

    /** False when it was there already: an event read twice tells once. */
    add: (row: typeof notifications.$inferInsert): boolean =>
      orm.insert(notifications).values(row).onConflictDoNothing().returning({ seq: notifications.seq }).all()
        .length > 0,
    get: (personId: string, seq: number) =>
      orm
        .select()
        .from(notifications)
        .where(and(of(personId), eq(notifications.seq, seq)))
        .get(),
    /** Newest first. */
    page: (personId: string, before: number, limit: number) =>
      orm
        .select()
        .from(notifications)
        .where(and(of(personId), lt(notifications.seq, before)))
        .orderBy(desc(notifications.seq))
        .limit(limit)
        .all(),
    unread: (personId: string) =>
      orm.select({ count: count() }).from(notifications).where(selected(personId, {})).get()?.count ?? 0,
    unreadOf: (personId: string, selection: Selection) =>
      orm.select().from(notifications).where(selected(personId, selection)).all(),
    /** How many became read. */
    markRead: (personId: string, selection: Selection, at: number): number =>
      orm
        .update(notifications)
        .set({ readAt: at })
        .where(selected(personId, selection))
        .returning({ seq: notifications.seq })
        .all().length,
    /** Takes away what tells of this; returns whose centres changed. */
    forgetSubject: (subject: string): string[] =>
      orm
        .delete(notifications)
        .where(eq(notifications.subject, subject))
        .returning({ person: notifications.personId })
        .all()
        .map(({ person }) => person),
    forgetReaction: (subject: string, actor: string): string[] =>
      orm
        .delete(notifications)
        .where(
          and(
            eq(notifications.subject, subject),
            eq(notifications.actorId, actor),
            eq(notifications.kind, "reaction"),
          ),
        )
        .returning({ person: notifications.personId })
        .all()
        .map(({ person }) => person),
    forgetSpace: (personId: string, spaceId: string): number =>
      orm
        .delete(notifications)
        .where(and(of(personId), eq(notifications.spaceId, spaceId)))
        .returning({ seq: notifications.seq })
        .all().length,
    sweep: (before: number) => void orm.delete(notifications).where(lt(notifications.at, before)).run(),

    /** What nobody has seen, nor was told of by e-mail, and happened before `before`. */
    waitingSinceDigest: (before: number): NotificationRow[] =>
      orm
        .select(getTableColumns(notifications))
        .from(notifications)
        .leftJoin(digests, eq(digests.personId, notifications.personId))
        .where(
          and(
            isNull(notifications.readAt),
            lt(notifications.at, before),
            gt(notifications.seq, sql`coalesce(${digests.seq}, 0)`),
          ),
        )
        .all(),
    digestAt: (personId: string): number =>
      orm.select().from(digests).where(eq(digests.personId, personId)).get()?.sentAt ?? 0,
    setDigest: (personId: string, seq: number, sentAt: number) =>
      void orm
        .insert(digests)
        .values({ personId, seq, sentAt })
        .onConflictDoUpdate({ target: digests.personId, set: { seq, sentAt } })
        .run(),

    /** Those who wrote the message or answered in its thread. */
    threadAuthors: (root: string): ReadonlySet<string> =>
      new Set(authorsOf.all({ root }).map(({ author }) => author)),

    /** When the next reminder is due; undefined when none is. */
    nextDue: (): number | undefined =>
      orm
        .select({ at: sql<number | null>`min(${flags.dueAt})` })
        .from(flags)
        .where(isNull(flags.remindedAt))
        .get()?.at ?? undefined,
    /** Flags that are due and were not reminded of, of people who can still see the message. */
    dueFlags: (now: number) =>
      orm
        .select({ person: flags.personId, message: flags.messageId, space: messages.spaceId })
        .from(flags)
        .innerJoin(messages, eq(messages.id, flags.messageId))
        .innerJoin(
          memberships,
          and(eq(memberships.spaceId, messages.spaceId), eq(memberships.personId, flags.personId)),
        )
        .where(and(isNull(flags.remindedAt), lte(flags.dueAt, now)))
        .all(),
    markReminded: (now: number) =>
      void orm
        .update(flags)
        .set({ remindedAt: now })
        .where(and(isNull(flags.remindedAt), lte(flags.dueAt, now)))
        .run(),
  };
}

export type NotificationStore = ReturnType<typeof createNotificationStore>;
