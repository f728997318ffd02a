/** A plan in words that the console shows: "who rings when somebody dials this at 14:05?" */
import type { AttendantAction, AttendantDefinition } from "../attendants/definition.ts";
import type { CallParty } from "../call/party.ts";
import type { RefusalReason } from "./refusal.ts";
import type { Plan, Unanswered } from "./routing.ts";
import type { Target } from "./world.ts";

export interface PlanStep {
  kind: "ring" | "service" | "menu" | "choice" | "refuse";
  /** What leads here from the start, as `busy/no-answer` or `key 1`; empty for the first. */
  path: string;
  /** How many steps lead here. */
  level: number;
  /** What leads here from the step before: nothing for the first. */
  when: Unanswered["kind"] | undefined;
  /** The key that leads here from the menu before; empty: none was pressed. */
  key: string | undefined;
  party: CallParty | undefined;
  /** Names of devices, trunks and numbers that ring. */
  rings: string[];
  /** The outbound route that says so; empty where none does. */
  route: string;
  seconds: number;
  /** Of a service, its name; of a menu, what it is called. */
  what: string;
  /** Of a refusal: why, and the SIP status that the caller is given. */
  why: RefusalReason | undefined;
  status: number | undefined;
  /** What a key does that calls nobody known before. */
  choice: Exclude<AttendantAction["kind"], "dial" | "menu"> | undefined;
  /** Of a menu: whether it is the one that is heard outside of the hours. */
  closed: boolean;
}

export interface Explainer {
  /** What a target is called. */
  nameOf(target: Target): string;
  /** The name of the route that chose a target; empty where none did. */
  routeOf(target: Target): string;
  /** The menu that answers at this number, and the name of the one that is heard at that moment. */
  menuAt(number: string): { definition: AttendantDefinition; menu: string } | undefined;
  /** Where a menu sends callers. */
  sendOn(number: string): Plan<Target>;
}

/** What leads to a step. */
type Cause = { when: Unanswered["kind"] } | { key: string };

const mostLevels = 8;
const mostSteps = 300;
const answers: readonly Unanswered[] = [
  { kind: "busy", status: 486 },
  { kind: "no-answer", status: 480 },
  { kind: "unreachable", status: 480 },
];

/** The steps in the order in which they are read: what follows one is right below it, one level deeper. */
export function explain(plan: Plan<Target>, explainer: Explainer): PlanStep[] {
  return new Walk(explainer).plan(plan, []).slice(0, mostSteps);
}

class Walk {
  readonly #explainer: Explainer;
  #count = 0;

  constructor(explainer: Explainer) {
    this.#explainer = explainer;
  }

  plan(plan: Plan<Target>, path: readonly Cause[]): PlanStep[] {
    const step = { ...this.#step(path), kind: plan.kind, party: plan.party };
    if (plan.kind === "refuse") return [{ ...step, why: plan.why, status: plan.status }];
    if (plan.kind === "service") {
      const answering = this.#explainer.menuAt(plan.number);
      if (!answering) return [{ ...step, what: plan.service }];
      return this.#menu({ ...answering, party: plan.party, seen: new Set() }, path);
    }
    const [first] = plan.targets;
    const ring = {
      ...step,
      rings: plan.targets.map(this.#explainer.nameOf),
      route: first ? this.#explainer.routeOf(first) : "",
      seconds: plan.seconds,
    };
    if (this.#isDeepEnough(path)) return [ring];
    const unanswered = answers.map((answer) =>
      this.plan(plan.afterwards(answer), [...path, { when: answer.kind }]),
    );
    const [, noAnswer = [], unreachable = []] = unanswered;
    const isNews = unreachable[0]?.kind !== "refuse" && !sameSteps(noAnswer, unreachable);
    const told = isNews ? unanswered : unanswered.slice(0, 2);
    return [ring, ...told.flat()];
  }

  #menu(at: MenuPlace, path: readonly Cause[]): PlanStep[] {
    const { definition, menu: name, party, seen } = at;
    const menu = definition.menus[name];
    if (!menu) return [];
    const step: PlanStep = {
      ...this.#step(path),
      kind: "menu",
      party,
      what: menu.title ?? "",
      closed: name === definition.closed && name !== definition.open,
    };
    if (seen.has(name) || this.#isDeepEnough(path)) return [step];
    const below = { ...at, seen: new Set([...seen, name]) };
    const keys = menu.keys.map(({ key, action }) => this.#choice(action, below, [...path, { key }]));
    return [step, ...keys.flat(), ...this.#choice(menu.otherwise, below, [...path, { key: "" }])];
  }

  #choice(action: AttendantAction, at: MenuPlace, path: readonly Cause[]): PlanStep[] {
    if (action.kind === "dial") return this.plan(this.#explainer.sendOn(action.number), path);
    if (action.kind === "menu") return this.#menu({ ...at, menu: action.menu }, path);
    return [{ ...this.#step(path), kind: "choice", choice: action.kind }];
  }

  #step(path: readonly Cause[]): Omit<PlanStep, "kind"> {
    this.#count++;
    const last = path.at(-1);
    return {
      path: path.map((cause) => ("when" in cause ? cause.when : `key ${cause.key}`)).join("/"),
      level: path.length,
      when: last && "when" in last ? last.when : undefined,
      key: last && "key" in last ? last.key : undefined,
      party: undefined,
      rings: [],
      route: "",
      seconds: 0,
      what: "",
      why: undefined,
      status: undefined,
      choice: undefined,
      closed: false,
    };
  }

  /** Menus may lead to each other without end. */
  #isDeepEnough(path: readonly Cause[]): boolean {
    return path.length >= mostLevels || this.#count >= mostSteps;
  }
}

interface MenuPlace {
  definition: AttendantDefinition;
  menu: string;
  party: CallParty | undefined;
  /** Menus that lead here. */
  seen: ReadonlySet<string>;
}

const sameSteps = (some: readonly PlanStep[], others: readonly PlanStep[]): boolean =>
  some.length === others.length &&
  some.every(({ kind, rings, what, why }, index) => {
    const other = others[index];
    return (
      other &&
      other.kind === kind &&
      other.what === what &&
      other.why === why &&
      `${other.rings}` === `${rings}`
    );
  });
