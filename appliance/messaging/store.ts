/** The statements of this room. Reads are synchronous; writes run inside `Database.write`. */
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
  lte,
  max,
  min,
  sql,
  sum,
} from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import { files, memberships, messages, spaces, teamMembers } from "./schema.ts";

export type SpaceRow = typeof spaces.$inferSelect;
export type MembershipRow = typeof memberships.$inferSelect;
export type MessageRow = typeof messages.$inferSelect;
export type FileRow = typeof files.$inferSelect;

/** Counts for the overview. */
export interface MessagingFigures {
  spaces: number;
  messages: number;
  fileBytes: number;
}

export interface SpaceOfPerson {
  space: SpaceRow;
  membership: MembershipRow;
  unread: number;
  mentions: number;
}

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

export function createMessagingStore(orm: Orm) {
  const value = sql.placeholder;
  const space = orm
    .select()
    .from(spaces)
    .where(eq(spaces.id, value("id")))
    .prepare();
  const membership = orm
    .select()
    .from(memberships)
    .where(and(eq(memberships.spaceId, value("spaceId")), eq(memberships.personId, value("personId"))))
    .prepare();
  const message = orm
    .select()
    .from(messages)
    .where(eq(messages.id, value("id")))
    .prepare();
  const members = orm
    .select()
    .from(memberships)
    .where(eq(memberships.spaceId, value("spaceId")))
    .prepare();
  const spaceIds = orm
    .select({ id: memberships.spaceId })
    .from(memberships)
    .where(eq(memberships.personId, value("personId")))
    .prepare();
  const touch = orm
    .update(spaces)
    .set({ lastSeq: sql`${value("seq")}`, lastAt: sql`${value("at")}` })
    .where(eq(spaces.id, value("id")))
    .prepare();
  const thread = orm
    .select({ replies: count(), lastAt: max(messages.createdAt) })
    .from(messages)
    .where(and(eq(messages.parentId, value("parentId")), isNull(messages.deletedAt)))
    .prepare();
  const filesOfMessage = orm
    .select({ id: files.id, size: files.size })
    .from(files)
    .where(eq(files.messageId, value("messageId")))
    .prepare();

  const waiting = sql`${messages.spaceId} = ${memberships.spaceId} and ${messages.seq} > ${memberships.readSeq}
    and ${messages.authorId} <> ${memberships.personId} and ${messages.deletedAt} is null`;
  const mentionsMe = sql`exists (select 1 from json_each(${messages.mentions})
    where value = ${memberships.personId} or value = 'all')`;
  const spacesOf = (where: ReturnType<typeof and>) =>
    orm
      .select({
        space: spaces,
        membership: memberships,
        unread: sql<number>`(select count(*) from ${messages} where ${waiting})`,
        mentions: sql<number>`(select count(*) from ${messages} where ${waiting} and ${mentionsMe})`,
      })
      .from(memberships)
      .innerJoin(spaces, eq(spaces.id, memberships.spaceId))
      .where(where);

  return {
    space: (id: string) => space.get({ id }),
    spaceByPair: (pair: string) => orm.select().from(spaces).where(eq(spaces.pair, pair)).get(),
    allSpaceIds: () =>
      orm
        .select({ id: spaces.id })
        .from(spaces)
        .all()
        .map(({ id }) => id),
    createSpace: (row: typeof spaces.$inferInsert) => void orm.insert(spaces).values(row).run(),
    updateSpace: (id: string, change: Partial<SpaceRow>) =>
      void orm.update(spaces).set(change).where(eq(spaces.id, id)).run(),
    spacesOfTeam: (teamId: string) => orm.select().from(spaces).where(eq(spaces.teamId, teamId)).all(),
    touchSpace: (id: string, seq: number, at: number) => void touch.run({ id, seq, at }),

    membership: (spaceId: string, personId: string) => membership.get({ spaceId, personId }),
    members: (spaceId: string) => members.all({ spaceId }),
    /** Those who are in the team of the space too. */
    teamMembersIn: (spaceId: string): string[] =>
      orm
        .select({ id: memberships.personId })
        .from(memberships)
        .innerJoin(spaces, eq(spaces.id, memberships.spaceId))
        .innerJoin(
          teamMembers,
          and(eq(teamMembers.teamId, spaces.teamId), eq(teamMembers.personId, memberships.personId)),
        )
        .where(eq(memberships.spaceId, spaceId))
        .all()
        .map(({ id }) => id),
    spaceIdsOf: (personId: string) => spaceIds.all({ personId }).map(({ id }) => id),
    acquaintanceIds: (personId: string) =>
      orm
        .selectDistinct({ id: memberships.personId })
        .from(memberships)
        .where(
          inArray(
            memberships.spaceId,
            spaceIds.all({ personId }).map(({ id }) => id),
          ),
        )
        .all()
        .map(({ id }) => id),
    /** With whom somebody writes alone, the newest first. */
    talkedTo: (personId: string, limit: number) =>
      orm
        .select({ pair: spaces.pair })
        .from(memberships)
        .innerJoin(spaces, eq(spaces.id, memberships.spaceId))
        .where(and(eq(memberships.personId, personId), eq(spaces.kind, "direct"), gt(spaces.lastSeq, 0)))
        .orderBy(desc(spaces.lastAt))
        .limit(limit)
        .all()
        .flatMap(({ pair }) => pair?.split(":").filter((id) => id !== personId) ?? []),
    /** Who is in one of somebody's group spaces of at most so many. */
    together(personId: string, most: number) {
      const small = orm
        .select({ id: memberships.spaceId })
        .from(memberships)
        .innerJoin(spaces, eq(spaces.id, memberships.spaceId))
        .where(
          and(
            eq(spaces.kind, "group"),
            inArray(
              memberships.spaceId,
              spaceIds.all({ personId }).map(({ id }) => id),
            ),
          ),
        )
        .groupBy(memberships.spaceId)
        .having(lte(count(), most));
      return orm
        .selectDistinct({ id: memberships.personId })
        .from(memberships)
        .where(inArray(memberships.spaceId, small))
        .all()
        .map(({ id }) => id);
    },
    spaceIdsByRecency: (personId: string) =>
      orm
        .select({ id: spaces.id })
        .from(memberships)
        .innerJoin(spaces, eq(spaces.id, memberships.spaceId))
        .where(eq(memberships.personId, personId))
        .orderBy(desc(spaces.lastSeq))
        .all()
        .map(({ id }) => id),
    /** @param only these of them */
    spacesOf: (personId: string, only?: ReadonlySet<string>): SpaceOfPerson[] =>
      spacesOf(
        and(
          eq(memberships.personId, personId),
          only && sql`${memberships.spaceId} in (select value from json_each(${JSON.stringify([...only])}))`,
        ),
      )
        .orderBy(desc(spaces.lastAt))
        .all(),
    spaceOf: (personId: string, spaceId: string): SpaceOfPerson | undefined =>
      spacesOf(and(eq(memberships.personId, personId), eq(memberships.spaceId, spaceId))).get(),
    addMember: (row: typeof memberships.$inferInsert) => void orm.insert(memberships).values(row).run(),
    removeMember: (spaceId: string, personId: string) =>
      void orm
        .delete(memberships)
        .where(and(eq(memberships.spaceId, spaceId), eq(memberships.personId, personId)))
        .run(),
    updateMembership: (spaceId: string, personId: string, change: Partial<MembershipRow>) =>
      void orm
        .update(memberships)
        .set(change)
        .where(and(eq(memberships.spaceId, spaceId), eq(memberships.personId, personId)))
        .run(),

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

    /** What the overview counts; `since` bounds the messages. */
    figures(since: number): MessagingFigures {
      const spaceCount = orm.select({ count: count() }).from(spaces).get()?.count ?? 0;
      const recent = orm.select({ count: count() }).from(messages).where(gt(messages.createdAt, since)).get();
      const bytes = orm
        .select({ sum: sum(files.size) })
        .from(files)
        .get()?.sum;
      return { spaces: spaceCount, messages: recent?.count ?? 0, fileBytes: Number(bytes ?? 0) };
    },

    file: (id: string) => orm.select().from(files).where(eq(files.id, id)).get(),
    filesOfMessage: (messageId: string) => filesOfMessage.all({ messageId }),
    createFile: (row: typeof files.$inferInsert) => void orm.insert(files).values(row).run(),
    completeFile: (id: string) =>
      void orm.update(files).set({ complete: true }).where(eq(files.id, id)).run(),
    attachFiles: (ids: string[], { id: messageId, seq }: { id: string; seq: number }) =>
      void orm.update(files).set({ messageId, seq }).where(inArray(files.id, ids)).run(),
    deleteFile: (id: string) => void orm.delete(files).where(eq(files.id, id)).run(),
    /** Uploads that nobody finished or sent. */
    abandonedFiles: (before: number) =>
      orm
        .select()
        .from(files)
        .where(and(sql`${files.messageId} is null`, lt(files.createdAt, before)))
        .all(),
  };
}

export type MessagingStore = ReturnType<typeof createMessagingStore>;
