/** A destination that the house rings for itself: no call waits for who answers. */
import { audioCodecs } from "../../media/index.ts";
import type { Destination } from "./branch.ts";
import { noPast } from "./past.ts";
import { Ringing, type RingingParts, type RingOutcome } from "./ringing.ts";

/** Rings one destination for the house itself, which speaks every codec. */
export function ringOne(
  reach: () => Promise<Destination>,
  parts: Pick<RingingParts, "pictures" | "seconds" | "sip" | "media" | "clock" | "log">,
): Promise<RingOutcome> {
  return new Ringing([{ reach, personId: undefined, delaySeconds: 0, confirm: undefined }], {
    group: crypto.randomUUID(),
    past: noPast,
    codecs: audioCodecs,
    callerTransport: "",
    onRinging() {},
    onAsked() {},
    onEarlyMedia() {},
    onEarlyMediaOver() {},
    ...parts,
  }).outcome;
}
