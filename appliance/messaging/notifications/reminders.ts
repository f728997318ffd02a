/** Reminds of flags at their time; what fell due while the box was down is made up for at start. */
import { type Clock, type Database, type EventLog, type Timer, wakeAt } from "../../platform/index.ts";
import type { NotificationStore } from "./store.ts";

export class Reminders {
  readonly #store: NotificationStore;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  readonly #stop: () => void;

  constructor(parts: { notifications: NotificationStore; db: Database; events: EventLog; clock: Clock }) {
    this.#store = parts.notifications;
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#stop = parts.events.listen(({ kind }) => kind === "flag.changed" && this.#schedule());
    this.#schedule();
  }

  close(): void {
    this.#stop();
    this.#timer?.cancel();
  }

  #schedule(): void {
    this.#timer?.cancel();
    const due = this.#store.nextDue();
    if (due === undefined) return;
    this.#timer = wakeAt(this.#clock, due, () => void this.#remind());
  }

  async #remind(): Promise<void> {
    await this.#db.write(() => {
      const now = this.#clock.now();
      for (const { person, message, space } of this.#store.dueFlags(now))
        this.#events.append({
          topic: `person:${person}`,
          kind: "flag.due",
          subject: message,
          payload: { space },
        });
      this.#store.markReminded(now);
    });
    this.#schedule();
  }
}
