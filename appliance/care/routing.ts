/** Who is asked: a pure choice among a desk's experts as they are at this moment. */
import type { Presence } from "../messaging/index.ts";

export interface Candidate {
  personId: string;
  /** Ids of skills; none: all. */
  skills: readonly string[];
  lead: boolean;
  onDuty: boolean;
  presence: Presence;
  /** Requests that they have been asked for or have answered, and that are not solved. */
  open: number;
  /** Milliseconds since the epoch; 0 for never. */
  lastAskedAt: number;
}

export interface Wanted {
  skill: string | null;
  asker: string;
  /** Who was asked for this request before. */
  asked: ReadonlySet<string>;
}

const knows = ({ skills }: Candidate, skill: string | null) =>
  skill === null || skills.length === 0 || skills.includes(skill);
const isNew = ({ personId }: Candidate, { asker, asked }: Wanted) =>
  personId !== asker && !asked.has(personId);
/** Those before the screen are asked before those who have left it for a moment. */
const distance = ({ presence }: Candidate) => (presence === "active" ? 0 : 1);

/** The next to be asked; undefined while nobody is free. */
export function nextExpert(candidates: readonly Candidate[], wanted: Wanted): string | undefined {
  const free = candidates.filter(
    (one) =>
      one.onDuty &&
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
