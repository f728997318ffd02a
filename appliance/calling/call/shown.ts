import type { PhoneText, WordingFor } from "../../platform/index.ts";

/** What this person's telephone shows: octets of UTF-8, as SIP is written (RFC 3261 §7). */
export const shownTo = (wordingFor: WordingFor, personId: string | undefined, text: PhoneText): string =>
  Buffer.from(wordingFor(personId).say(text), "utf8").toString("latin1");
