/** A link's preview inside a message: made by its author's client, read without asking anybody. */

import { jpegSize } from "./jpeg-size.ts";

/** As it stands inside the ciphertext. */
export interface LinkContent {
  url: string;
  title: string;
  description: string;
  /** What the page calls its site; who reads sees the real host beside it. */
  site: string;
  /** A small JPEG, base64. */
  picture?: { data: string; width: number; height: number };
}

/** base64 characters: a message holds 64 KiB in all. */
export const longestPicture = 20_000;
const address = /https?:\/\/[^\s<>"'`\])]+/gi;
/** At its end they belong to the sentence. */
const punctuation = /[.,;:!?*_~]+$/;

/** The first address of another site in a text; undefined where there is none. */
export function linkIn(text: string, origin: string): string | undefined {
  const found = [...text.matchAll(address)].map(([whole]) => whole.replace(punctuation, ""));
  return found.find((url) => URL.canParse(url) && new URL(url).origin !== origin);
}

const isText = (value: unknown, most: number): value is string =>
  typeof value === "string" && value.length <= most;
const isSize = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 1000;

/** Without what turns, hides or breaks the text around it, as the appliance cleans the words of pages. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();

/** What somebody's client put into a message, checked: undefined for what is no preview. */
export function linkOf(value: unknown): LinkContent | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { url, title, description, site, picture } = value as Record<string, unknown>;
  if (!isText(url, 2000) || !isText(title, 300) || !isText(description, 400) || !isText(site, 100)) return;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return undefined;
  const link = { url, title: oneLine(title), description: oneLine(description), site: oneLine(site) };
  if (link.title === "") return undefined;
  const shown = pictureOf(picture);
  return shown ? { ...link, picture: shown } : link;
}

/** Undefined where the JPEG is not of the size that is stated: decoded, a few bytes can be a thousand megabytes. */
function pictureOf(value: unknown): LinkContent["picture"] {
  if (typeof value !== "object" || value === null) return undefined;
  const { data, width, height } = value as Record<string, unknown>;
  if (!isText(data, longestPicture) || !isSize(width) || !isSize(height)) return undefined;
  const bytes = bytesOf(data);
  const real = bytes && jpegSize(bytes);
  return real?.width === width && real.height === height ? { data, width, height } : undefined;
}

/** Undefined for what is no base64. */
function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined; // the words stand alone
  }
}
