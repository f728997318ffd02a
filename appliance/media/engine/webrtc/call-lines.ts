/** The lines of a browser's call: sound first, a picture where both have one, and whatever else it offers, refused. */
import { codecDescriptions, type PayloadKind } from "../../codecs.ts";
import type { BrowserDescription, BrowserLine, NegotiatedCodec, OwnLine } from "./description.ts";

/** What our descriptions keep of a line, wherever it came from. */
export type CallLine = Pick<BrowserLine, "kind" | "mid" | "protocol" | "formats">;

const kinds = Object.keys(codecDescriptions) as PayloadKind[];

/** What the house calls a codec; undefined for what it does not speak. Telephone events only at 8 kHz. */
export const kindOf = ({ name, clock }: NegotiatedCodec): PayloadKind | undefined =>
  kinds.find((kind) => kind.toLowerCase() === name.toLowerCase() && codecDescriptions[kind].clock === clock);

export const kindsOf = (line: BrowserLine): PayloadKind[] => [
  ...new Set(line.codecs.flatMap((codec) => kindOf(codec) ?? [])),
];

export const pictureLineOf = ({ lines }: BrowserDescription): BrowserLine | undefined =>
  lines.find(({ kind, rejected }) => kind === "video" && !rejected);

/** Of a line that we add. */
export const ownPlace = (kind: string, mid: string) => ({
  kind,
  mid,
  protocol: "UDP/TLS/RTP/SAVPF",
  formats: ["0"],
});

export const refusedLine = ({ kind, mid, protocol, formats }: CallLine): OwnLine => ({
  kind,
  mid,
  direction: "inactive",
  codecs: [],
  extensions: [],
  refused: { protocol, formats },
});
