/** Who is asked: a pure choice among a desk's experts as they are at this moment. */
import type { Presence } from "../messaging/index.ts";

export interface Candidate {
  personId: string;
  /** Ids of skills; null: all. */
  skills: readonly string[] | null;
  lead: boolean;
  onDuty: boolean;
  presence: Presence;
  /** Requests that they are asked for, or answered lately, and that are not solved. */
  open: number;
  /** Milliseconds since the epoch; 0 for never. */
  lastAskedAt: number;
}

export interface Wanted {
  skill: string | null;
  /** Whom it is no use to ask: the asker, and who was asked for this request or is there already. */
  passedOver: ReadonlySet<string>;
}

/** Whoever has so many open requests is not asked for another. */
const mostAtOnce = 10;

const knows = ({ skills }: Candidate, skill: string | null) =>
  skill === null || skills === null || skills.includes(skill);
const isNew = ({ personId }: Candidate, { passedOver }: Wanted) => !passedOver.has(personId);
/** Those before the screen are asked before those who have left it for a moment. */
const distance = ({ presence }: Candidate) => (presence === "active" ? 0 : 1);

/** The next to be asked; undefined while nobody is free. */
export function nextExpert(candidates: readonly Candidate[], wanted: Wanted): string | undefined {
  const free = candidates.filter(
    (one) =>
      one.onDuty &&
      one.open < mostAtOnce &&
      (one.presence === "active" || one.presence === "idle") &&
      knows(one, wanted.skill) &&
      isNew(one, wanted),
  );
  free.sort(
    (one, other) =>
      distance(one) - distance(other) || one.open - other.open || one.lastAskedAt - other.lastAskedAt,
  );
  return free[0]?.personId;
}

/** When nobody answered: the leads that were not asked yet, wherever they are. */
export const leadsLeft = (candidates: readonly Candidate[], wanted: Wanted): string[] =>
  candidates.filter((one) => one.lead && isNew(one, wanted)).map(({ personId }) => personId);
