/** The calls that the person is on, whichever telephone carries them. */
import type { OwnCall } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import type { Session } from "./session.ts";
import { Signal } from "./signal.ts";

export type { OwnCall } from "../../appliance/calling/index.ts";

export class OwnCallList {
  readonly list = new Signal<readonly OwnCall[]>([]);

  /** Follows what the appliance tells; asks anew whenever the connection was away. */
  follow(session: Session): void {
    session.onSignal("calls", (data) => this.list.set((data as { calls: OwnCall[] }).calls));
    session.stream.onConnect(() => void this.#load().catch(() => {})); // the next change tells
  }

  async #load(): Promise<void> {
    this.list.set((await call(api.calling.calls.$get())).calls);
  }
}
