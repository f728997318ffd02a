/** The statements for messages. */
import {
  and,
  asc,
  count,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNull,
  lt,
  max,
  min,
  sql,
} from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import { files, memberships, messages } from "./schema.ts";

export type MessageRow = typeof messages.$inferSelect;

interface Place {
  spaceId: string;
  parentId: string | null;
  limit: number;
}

const inPlace = ({ spaceId, parentId }: Omit<Place, "limit">) =>
  parentId === null
    ? and(eq(messages.spaceId, spaceId), isNull(messages.parentId))
    : and(eq(messages.spaceId, spaceId), eq(messages.parentId, parentId));

/** Between two places in the order, which do not belong to it. */
interface Stretch {
  spaceId: string;
  after: number;
  before: number;
}

const inStretch = ({ spaceId, after, before }: Stretch) =>
  and(eq(messages.spaceId, spaceId), gt(messages.seq, after), lt(messages.seq, before));

const writtenByMember = (personId: string) =>
  and(eq(memberships.spaceId, messages.spaceId), eq(memberships.personId, personId));

export function createMessagesStore(orm: Orm) {
  const value = sql.placeholder;
  const message = orm
    .select()
    .from(messages)
    .where(eq(messages.id, value("id")))
    .prepare();
  const thread = orm
    .select({ replies: count(), lastAt: max(messages.createdAt) })
    .from(messages)
    .where(and(eq(messages.parentId, value("parentId")), isNull(messages.deletedAt)))
    .prepare();

  return {
    message: (id: string) => message.get({ id }),
    createMessage: (row: typeof messages.$inferInsert) => void orm.insert(messages).values(row).run(),
    updateMessage: (id: string, change: Partial<MessageRow>) =>
      void orm.update(messages).set(change).where(eq(messages.id, id)).run(),
    /** The newest `limit` messages before `before`, oldest first; of the conversation when there is no parent. */
    messagesBefore: (place: Place & { before: number }) =>
      orm
        .select()
        .from(messages)
        .where(and(inPlace(place), lt(messages.seq, place.before)))
        .orderBy(desc(messages.seq))
        .limit(place.limit)
        .all()
        .reverse(),
    messagesAfter: (place: Place & { after: number }) =>
      orm
        .select()
        .from(messages)
        .where(and(inPlace(place), gt(messages.seq, place.after)))
        .orderBy(asc(messages.seq))
        .limit(place.limit)
        .all(),
    /** Messages with files in these spaces, the newest first. */
    messagesWithFiles(spaceIds: readonly string[], before: number, limit: number): MessageRow[] {
      const places = orm
        .selectDistinct({ seq: files.seq })
        .from(files)
        .where(and(lt(files.seq, before), inArray(sql`+${files.spaceId}`, [...spaceIds]))) // by place, not by space
        .orderBy(desc(files.seq))
        .limit(limit)
        .all()
        .flatMap(({ seq }) => seq ?? []);
      return orm
        .select()
        .from(messages)
        .where(inArray(messages.seq, places))
        .orderBy(desc(messages.seq))
        .all();
    },
    /** What a person wrote in the spaces that they are in, oldest first; what was deleted is left out. */
    messagesBy: (personId: string, after: number, limit: number) =>
      orm
        .select(getTableColumns(messages))
        .from(messages)
        .innerJoin(memberships, writtenByMember(personId))
        .where(and(eq(messages.authorId, personId), isNull(messages.deletedAt), gt(messages.seq, after)))
        .orderBy(asc(messages.seq))
        .limit(limit)
        .all(),
    /** How many there are, and seq of the first that is no reply. */
    countBetween: (stretch: Stretch): { messages: number; first: number | null } =>
      orm
        .select({
          messages: count(),
          first: sql<number | null>`min(${messages.seq}) filter (where ${messages.parentId} is null)`,
        })
        .from(messages)
        .where(and(inStretch(stretch), isNull(messages.deletedAt)))
        .get() ?? { messages: 0, first: null },
    /** Messages with files, oldest first. */
    sharedBetween: (stretch: Stretch, limit: number) =>
      orm
        .selectDistinct(getTableColumns(messages))
        .from(files)
        .innerJoin(messages, eq(messages.id, files.messageId))
        .where(inStretch(stretch))
        .orderBy(asc(messages.seq))
        .limit(limit)
        .all(),
    oldestMessage: (spaceId: string) =>
      orm
        .select({ seq: min(messages.seq) })
        .from(messages)
        .where(eq(messages.spaceId, spaceId))
        .get()?.seq ?? undefined,
    countBy: (personId: string) =>
      orm
        .select({ count: count() })
        .from(messages)
        .innerJoin(memberships, writtenByMember(personId))
        .where(and(eq(messages.authorId, personId), isNull(messages.deletedAt)))
        .get()?.count ?? 0,
    messageSince: (spaceId: string, at: number) =>
      orm
        .select()
        .from(messages)
        .where(and(inPlace({ spaceId, parentId: null }), gte(messages.createdAt, at)))
        .orderBy(asc(messages.createdAt))
        .limit(1)
        .get(),
    /** How many replies a message has, and when the last came. */
    thread: (parentId: string) => {
      const found = thread.get({ parentId });
      return { replies: found?.replies ?? 0, lastAt: found?.lastAt ?? 0 };
    },
  };
}
