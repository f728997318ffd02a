/**
 * Formats of moving pictures that the house passes on: H.264 (RFC 6184) and VP8 (RFC 7741). Nothing is encoded anew,
 * so both ends of a call have one format in common, or see nothing of each other.
 */

export const pictureCodecs = ["H264", "VP8"] as const;
export type PictureCodec = (typeof pictureCodecs)[number];

/** Hz, of every format (RFC 6184 §8.2.1, RFC 7741 §6.1). */
export const pictureClock = 90_000;

export interface PictureFormat {
  codec: PictureCodec;
  /** What must be the same at both ends: codec, packetization mode and profile. */
  key: string;
  /** As in fmtp, from one end to the other unchanged: level, sizes, parameter sets. Empty for none. */
  parameters: string;
}

/** What an end of a call takes of pictures; no formats: none. */
export interface Pictures {
  /** Best first. */
  formats: readonly PictureFormat[];
  /** Bits per second that it takes; undefined where it did not say. */
  bandwidth: number | undefined;
}

export const noPictures: Pictures = { formats: [], bandwidth: undefined };

/** A picture that stands, encoded once, for whoever waits. */
export interface StillPicture {
  codec: PictureCodec;
  /** In lines, of 16:9. */
  height: number;
  /** Key frames of the same picture, of which two in a row are never the same: as Annex B where it is H.264. */
  frames: readonly Uint8Array[];
}

/** For a telephone that is rung before anybody says what pictures there will be: what nearly all of them take. */
export const usualPictures: Pictures = {
  formats: ["1", "0"].map((mode) => ({
    codec: "H264",
    key: `H264/${mode}/42e0`,
    parameters: `profile-level-id=42e01f;packetization-mode=${mode}`,
  })),
  bandwidth: undefined,
};

/** What is left of one end's pictures when the other has chosen. */
export const commonPictures = (own: Pictures, chosen: Pictures): Pictures => ({
  ...own,
  formats: own.formats.filter(({ key }) => chosen.formats.some((format) => format.key === key)),
});

/** Browsers name a dozen variants. */
export const mostFormats = 6;
const longestParameters = 400;
const wellFormed = /^[\w-]+=[\w.,+/=:-]*(?: ?; ?[\w-]+=[\w.,+/=:-]*)*;?$/;

/** @param parameters of fmtp @returns undefined for what the house does not pass on */
export function pictureFormat(name: string, clock: number, parameters: string): PictureFormat | undefined {
  const codec = pictureCodecs.find((known) => known.toLowerCase() === name.toLowerCase());
  if (!codec || clock !== pictureClock) return undefined;
  const passedOn = parameters.length <= longestParameters && wellFormed.test(parameters) ? parameters : "";
  return { codec, key: codec === "H264" ? keyOfH264(passedOn) : codec, parameters: passedOn };
}

/** RFC 6184 §8.2.2: mode and profile are symmetric, the level is each end's own. */
function keyOfH264(parameters: string): string {
  const mode = /(?:^|[; ])packetization-mode=(\d)/i.exec(parameters)?.[1] ?? "0";
  const profile = (profileOf(parameters) ?? "42000a").toLowerCase();
  const constraints = Number.parseInt(profile.slice(2, 4), 16);
  // Of baseline only one constraint matters: set 1 leaves out what few decoders have.
  const variant = profile.startsWith("42") ? (constraints & 0x40 ? "42e0" : "4200") : profile.slice(0, 4);
  return `H264/${mode}/${variant}`;
}

/** Macroblocks of a picture by level (H.264 table A-1), for those that say no more. */
const largestOfLevel: readonly [level: number, macroblocks: number][] = [
  [0x28, 8192],
  [0x1f, 3600],
  [0x16, 1620],
  [0x15, 792],
  [0x0b, 396],
];

/** Whether who takes this format takes pictures of 16:9 with so many lines (RFC 6184 §8.1, level and max-fs). */
export function fits({ codec, parameters }: PictureFormat, height: number): boolean {
  if (codec !== "H264") return true;
  const level = Number.parseInt((profileOf(parameters) ?? "42000a").slice(4), 16);
  const [, ofLevel] = largestOfLevel.find(([least]) => level >= least) ?? [0, 99];
  const largest = Math.max(ofLevel, Number(/(?:^|[; ])max-fs=(\d{1,6})/.exec(parameters)?.[1] ?? 0));
  return Math.ceil(height / 16) * Math.ceil((height * 16) / 9 / 16) <= largest;
}

const profileOf = (parameters: string) => /(?:^|[; ])profile-level-id=([\da-f]{6})/i.exec(parameters)?.[1];

/**
 * What one end takes, in the profile that the other has offered: who answers may name another, and browsers refuse
 * an answer whose profile is not their own.
 */
export function inProfileOf(format: PictureFormat, offered: PictureFormat): PictureFormat {
  const [own, theirs] = [profileOf(format.parameters), profileOf(offered.parameters)];
  if (!own || !theirs || own.slice(0, 4).toLowerCase() === theirs.slice(0, 4).toLowerCase()) return format;
  const parameters = format.parameters.replace(own, theirs.slice(0, 4) + own.slice(4));
  return { ...format, parameters };
}

/** The first of each codec and packetization mode: a browser's dozen would not fit into a datagram. */
export function shortened(formats: readonly PictureFormat[]): PictureFormat[] {
  const kinds = new Map<string, PictureFormat>();
  for (const format of formats) {
    const kind = format.key.split("/").slice(0, 2).join("/");
    if (!kinds.has(kind)) kinds.set(kind, format);
  }
  return [...kinds.values()];
}

/** Whether an end that agreed on `taken` can show what comes in `given`. */
export function canShow(taken: PictureFormat, given: PictureFormat): boolean {
  if (taken.key === given.key) return true;
  // After a transfer the profiles may differ; decoders take more than they name, but not a longer packet format.
  const modeOf = ({ key }: PictureFormat) => key.split("/")[1] ?? "";
  return taken.codec === "H264" && given.codec === "H264" && modeOf(given) <= modeOf(taken);
}
