/** The calls that the person is on, whichever telephone carries them. */
import type { CallsOfPerson, OwnCall, RingingCall } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import type { Session } from "./session.ts";
import { Signal } from "./signal.ts";

export type { OwnCall, RingingCall } from "../../appliance/calling/index.ts";

export class OwnCallList {
  readonly list = new Signal<readonly OwnCall[]>([]);
  readonly ringing = new Signal<readonly RingingCall[]>([]);

  /** Follows what the appliance tells; asks anew whenever the connection was away. */
  follow(session: Session): void {
    session.onSignal("calls", (data) => this.#show(data as CallsOfPerson));
    session.stream.onConnect(() => void this.#load().catch(() => {})); // the next change tells
  }

  async #load(): Promise<void> {
    this.#show(await call(api.calling.calls.$get()));
  }

  #show({ calls, ringing }: CallsOfPerson): void {
    this.list.set(calls);
    this.ringing.set(ringing);
  }
}
