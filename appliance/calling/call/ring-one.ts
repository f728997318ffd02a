/** A destination that the house rings for itself: no call waits for who answers. */
import { audioCodecs } from "../../media/index.ts";
import type { Destination } from "./branch.ts";
import { noPast } from "./past.ts";
import { Ringing, type RingingParts, type RingOutcome } from "./ringing.ts";

type HouseParts = Pick<RingingParts, "pictures" | "seconds" | "sip" | "media" | "clock" | "log">;

/** Rings one destination. */
export const ringOne = (reach: () => Promise<Destination>, parts: HouseParts): Promise<RingOutcome> =>
  ringFirst([reach], parts).outcome;

/** Rings several until one of them answers, for the house itself, which speaks every codec. */
export function ringFirst(reaches: readonly (() => Promise<Destination>)[], parts: HouseParts): Ringing {
  const ringables = reaches.map((reach) => ({
    reach,
    personId: undefined,
    delaySeconds: 0,
    confirm: undefined,
  }));
  return new Ringing(ringables, {
    group: crypto.randomUUID(),
    past: noPast,
    codecs: audioCodecs,
    callerTransport: "",
    onRinging() {},
    onAsked() {},
    onEarlyMedia() {},
    onEarlyMediaOver() {},
    ...parts,
  });
}
