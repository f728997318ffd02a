/** Which numbers go over which trunks: what an administrator says of a destination, and all by priority for the rest. */
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Database, EventLog } from "../../platform/index.ts";
import { type ConfigurationWriter, configurationWriter } from "../configuration-change.ts";
import { callingErrors } from "../errors.ts";
import { outboundRoutes } from "../schema.ts";
import { type DialRules, kindOf } from "./numbers.ts";
import { destination } from "./prices.ts";
import type { TrunkView } from "./trunks.ts";

export const outboundRouteSchema = z.object({
  name: z.string().trim().min(1).max(60),
  destinations: z.array(destination).min(1).max(100),
  /** Ids, in the order in which they are tried. */
  trunks: z.array(z.uuid()).min(1).max(20),
  /** After these all other trunks are tried; otherwise the call fails. */
  thenOthers: z.boolean().default(true),
});

export const outboundRouteChange = outboundRouteSchema.extend({
  /** Of the route as its editor saw it. */
  version: z.string().max(20),
});

export interface OutboundRoute extends z.output<typeof outboundRouteSchema> {
  id: string;
  /** What it says, in short: another one where somebody has changed it. */
  version: string;
}

type Stored = Omit<OutboundRoute, "version">;

const versioned = ({ id, name, destinations, trunks, thenOthers }: Stored): OutboundRoute => {
  const version = Bun.hash(JSON.stringify([name, destinations, trunks, thenOthers])).toString(36);
  return { id, name, destinations, trunks, thenOthers, version };
};

export class OutboundRoutes {
  readonly #change: ConfigurationWriter;
  readonly #routes = new Map<string, OutboundRoute>();
  readonly #rules: DialRules;

  constructor(parts: { db: Database; events: EventLog; rules: DialRules }) {
    this.#change = configurationWriter(parts, "routes", "admin");
    this.#rules = parts.rules;
    for (const route of parts.db.orm.select().from(outboundRoutes).all())
      this.#routes.set(route.id, versioned(route));
  }

  get all(): OutboundRoute[] {
    return [...this.#routes.values()].toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** Rejects as `change` does. */
  add(input: z.output<typeof outboundRouteSchema>): Promise<OutboundRoute> {
    return this.#put({ ...input, id: crypto.randomUUID() });
  }

  /**
   * Rejects with `route-changed` where somebody else has saved it since, with `destination-taken` where another route
   * has one of its destinations.
   */
  async change(
    id: string,
    { version, ...input }: z.output<typeof outboundRouteChange>,
  ): Promise<OutboundRoute> {
    const known = this.#routes.get(id);
    if (!known) throw callingErrors("route-not-found");
    if (known.version !== version) throw callingErrors("route-changed");
    return this.#put({ ...input, id });
  }

  async #put(stored: Stored): Promise<OutboundRoute> {
    const { id } = stored;
    const others = this.all.filter((route) => route.id !== id).flatMap(({ destinations }) => destinations);
    if (stored.destinations.some((one) => others.includes(one))) throw callingErrors("destination-taken");
    const before = this.#routes.get(id);
    const route = versioned(stored);
    this.#routes.set(id, route); // at once, for who saves in the same moment
    try {
      await this.#change((orm) =>
        orm
          .insert(outboundRoutes)
          .values(stored)
          .onConflictDoUpdate({ target: outboundRoutes.id, set: stored })
          .run(),
      );
    } catch (error) {
      if (before) this.#routes.set(id, before);
      else this.#routes.delete(id);
      throw error;
    }
    return route;
  }

  async remove(id: string): Promise<void> {
    if (!this.#routes.has(id)) throw callingErrors("route-not-found");
    await this.#change((orm) => orm.delete(outboundRoutes).where(eq(outboundRoutes.id, id)).run());
    this.#routes.delete(id);
  }

  /** @param number as `outsideNumber` writes it; undefined: no route says anything of it */
  of(number: string): OutboundRoute | undefined {
    return routeOf(number, [...this.#routes.values()], this.#rules);
  }

  /** The trunks that a number goes over, in order. @param usable all that may be tried, best first */
  waysFor(number: string, usable: readonly TrunkView[]): TrunkView[] {
    return waysOver(this.of(number), usable);
  }
}

/** The route that knows the longest beginning of the number; where none does, that of its kind. Pure. */
export function routeOf(
  number: string,
  routes: readonly OutboundRoute[],
  rules: DialRules,
): OutboundRoute | undefined {
  const kind = kindOf(number, rules);
  const fits = (one: string) => (one.startsWith("+") ? number.startsWith(one) : one === kind);
  const weight = (one: string) => (one.startsWith("+") ? one.length : 1);
  const weightOf = ({ destinations }: OutboundRoute) => Math.max(0, ...destinations.filter(fits).map(weight));
  return routes.reduce<OutboundRoute | undefined>(
    (best, route) => (weightOf(route) > (best ? weightOf(best) : 0) ? route : best),
    undefined,
  );
}

/** The route's own in its order, then the others where it says so; of all, those that stand come first. Pure. */
export function waysOver(route: OutboundRoute | undefined, usable: readonly TrunkView[]): TrunkView[] {
  if (!route) return [...usable];
  const own = route.trunks.flatMap((id) => usable.find((trunk) => trunk.id === id) ?? []);
  const others = route.thenOthers ? usable.filter((trunk) => !own.includes(trunk)) : [];
  const isDown = ({ state }: TrunkView) => state.kind === "down";
  return [...own, ...others].toSorted((a, b) => Number(isDown(a)) - Number(isDown(b)));
}
