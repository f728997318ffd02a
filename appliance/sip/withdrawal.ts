/** What ends at once where somebody may not any more: registrations, what is watched, and the connections of pages. */
import type { EventLog } from "../platform/index.ts";
import type { Device } from "./devices.ts";
import { type Flow, isPlain } from "./flow.ts";
import type { Location } from "./location.ts";
import type { RefusedInClearList } from "./refused-in-clear.ts";
import type { Registrants } from "./registrants.ts";
import type { SipStack } from "./stack.ts";

interface Parts {
  location: Location;
  refusedInClear: RefusedInClearList;
  registrants: Registrants;
  /** Opened after this is made. */
  stack(): Pick<SipStack, "subscriptions" | "closeBrowsers">;
}

type Client = { deviceId: string | undefined; flow: Flow };

export class Withdrawal {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A telephone that may not sign in any more. */
  removed({ id, personId }: Device): void {
    this.#parts.refusedInClear.forget(id);
    this.#end(personId, ({ deviceId }) => deviceId === id);
  }

  /** A telephone that may, or may no more, speak in the clear. */
  plainChanged({ id, personId, plain }: Device): void {
    if (plain) this.#parts.refusedInClear.forget(id);
    else this.#end(personId, ({ deviceId, flow }) => deviceId === id && isPlain(flow));
  }

  /** From now on people are looked at when they change. */
  follow(events: EventLog): void {
    const { location, registrants, stack } = this.#parts;
    events.listen(({ kind, subject }) => {
      if (kind !== "person.updated" || registrants.mayCall(subject)) return;
      location.remove(subject, () => true);
      stack().subscriptions.endOf(({ personId }) => personId === subject);
      stack().closeBrowsers(({ personId }) => personId === subject);
    });
  }

  #end(personId: string, which: (client: Client) => boolean): void {
    this.#parts.location.remove(personId, which);
    this.#parts.stack().subscriptions.endOf(which);
  }
}
