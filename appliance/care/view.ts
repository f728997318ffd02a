/** A request as those who have to do with it see it. */
import type { DeskRow, RequestRow } from "./store.ts";

export interface CareRequest {
  id: string;
  desk: string;
  deskName: string;
  /** Empty: whoever can. */
  skillName: string;
  space: string;
  asker: string;
  /** Milliseconds since the epoch, as all times here. */
  askedAt: number;
  state: "waiting" | "asked" | "answered" | "solved";
  /** Who was asked and has not passed it on. */
  experts: string[];
  answeredBy: string | null;
  answeredAt: number | null;
  escalated: boolean;
  /** When somebody else is asked; null when nothing is waited for. */
  deadline: number | null;
}

/** @param experts who was asked and has not passed it on */
export function viewOf(row: RequestRow, desk: DeskRow | undefined, experts: string[]): CareRequest {
  const open = experts.length > 0 ? "asked" : "waiting";
  return {
    id: row.id,
    desk: row.deskId,
    deskName: desk?.name ?? "",
    skillName: desk?.skills.find(({ id }) => id === row.skillId)?.name ?? "",
    space: row.spaceId,
    asker: row.askerId,
    askedAt: row.askedAt,
    state: row.solvedAt !== null ? "solved" : row.answeredAt !== null ? "answered" : open,
    experts,
    answeredBy: row.answeredBy,
    answeredAt: row.answeredAt,
    escalated: row.escalatedAt !== null,
    deadline: row.deadline,
  };
}
