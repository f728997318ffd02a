/** People whose app is closed, but whose browser can be woken by a push: their call waits for the app to open. */
import type { Binding, Location } from "../../sip/index.ts";
import type { CallParty } from "../call/party.ts";

export interface Sleepers {
  /** Whether there is a browser that a push reaches. */
  canWake(personId: string): boolean;
  /** Tells it of the call; nothing is known of whether anybody sees that. */
  wake(personId: string, caller: CallParty): void;
}

/** Apps register with their session, telephones with a device's credentials. */
export const isApp = ({ deviceId }: Binding): boolean => deviceId === undefined;

/** Wakes somebody; resolves with their app once it is there, and rejects when the call is over before. */
export function awaken(
  personId: string,
  caller: CallParty,
  over: AbortSignal,
  parts: { sleepers: Sleepers; location: Location },
): Promise<Binding> {
  parts.sleepers.wake(personId, caller);
  return parts.location.next(personId, isApp, over);
}
