/** How a desk does: counts, and the time to the first answer. */
import type { RequestRow } from "./store.ts";

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
  /** Null: requests that named no skill. */
  skills: (Answering & { skill: string | null })[];
  experts: { person: string; answered: number; median: number | null }[];
}

type Row = Pick<
  RequestRow,
  "deskId" | "skillId" | "askedAt" | "answeredBy" | "answeredAt" | "escalatedAt" | "solvedAt"
>;

const quantile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;

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
export function reportOf(rows: readonly Row[]): DeskReport[] {
  return [...Map.groupBy(rows, ({ deskId }) => deskId)].map(([desk, ofDesk]) => {
    const bySkill = Map.groupBy(ofDesk, ({ skillId }) => skillId);
    const byExpert = Map.groupBy(
      ofDesk.filter(({ answeredBy }) => answeredBy !== null),
      ({ answeredBy }) => answeredBy ?? "",
    );
    return {
      desk,
      ...answering(ofDesk),
      skills: mostFirst([...bySkill].map(([skill, list]) => ({ skill, ...answering(list) }))),
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
