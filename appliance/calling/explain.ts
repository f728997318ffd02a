/** A plan in words that the console shows: "who rings when somebody dials this?" */
import type { CallParty } from "./party.ts";
import type { Plan, Unanswered } from "./routing.ts";
import type { Target } from "./world.ts";

export interface PlanStep {
  kind: "ring" | "service" | "refuse";
  /** What leads here from the step before: nothing for the first. */
  when: Unanswered["kind"] | undefined;
  party: CallParty | undefined;
  /** Names of devices, trunks and numbers that ring. */
  rings: string[];
  seconds: number;
  /** Of a service, its name; of a refusal, why. */
  what: string;
  next: PlanStep[];
}

const mostSteps = 8;

/** @param nameOf what a target is called */
export function explain(
  plan: Plan<Target>,
  nameOf: (target: Target) => string,
  when?: PlanStep["when"],
  depth = 0,
): PlanStep {
  if (plan.kind === "refuse")
    return { kind: "refuse", when, party: plan.party, rings: [], seconds: 0, what: plan.why, next: [] };
  if (plan.kind === "service")
    return { kind: "service", when, party: plan.party, rings: [], seconds: 0, what: plan.service, next: [] };
  const reasons: Unanswered[] = [
    { kind: "busy", status: 486 },
    { kind: "no-answer", status: 480 },
  ];
  const next =
    depth >= mostSteps
      ? []
      : reasons.map((reason) => explain(plan.afterwards(reason), nameOf, reason.kind, depth + 1));
  const { party, targets, seconds } = plan;
  return { kind: "ring", when, party, rings: targets.map(nameOf), seconds, what: "", next };
}
