/** The statements for spaces and who is in them. */
import { and, count, desc, eq, gt, inArray, lte, sql } from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import { memberships, messages, spaces, teamMembers } from "./schema.ts";

export type SpaceRow = typeof spaces.$inferSelect;
export type MembershipRow = typeof memberships.$inferSelect;

export interface SpaceOfPerson {
  space: SpaceRow;
  membership: MembershipRow;
  unread: number;
  mentions: number;
}

export function createSpacesStore(orm: Orm) {
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
  };
}
