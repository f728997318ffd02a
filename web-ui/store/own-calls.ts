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
    const load = () => void this.#load(session).catch(() => {}); // the next change tells
    session.stream.onConnect(load);
    session.account.subscribe(load);
  }

  async #load({ me }: Session): Promise<void> {
    const { calling } = me.entitlements;
    this.#show(calling ? await call(api.calling.calls.$get()) : { calls: [], ringing: [] });
  }

  #show({ calls, ringing }: CallsOfPerson): void {
    this.list.set(calls);
    this.ringing.set(ringing);
  }
}
