/** A call's plan is followed until somebody answers, nobody is left, or the caller is gone. */
import { sipStatusOf } from "../errors.ts";
import type { Diversion, Plan, Unanswered } from "../routing/routing.ts";
import { type WayParts, wayTo } from "../routing/ways.ts";
import type { Target } from "../routing/world.ts";
import { type Service, type ServiceParts, serve } from "../services/service.ts";
import type { Call, CallParts } from "./call.ts";
import { type Connection, dismiss } from "./connection.ts";
import type { Exchange } from "./exchange.ts";
import type { RingOutcome } from "./ringing.ts";

interface Parts extends WayParts, Pick<CallParts, "log"> {
  services: readonly Service[];
}

export class PlanFollower {
  readonly #parts: Parts;
  readonly #dialFor: Exchange["dialFor"];
  readonly #serving = new Set<Promise<void>>();

  /** @param dialFor calls for who is sent on by a service */
  constructor(parts: Parts, dialFor: Exchange["dialFor"]) {
    this.#parts = parts;
    this.#dialFor = dialFor;
  }

  /** Follows the plan to its end; a call whose plan cannot be followed is refused, and leaves nothing behind. */
  async follow(call: Call, decide: () => Plan<Target>): Promise<void> {
    try {
      await this.#followed(call, decide());
    } catch (error) {
      this.#parts.log.error("a call could not be sent on", { call: call.id, error });
      call.refuse(sipStatusOf(error));
    }
  }

  /** Goes through the plan until somebody answers, nobody is left, or the caller is gone. */
  async #followed(call: Call, decided: Plan<Target>): Promise<void> {
    let step = decided;
    for (;;) {
      if (step.kind === "refuse") {
        this.#parts.log.info("a call was not connected", {
          call: call.id,
          why: step.why,
          status: step.status,
        });
        return call.refuse(step.status, step.party);
      }
      if (step !== decided) await call.attempt.anchor(); // whoever comes now may be anywhere
      if (step.kind === "service") return this.#tracked(this.#serve(call, step));
      const outcome = await this.#ring(call, step);
      if (outcome.kind === "answered" || outcome.kind === "cancelled") return;
      step = step.afterwards(unansweredOf(outcome));
    }
  }

  async #ring(call: Call, step: Extract<Plan<Target>, { kind: "ring" }>): Promise<RingOutcome> {
    const turns = step.inTurn ? step.targets.map((target) => [target]) : [step.targets];
    let outcome: RingOutcome = { kind: "refused", status: 480, reasons: [] };
    for (const targets of turns) {
      const course = { past: call.past, diversions: step.diversions };
      const ringables = targets.map((target) => wayTo(target, call.caller, course, this.#parts));
      outcome = await call.ring(step.party, ringables, step.seconds);
      // Another way out is tried where this one does not work, not where the other side does not want the call.
      if (outcome.kind !== "refused" || !outcome.reasons.every(isServersFault)) return outcome;
    }
    return outcome;
  }

  /** Resolves when the services of this moment have done what is left to do for callers who are gone. */
  async served(): Promise<void> {
    await Promise.all(this.#serving);
  }

  async #tracked(serving: Promise<void>): Promise<void> {
    this.#serving.add(serving);
    await serving.finally(() => this.#serving.delete(serving));
  }

  async #serve(call: Call, step: Extract<Plan<Target>, { kind: "service" }>): Promise<void> {
    const { services, log } = this.#parts;
    const service = services.find(({ name }) => name === step.service);
    const origin = call.serve(step.party);
    if (!service || !origin) return call.refuse(service ? 487 : 404);
    try {
      await serve(service, call, origin, { dialled: step.number, diversion: step.diversion }, this.#services);
    } catch (error) {
      log.warn("a service did not take a call", { service: step.service, error });
      call.refuse(sipStatusOf(error));
    }
  }

  readonly #services: ServiceParts = {
    sendOn: (call, connection, number, rights) =>
      new Promise((resolve) => {
        call.lend(connection);
        const back = (returned: Connection, status: number) => {
          if (call.takeBack(returned)) return resolve(status);
          dismiss(returned);
          resolve(undefined);
        };
        const { personId } = connection.party;
        const authority = { personId, mayCall: true, house: rights === "house" };
        const by: Diversion = { party: call.callee, why: "menu" };
        const begun = { number, authority, linkedTo: call.id, ...(authority.house && { by }) };
        const onward = this.#dialFor(connection, back, begun);
        if (authority.house) connection.sentOnByMenu();
        void onward.connected.then(() => {
          call.release(connection);
          resolve(undefined);
        });
      }),
  };
}

const isServersFault = (status: number): boolean => status === 408 || (status >= 500 && status < 600);

function unansweredOf(outcome: Exclude<RingOutcome, { kind: "answered" | "cancelled" }>): Unanswered {
  if (outcome.kind === "no-answer") return { kind: "no-answer", status: 480 };
  const { status } = outcome;
  if (status === 486 || status === 600) return { kind: "busy", status };
  if (status === 603) return { kind: "declined", status };
  return { kind: "unreachable", status };
}
