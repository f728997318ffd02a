/** The person's notification centre: what waits, kept in step with the appliance. */
import type { Notification } from "../../appliance/messaging/index.ts";
import { api, call } from "../api/client.ts";
import { Signal } from "./signal.ts";
import type { StreamEvent } from "./stream.ts";
import type { Ask } from "./vault.ts";

export type { Notification } from "../../appliance/messaging/index.ts";

type Selection = Parameters<typeof api.notifications.read.$post>[0]["json"];

export class NotificationStore {
  /** Newest first, as many as the appliance gives at once. */
  readonly list = new Signal<readonly Notification[]>([]);
  /** How many of all wait to be seen. */
  readonly unread = new Signal(0);
  #loads = 0;

  readonly #ask: Ask;

  /** @param ask how to load when told to without saying how */
  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async load(ask = this.#ask): Promise<void> {
    const load = ++this.#loads;
    const { notifications, unread } = await ask("notifications", () =>
      call(api.notifications.$get({ query: {} })),
    );
    if (load !== this.#loads) return; // a newer one is on its way
    this.list.set(notifications);
    this.unread.set(unread);
  }

  async receive(event: StreamEvent): Promise<void> {
    const made = event.state as Notification | null;
    if (event.kind !== "notification.created" || !made) return this.load();
    if (this.list.value.some(({ seq }) => seq === made.seq)) return;
    this.list.update((old) => [made, ...old]);
    if (made.readAt === null) this.unread.update((count) => count + 1);
  }

  async readAll(): Promise<void> {
    const newest = this.list.value[0];
    if (newest) await this.read({ upTo: newest.seq });
  }

  /** Marks what passes the selection as seen: here at once, then on all the person's clients. */
  async read(selection: Selection): Promise<void> {
    const { upTo, only, space, kinds } = selection;
    const passes = (one: Notification) =>
      one.readAt === null &&
      (upTo === undefined || one.seq <= upTo) &&
      (only === undefined || one.seq === only) &&
      (space === undefined || one.space === space) &&
      (kinds === undefined || kinds.includes(one.kind));
    const seen = this.list.value.filter(passes);
    if (seen.length === 0) return;
    const now = Date.now();
    this.list.update((old) => old.map((one) => (seen.includes(one) ? { ...one, readAt: now } : one)));
    this.unread.update((count) => count - seen.length);
    await call(api.notifications.read.$post({ json: selection }));
  }
}
