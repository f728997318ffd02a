/** The statements for teams. */
import { and, eq, sql } from "drizzle-orm";
import type { Orm } from "../platform/index.ts";
import { teamMembers, teams } from "./schema.ts";

export type TeamRow = typeof teams.$inferSelect;
export type TeamMemberRow = typeof teamMembers.$inferSelect;

export function createTeamsStore(orm: Orm) {
  const member = (teamId: string, personId: string) =>
    and(eq(teamMembers.teamId, teamId), eq(teamMembers.personId, personId));
  const ids = orm
    .select({ id: teamMembers.teamId })
    .from(teamMembers)
    .where(eq(teamMembers.personId, sql.placeholder("personId")))
    .prepare();
  return {
    team: (id: string) => orm.select().from(teams).where(eq(teams.id, id)).get(),
    allIds: () =>
      orm
        .select({ id: teams.id })
        .from(teams)
        .all()
        .map(({ id }) => id),
    createTeam: (row: typeof teams.$inferInsert) => void orm.insert(teams).values(row).run(),
    updateTeam: (id: string, change: Partial<TeamRow>) =>
      void orm.update(teams).set(change).where(eq(teams.id, id)).run(),
    idsOf: (personId: string) => ids.all({ personId }).map(({ id }) => id),
    members: (teamId: string) => orm.select().from(teamMembers).where(eq(teamMembers.teamId, teamId)).all(),
    member: (teamId: string, personId: string) =>
      orm.select().from(teamMembers).where(member(teamId, personId)).get(),
    addMember: (row: typeof teamMembers.$inferInsert) => void orm.insert(teamMembers).values(row).run(),
    setRole: (teamId: string, personId: string, role: TeamMemberRow["role"]) =>
      void orm.update(teamMembers).set({ role }).where(member(teamId, personId)).run(),
    removeMember: (teamId: string, personId: string) =>
      void orm.delete(teamMembers).where(member(teamId, personId)).run(),
  };
}

export type TeamsStore = ReturnType<typeof createTeamsStore>;
