/** The codecs and header extensions of connections with browsers. */
import { codecDescriptions, type PayloadKind } from "../../codecs.ts";
import type { BrowserLine, NegotiatedCodec } from "./description.ts";
import { type ExtensionName, extensionUri } from "./extensions.ts";

const videoFeedback = ["nack", "nack pli", "ccm fir", "goog-remb", "transport-cc"];
const audioFeedback = ["transport-cc"];

export function audioCodec(kind: PayloadKind): NegotiatedCodec {
  const { name, clock, channels, proposedType, parameters } = codecDescriptions[kind];
  return {
    type: proposedType,
    name,
    clock,
    channels,
    feedback: kind === "telephone-event" ? [] : audioFeedback,
    ...(parameters && { parameters }),
  };
}

/** What the house proposes for pictures: VP8 with retransmission (RFC 4588). */
export const videoCodecs: readonly NegotiatedCodec[] = [
  { type: 96, name: "VP8", clock: 90_000, channels: 1, feedback: videoFeedback },
  { type: 97, name: "rtx", clock: 90_000, channels: 1, parameters: "apt=96", feedback: [] },
];

const isNamed =
  (name: string, clock: number) =>
  (codec: NegotiatedCodec): boolean =>
    codec.name.toLowerCase() === name.toLowerCase() && codec.clock === clock;

const withFeedback = (codec: NegotiatedCodec, wanted: readonly string[]): NegotiatedCodec => ({
  ...codec,
  feedback: codec.feedback.filter((each) => wanted.includes(each)),
});

/** Of a browser's audio line: the codecs among `kinds`, in that order, under the browser's payload types. */
export const audioOf = (line: BrowserLine, kinds: readonly PayloadKind[]): NegotiatedCodec[] =>
  kinds.flatMap((kind) => {
    const found = line.codecs.find(isNamed(kind, codecDescriptions[kind].clock));
    const { parameters } = codecDescriptions[kind];
    if (!found) return [];
    const { parameters: _theirs, ...rest } = withFeedback(found, audioFeedback);
    // Silence need not be sent: in a large meeting it would be most of the packets (RFC 7587 §3.1.3).
    const quiet = kind === "opus" && parameters ? { parameters: `${parameters};usedtx=1` } : {};
    return [{ ...rest, ...(parameters && { parameters }), ...quiet }];
  });

/** Of a browser's video line: VP8 and its retransmission; empty where there is no VP8. */
export function videoOf(line: BrowserLine): NegotiatedCodec[] {
  const picture = line.codecs.find(isNamed("VP8", 90_000));
  if (!picture) return [];
  const repair = line.codecs.find(
    (codec) => isNamed("rtx", 90_000)(codec) && codec.parameters === `apt=${picture.type}`,
  );
  return [withFeedback(picture, videoFeedback), ...(repair ? [{ ...repair, feedback: [] }] : [])];
}

/** Those of `names` that the browser offers, under its numbers. */
export const extensionsOf = (
  line: BrowserLine,
  names: readonly ExtensionName[],
): (readonly [uri: string, id: number])[] =>
  names.flatMap((name) => {
    const id = line.extensions.get(extensionUri[name]);
    return id === undefined ? [] : [[extensionUri[name], id] as const];
  });
