/** Routing: from who calls and what was dialled to a plan. Pure, so that it can be asked without ringing anyone. */

/** Somebody of the house, as far as routing cares. */
export interface Party {
  id: string;
  mayCall: boolean;
}

export interface RoutingFacts<Target> {
  caller: Party;
  /** Who was dialled; undefined for a number that nobody has. */
  callee: Party | undefined;
  /** Where the callee can be rung now, without the device that calls. */
  targets: readonly Target[];
  /** A service of the house has this number (a meeting). */
  service: boolean;
  noAnswerSeconds: number;
}

export type Plan<Target> =
  | { kind: "refuse"; status: number; why: string }
  | { kind: "service" }
  | { kind: "ring"; targets: readonly Target[]; seconds: number };

export function plan<Target>(facts: RoutingFacts<Target>): Plan<Target> {
  if (!facts.caller.mayCall) return { kind: "refuse", status: 403, why: "the caller's offer has no calling" };
  if (facts.service) return { kind: "service" };
  if (!facts.callee) return { kind: "refuse", status: 404, why: "nobody has this number" };
  if (!facts.callee.mayCall) return { kind: "refuse", status: 480, why: "the callee's offer has no calling" };
  if (facts.targets.length === 0) return { kind: "refuse", status: 480, why: "no device is registered" };
  return { kind: "ring", targets: facts.targets, seconds: facts.noAnswerSeconds };
}
