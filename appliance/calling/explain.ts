/** A plan in words that the console shows: "who rings when somebody dials this?" */
import type { CallParty } from "./party.ts";
import type { Plan, Unanswered } from "./routing.ts";
import type { Target } from "./world.ts";

export interface PlanStep {
  kind: "ring" | "service" | "refuse";
  /** What leads here from the start, as `busy/no-answer`; empty for the first. */
  path: string;
  /** How many steps lead here. */
  level: number;
  /** What leads here from the step before: nothing for the first. */
  when: Unanswered["kind"] | undefined;
  party: CallParty | undefined;
  /** Names of devices, trunks and numbers that ring. */
  rings: string[];
  seconds: number;
  /** Of a service, its name; of a refusal, why. */
  what: string;
}

const mostLevels = 8;
const reasons: readonly Unanswered[] = [
  { kind: "busy", status: 486 },
  { kind: "no-answer", status: 480 },
];

/**
 * The steps in the order in which they are read: what follows one is right below it, one level deeper.
 * @param nameOf what a target is called
 */
export function explain(
  plan: Plan<Target>,
  nameOf: (target: Target) => string,
  path: readonly Unanswered["kind"][] = [],
): PlanStep[] {
  const level = path.length;
  const step = {
    kind: plan.kind,
    path: path.join("/"),
    level,
    when: path.at(-1),
    party: plan.party,
    rings: [],
    seconds: 0,
  };
  if (plan.kind === "refuse") return [{ ...step, what: plan.why }];
  if (plan.kind === "service") return [{ ...step, what: plan.service }];
  const { targets, seconds } = plan;
  const next =
    level >= mostLevels
      ? []
      : reasons.flatMap((reason) => explain(plan.afterwards(reason), nameOf, [...path, reason.kind]));
  return [{ ...step, rings: targets.map(nameOf), seconds, what: "" }, ...next];
}
