/** What calls cost that are not on record yet, in millionths of the currency (SE-01). */
import type { Metered } from "./metered.ts";
import { exact } from "./spending-limits.ts";

/** What a call has cost, and costs from now on. */
export interface Meter {
  spent: number;
  /** For a minute. */
  price: number;
}

export class CallCosts {
  readonly #costs = new Map<string, number>();

  /** Those of which nothing has a price are not in it. */
  get all(): ReadonlyMap<string, number> {
    return new Map([...this.#costs].map(([call, cost]) => [call, exact(cost)]));
  }

  add({ call, price }: Metered, cost: number): void {
    if (price > 0) this.#costs.set(call, (this.#costs.get(call) ?? 0) + cost);
  }

  /** @param running what is paid for now; undefined comes back where nothing of the call has a price */
  meterOf(call: string, running: Iterable<Metered>): Meter | undefined {
    const spent = this.#costs.get(call) ?? 0;
    let price = 0;
    for (const metered of running) if (metered.call === call) price += metered.price;
    return spent + price > 0 ? { spent, price } : undefined;
  }

  /** What a call cost that has ended, which is forgotten; null where nothing of it has a price. */
  take(call: string): number | null {
    const cost = this.#costs.get(call);
    this.#costs.delete(call);
    return cost === undefined ? null : Math.round(cost);
  }
}
