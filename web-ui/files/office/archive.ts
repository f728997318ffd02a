/**
 * The parts of an Office file (ECMA-376 part 2: a ZIP), unpacked in bounds: what claims to be larger than it may
 * be is left where it is, and nothing is written beyond the size that was claimed.
 */
import { strFromU8, unzipSync } from "fflate";
import { TooMuch } from "../too-much.ts";

/** Bytes of one unpacked part, and of all that are taken out together: against archives that unpack to much more. */
const largestPart = 20 * 1024 * 1024;
const largestTogether = 200 * 1024 * 1024;
/** Parts of one file, wanted or not. */
const mostParts = 10_000;

export type Parts = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** The parts whose names are wanted. Throws TooMuch, and others on what is no ZIP, or a broken one. */
export function unpack(bytes: Uint8Array, wanted: (name: string) => boolean): Parts {
  let together = 0;
  let count = 0;
  const filter = ({ name, originalSize }: { name: string; originalSize: number }) => {
    if (++count > mostParts) throw new TooMuch();
    if (!wanted(name) || originalSize > largestPart) return false;
    together += originalSize;
    if (together > largestTogether) throw new TooMuch();
    return true;
  };
  return new Map(Object.entries(unzipSync(bytes, { filter })));
}

/** The part's text; undefined where there is no such part. */
export function textOf(parts: Parts, name: string): string | undefined {
  const part = parts.get(name);
  return part && strFromU8(part).replace(/^\ufeff/, "");
}
