/** What the app asks of the appliance and shows as it is: asked anew when a view opens and when it has changed. */
import { type InvalidateQueryFilters, QueryClient, type QueryKey } from "@tanstack/react-query";

export class Queries extends QueryClient {
  constructor() {
    super({ defaultOptions: { queries: { refetchOnWindowFocus: false, retry: 1 } } });
  }

  /**
   * An answer that is on its way may be from before the change. The library asks again only where there has been an
   * answer already; a first one that is under way it would take for the newest.
   */
  override async invalidateQueries<Key extends QueryKey = QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
  ): Promise<void> {
    await this.cancelQueries(filters);
    await super.invalidateQueries(filters);
  }
}
