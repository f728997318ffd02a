/** What the app asks of the appliance and shows as it is: asked anew when a view opens and when it has changed. */
import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  type Query,
  QueryClient,
  type QueryKey,
} from "@tanstack/react-query";

export class Queries extends QueryClient {
  /** By hash: what is asked once more when the answer has come that is on its way now. */
  readonly #again = new Map<string, Promise<void>>();

  constructor() {
    super({ defaultOptions: { queries: { refetchOnWindowFocus: false, retry: 1 } } });
  }

  /**
   * An answer that is on its way may be from before the change. It is shown all the same, and asked for once more:
   * were it given up, changes that come faster than answers would leave a view empty, or as it was.
   * Resolves when what is shown is from after the change.
   */
  override async invalidateQueries<Key extends QueryKey = QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options?: InvalidateOptions,
  ): Promise<void> {
    const onTheirWay = this.getQueryCache().findAll({ ...filters, fetchStatus: "fetching" });
    const asked = super.invalidateQueries(filters, { ...options, cancelRefetch: false });
    await Promise.all([asked, ...onTheirWay.map((query) => this.#askAgain(query))]);
  }

  #askAgain(query: Query): Promise<void> {
    const { queryHash, queryKey } = query;
    const known = this.#again.get(queryHash);
    if (known) return known;
    const asked = Promise.resolve(query.promise)
      .catch(() => {}) // its view tells of it
      .then(() => {
        this.#again.delete(queryHash);
        return super.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false });
      });
    this.#again.set(queryHash, asked);
    return asked;
  }
}
