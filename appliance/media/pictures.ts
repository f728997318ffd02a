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

/** Whether an end that agreed on `taken` can show what comes in `given`. */
export function canShow(taken: PictureFormat, given: PictureFormat): boolean {
  if (taken.key === given.key) return true;
  // After a transfer the profiles may differ; decoders take more than they name, but not a longer packet format.
  const modeOf = ({ key }: PictureFormat) => key.split("/")[1] ?? "";
  return taken.codec === "H264" && given.codec === "H264" && modeOf(given) <= modeOf(taken);
}
