/** How a desk does: counts, and the time to the first answer. */
import type { DeskRow, RequestRow } from "./store.ts";

export interface Answering {
  asked: number;
  answered: number;
  escalated: number;
  /** Not answered yet, or never. */
  open: number;
  /** Seconds to the first answer; null where nothing was answered. */
  median: number | null;
  p95: number | null;
}

export interface DeskReport extends Answering {
  desk: string;
  name: string;
  /** Nobody can ask it any more. */
  closed: boolean;
  /** `name` is null for requests that named no skill, and empty for skills that were taken away. */
  skills: (Answering & { skill: string | null; name: string | null })[];
  experts: { person: string; answered: number; median: number | null }[];
}

type Row = Pick<
  RequestRow,
  "deskId" | "skillId" | "askedAt" | "answeredBy" | "answeredAt" | "escalatedAt" | "solvedAt"
>;

/** By nearest rank. */
const quantile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.ceil(sorted.length * share) - 1] ?? null;

function seconds(rows: readonly Row[]): number[] {
  const taken = rows.flatMap(({ askedAt, answeredAt }) =>
    answeredAt === null ? [] : [(answeredAt - askedAt) / 1000],
  );
  return taken.sort((one, other) => one - other);
}

function answering(rows: readonly Row[]): Answering {
  const taken = seconds(rows);
  return {
    asked: rows.length,
    answered: taken.length,
    escalated: rows.filter(({ escalatedAt }) => escalatedAt !== null).length,
    open: rows.filter(({ answeredAt, solvedAt }) => answeredAt === null && solvedAt === null).length,
    median: quantile(taken, 0.5),
    p95: quantile(taken, 0.95),
  };
}

const mostFirst = <T extends { answered: number }>(list: T[]): T[] =>
  list.sort((one, other) => other.answered - one.answered);

/** One report for each desk that was asked. */
export function reportOf(
  rows: readonly Row[],
  deskOf: (id: string) => Pick<DeskRow, "name" | "skills" | "closedAt"> | undefined,
): DeskReport[] {
  return [...Map.groupBy(rows, ({ deskId }) => deskId)].map(([desk, ofDesk]) => {
    const { name = "", skills = [], closedAt = null } = deskOf(desk) ?? {};
    const skillName = (id: string | null) =>
      id === null ? null : (skills.find((skill) => skill.id === id)?.name ?? "");
    const bySkill = Map.groupBy(ofDesk, ({ skillId }) => skillId);
    const byExpert = Map.groupBy(
      ofDesk.filter(({ answeredBy }) => answeredBy !== null),
      ({ answeredBy }) => answeredBy ?? "",
    );
    return {
      desk,
      name,
      closed: closedAt !== null,
      ...answering(ofDesk),
      skills: mostFirst(
        [...bySkill].map(([skill, list]) => ({ skill, name: skillName(skill), ...answering(list) })),
      ),
      experts: mostFirst(
        [...byExpert].map(([person, list]) => ({
          person,
          answered: list.length,
          median: quantile(seconds(list), 0.5),
        })),
      ),
    };
  });
}
