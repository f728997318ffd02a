/** The statements of retention and legal hold. */
import { and, asc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Orm } from "../../platform/index.ts";
import { notifications } from "../notifications/schema.ts";
import {
  drafts,
  files,
  flags,
  memberships,
  messages,
  reactions,
  revisions,
  spaces,
  taggings,
} from "../schema.ts";
import type { MessageRow } from "../store.ts";
import { heldFiles, heldMessages, holds } from "./schema.ts";

export type HoldRow = typeof holds.$inferSelect;

/** What a sweep looks for: everything older than the policy, but for what is held. */
export interface Expiry {
  /** Milliseconds since the epoch. */
  now: number;
  /** Days by the organisation; null: for ever. */
  days: number | null;
}

export interface Count {
  messages: number;
  files: number;
  bytes: number;
}

const day = 24 * 3600 * 1000;

/** Under a hold: of its author, of its space, or in a conversation of two with a person who is held. */
const held = sql`(exists (select 1 from ${holds} where ${holds.kind} = 'space' and ${holds.subject} = ${messages.spaceId})
  or exists (select 1 from ${holds} where ${holds.kind} = 'person' and (${holds.subject} = ${messages.authorId}
    or instr(coalesce(${spaces.pair}, ''), ${holds.subject}) > 0)))`;

/** Older than the shorter of what the organisation and the space want. */
const older = (own: SQL, { now, days }: Expiry) => {
  const limit = sql`coalesce(min(coalesce(${own}, ${days}), coalesce(${days}, ${own})), 0)`;
  return sql`${limit} > 0 and ${messages.createdAt} < ${now} - ${limit} * ${day}`;
};

const answered = sql`exists (select 1 from ${messages} as replies where replies.parent_id = ${messages.id})`;

export function createRetentionStore(orm: Orm) {
  const expiredMessages = (expiry: Expiry) =>
    and(
      older(sql`${spaces.retentionMessages}`, expiry),
      sql`not ${held}`,
      sql`not (${answered} and ${messages.deletedAt} is not null)`,
    );
  const expiredFiles = (expiry: Expiry) =>
    and(older(sql`${spaces.retentionFiles}`, expiry), sql`not ${held}`);

  const changes = () => orm.all<{ n: number }>(sql`select total_changes() as n`)[0]?.n ?? 0;

  return {
    holds: (): HoldRow[] => orm.select().from(holds).orderBy(asc(holds.placedAt)).all(),
    addHold: (row: HoldRow) => void orm.insert(holds).values(row).run(),
    removeHold: (id: string) => orm.delete(holds).where(eq(holds.id, id)).returning().all().length > 0,
    isHeld: (messageId: string): boolean =>
      orm
        .select({ held: sql<number>`${held}` })
        .from(messages)
        .innerJoin(spaces, eq(spaces.id, messages.spaceId))
        .where(eq(messages.id, messageId))
        .get()?.held === 1,

    /** By a hold of its own, or of a person who is in it. */
    isSpaceHeld: (spaceId: string): boolean =>
      orm
        .select({ id: holds.id })
        .from(holds)
        .leftJoin(
          memberships,
          and(
            eq(memberships.personId, holds.subject),
            eq(memberships.spaceId, spaceId),
            eq(holds.kind, "person"),
          ),
        )
        .where(or(and(eq(holds.kind, "space"), eq(holds.subject, spaceId)), isNotNull(memberships.personId)))
        .limit(1)
        .get() !== undefined,
    /** For how long a space's moderators want messages to be kept. */
    messageDays: (spaceId: string): number | null =>
      orm.select({ days: spaces.retentionMessages }).from(spaces).where(eq(spaces.id, spaceId)).get()?.days ??
      null,

    expiredMessages: (expiry: Expiry, limit: number): MessageRow[] =>
      orm
        .select({ message: messages })
        .from(messages)
        .innerJoin(spaces, eq(spaces.id, messages.spaceId))
        .where(expiredMessages(expiry))
        .orderBy(asc(messages.seq))
        .limit(limit)
        .all()
        .map(({ message }) => message),
    expiredFiles: (expiry: Expiry, limit: number) =>
      orm
        .select({ id: files.id, space: files.spaceId })
        .from(files)
        .innerJoin(messages, eq(messages.id, files.messageId))
        .innerJoin(spaces, eq(spaces.id, messages.spaceId))
        .where(expiredFiles(expiry))
        .limit(limit)
        .all(),
    /** What a sweep would take. */
    count(wanted: { messages: Expiry; files: Expiry }): Count {
      const found = orm
        .select({ messages: sql<number>`count(*)` })
        .from(messages)
        .innerJoin(spaces, eq(spaces.id, messages.spaceId))
        .where(expiredMessages(wanted.messages))
        .get();
      const gone = orm
        .select({ files: sql<number>`count(*)`, bytes: sql<number>`coalesce(sum(${files.size}), 0)` })
        .from(files)
        .innerJoin(messages, eq(messages.id, files.messageId))
        .innerJoin(spaces, eq(spaces.id, messages.spaceId))
        .where(sql`(${expiredFiles(wanted.files)}) or (${expiredMessages(wanted.messages)})`)
        .get();
      return { messages: found?.messages ?? 0, files: gone?.files ?? 0, bytes: gone?.bytes ?? 0 };
    },

    hasReplies: (id: string) =>
      orm.select({ id: messages.id }).from(messages).where(eq(messages.parentId, id)).limit(1).get() !==
      undefined,
    filesOf: (messageId: string) => orm.select().from(files).where(eq(files.messageId, messageId)).all(),
    removeFiles: (ids: string[]) => void orm.delete(files).where(inArray(files.id, ids)).run(),
    /** Everything that hangs on a message; the message itself too, unless a thread hangs on it. */
    removeMessage(row: MessageRow, now: number, keepTombstone: boolean): void {
      orm.delete(revisions).where(eq(revisions.messageId, row.id)).run();
      orm.delete(reactions).where(eq(reactions.messageId, row.id)).run();
      orm.delete(flags).where(eq(flags.messageId, row.id)).run();
      orm.delete(taggings).where(eq(taggings.subjectId, row.id)).run();
      orm.delete(notifications).where(eq(notifications.subject, row.id)).run();
      orm.delete(files).where(eq(files.messageId, row.id)).run();
      if (keepTombstone)
        orm
          .update(messages)
          .set({ body: "", mentions: [], deletedAt: now })
          .where(eq(messages.id, row.id))
          .run();
      else orm.delete(messages).where(eq(messages.id, row.id)).run();
    },

    holdMessage: (row: typeof heldMessages.$inferInsert) => void orm.insert(heldMessages).values(row).run(),
    holdFile: (row: typeof heldFiles.$inferInsert) =>
      void orm.insert(heldFiles).values(row).onConflictDoNothing().run(),
    revisionsOf: (messageId: string) =>
      orm.select().from(revisions).where(eq(revisions.messageId, messageId)).all(),
    heldMessageIds: () =>
      orm
        .selectDistinct({ id: heldMessages.messageId })
        .from(heldMessages)
        .all()
        .map(({ id }) => id),
    /** Copies that no hold keeps any more; returns their files. */
    release(messageId: string): string[] {
      orm.delete(heldMessages).where(eq(heldMessages.messageId, messageId)).run();
      return orm
        .delete(heldFiles)
        .where(eq(heldFiles.messageId, messageId))
        .returning({ id: heldFiles.fileId })
        .all()
        .map(({ id }) => id);
    },

    spaceIds: () => orm.select({ id: spaces.id }).from(spaces).all(),
    /** Every ciphertext of a space whose key must stay, but for bodies of messages, which name theirs in a column. */
    ciphertexts(spaceId: string): string[] {
      const inSpace = eq(messages.spaceId, spaceId);
      const texts = [
        orm.select({ jwe: spaces.title }).from(spaces).where(eq(spaces.id, spaceId)).all(),
        orm.select({ jwe: drafts.body }).from(drafts).where(eq(drafts.spaceId, spaceId)).all(),
        orm
          .select({ jwe: heldMessages.body })
          .from(heldMessages)
          .where(eq(heldMessages.spaceId, spaceId))
          .all(),
        orm
          .select({ jwe: revisions.body })
          .from(revisions)
          .innerJoin(messages, eq(messages.id, revisions.messageId))
          .where(inSpace)
          .all(),
        orm
          .select({ jwe: reactions.emoji })
          .from(reactions)
          .innerJoin(messages, eq(messages.id, reactions.messageId))
          .where(inSpace)
          .all(),
      ];
      return texts.flat().flatMap(({ jwe }) => (jwe ? [jwe] : []));
    },
    messageKeys: (spaceId: string) =>
      orm
        .selectDistinct({ key: messages.key })
        .from(messages)
        .where(and(eq(messages.spaceId, spaceId), isNull(messages.deletedAt)))
        .all()
        .map(({ key }) => key),
    /** Merges the index, step by step, so that tokens of what is gone are gone from its file too. */
    mergeIndex: (first: boolean): boolean => {
      const before = changes();
      orm.run(sql`insert into search_tokens(search_tokens, rank) values ('merge', ${first ? -200 : 200})`);
      return changes() - before >= 2; // SQLite's own test for whether there is more to merge
    },
  };
}

export type RetentionStore = ReturnType<typeof createRetentionStore>;
