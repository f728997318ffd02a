/** A link's preview inside a message: made by its author's client, read without asking anybody. */

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

/** What somebody's client put into a message, checked: undefined for what is no preview. */
export function linkOf(value: unknown): LinkContent | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { url, title, description, site, picture } = value as Record<string, unknown>;
  if (!isText(url, 2000) || !isText(title, 300) || !isText(description, 400) || !isText(site, 100)) return;
  if (title === "" || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return undefined;
  const link = { url, title, description, site };
  if (typeof picture !== "object" || picture === null) return link;
  const { data, width, height } = picture as Record<string, unknown>;
  const shown = isText(data, longestPicture) && /^[A-Za-z0-9+/]+=*$/.test(data);
  return shown && isSize(width) && isSize(height) ? { ...link, picture: { data, width, height } } : link;
}
