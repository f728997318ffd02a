/** The statements for what people add to messages: revisions, reactions, flags, drafts; and preferences. */
import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import { drafts, flags, memberships, messages, preferences, reactions, revisions } from "./schema.ts";

export type DraftRow = typeof drafts.$inferSelect;

export function createMarksStore(orm: Orm) {
  const value = sql.placeholder;
  const reactionsOf = orm
    .select({ id: reactions.id, person: reactions.personId, emoji: reactions.emoji })
    .from(reactions)
    .where(eq(reactions.messageId, value("messageId")))
    .orderBy(asc(sql`rowid`))
    .prepare();
  const preferencesOf = orm
    .select()
    .from(preferences)
    .where(eq(preferences.personId, value("personId")))
    .prepare();
  const draftAt = (personId: string, placeId: string) =>
    and(eq(drafts.personId, personId), eq(drafts.placeId, placeId));
  const flagOf = (personId: string, messageId: string) =>
    and(eq(flags.personId, personId), eq(flags.messageId, messageId));

  return {
    addRevision: (row: typeof revisions.$inferInsert) => void orm.insert(revisions).values(row).run(),
    revisionsOf: (messageId: string) =>
      orm
        .select()
        .from(revisions)
        .where(eq(revisions.messageId, messageId))
        .orderBy(asc(revisions.writtenAt))
        .all(),

    reactionsOf: (messageId: string) => reactionsOf.all({ messageId }),
    addReaction: (row: typeof reactions.$inferInsert) =>
      void orm.insert(reactions).values(row).onConflictDoNothing().run(),
    reaction: (id: string) => orm.select().from(reactions).where(eq(reactions.id, id)).get(),
    removeReaction: (id: string) => void orm.delete(reactions).where(eq(reactions.id, id)).run(),

    /** A person's flags on messages that they can still see, with the message's space. */
    flagsOf: (personId: string) =>
      orm
        .select({
          message: flags.messageId,
          space: messages.spaceId,
          dueAt: flags.dueAt,
          createdAt: flags.createdAt,
        })
        .from(flags)
        .innerJoin(messages, eq(messages.id, flags.messageId))
        .innerJoin(
          memberships,
          and(eq(memberships.spaceId, messages.spaceId), eq(memberships.personId, flags.personId)),
        )
        .where(eq(flags.personId, personId))
        .orderBy(desc(flags.createdAt))
        .all(),
    setFlag: (row: typeof flags.$inferInsert) =>
      void orm
        .insert(flags)
        .values(row)
        .onConflictDoUpdate({
          target: [flags.personId, flags.messageId],
          set: { dueAt: row.dueAt, remindedAt: null },
        })
        .run(),
    removeFlag: (personId: string, messageId: string) =>
      void orm.delete(flags).where(flagOf(personId, messageId)).run(),

    draftsOf: (personId: string) => orm.select().from(drafts).where(eq(drafts.personId, personId)).all(),
    draft: (personId: string, placeId: string) =>
      orm.select().from(drafts).where(draftAt(personId, placeId)).get(),
    setDraft: (row: DraftRow) =>
      void orm
        .insert(drafts)
        .values(row)
        .onConflictDoUpdate({
          target: [drafts.personId, drafts.placeId],
          set: { body: row.body, updatedAt: row.updatedAt },
        })
        .run(),
    removeDraft: (personId: string, placeId: string) =>
      void orm.delete(drafts).where(draftAt(personId, placeId)).run(),

    /** Takes away what hangs on a message that is deleted. */
    forgetMessage(messageId: string): void {
      orm.delete(revisions).where(eq(revisions.messageId, messageId)).run();
      orm.delete(reactions).where(eq(reactions.messageId, messageId)).run();
      orm.delete(flags).where(eq(flags.messageId, messageId)).run();
    },

    /** Tags of the languages that people have chosen. */
    languages: (): string[] =>
      orm
        .selectDistinct({ tag: sql<string | null>`json_extract(${preferences.value}, '$.language')` })
        .from(preferences)
        .all()
        .flatMap(({ tag }) => tag || []),
    preferencesOf: (personId: string) => preferencesOf.get({ personId })?.value,
    setPreferences: (personId: string, chosen: Record<string, unknown>) =>
      void orm
        .insert(preferences)
        .values({ personId, value: chosen })
        .onConflictDoUpdate({ target: preferences.personId, set: { value: chosen } })
        .run(),
  };
}

export type MarksStore = ReturnType<typeof createMarksStore>;
