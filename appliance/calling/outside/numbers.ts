/** Numbers as people dial them, and what they are in the public network (E.164). Pure. */

export interface DialRules {
  /** Without the plus. */
  countryCode: string;
  nationalPrefix: string;
  internationalPrefix: string;
  /** Before any number outside; empty: nothing. */
  outsidePrefix: string;
  emergencyNumbers: readonly string[];
}

/** Digits that a keypad or a contact means; undefined for what is no telephone number. */
const digitsOf = (dialled: string): string | undefined => {
  const digits = dialled.replaceAll(/[\s().\-/]/g, "");
  return /^\+?\d{2,20}$/.test(digits) ? digits : undefined;
};

/** The whole number, with its plus; undefined for what can only be inside, or is nothing. */
export function toE164(dialled: string, rules: DialRules): string | undefined {
  let digits = digitsOf(dialled);
  if (digits === undefined) return undefined;
  if (digits.startsWith("+")) return checked(digits.slice(1));
  if (rules.outsidePrefix !== "" && digits.startsWith(rules.outsidePrefix))
    digits = digits.slice(rules.outsidePrefix.length);
  if (digits.startsWith(rules.internationalPrefix))
    return checked(digits.slice(rules.internationalPrefix.length));
  if (rules.nationalPrefix !== "" && digits.startsWith(rules.nationalPrefix))
    return checked(rules.countryCode + digits.slice(rules.nationalPrefix.length));
  return digits.length >= 10 ? checked(rules.countryCode + digits) : undefined;
}

const checked = (digits: string): string | undefined =>
  /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : undefined;

/**
 * The emergency number that is meant, whatever is dialled before it (47 CFR 9.16: no prefix may be needed, and
 * none may be in the way).
 */
export function emergencyNumber(dialled: string, rules: DialRules): string | undefined {
  const digits = digitsOf(dialled);
  if (digits === undefined) return undefined;
  const prefixes = ["", rules.outsidePrefix, "9", "0"];
  return rules.emergencyNumbers.find(
    (number) => digits.endsWith(number) && prefixes.includes(digits.slice(0, -number.length)),
  );
}

/** Reads back the numbers and the location that an emergency call would use, and calls nobody. */
export const isDryRun = (dialled: string): boolean => digitsOf(dialled) === "933";

export type NumberClass = "national" | "international";

/** Area codes under +1 that are other countries', and 900, where the called sets the price (NANPA). */
const foreignAreas = new Set(
  "242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876 900".split(" "),
);

/** By the whole number, so that no way of dialling it makes it another (CA-27). */
export function classOf(number: string, { countryCode }: DialRules): NumberClass {
  if (!number.startsWith(`+${countryCode}`)) return "international";
  return countryCode === "1" && foreignAreas.has(number.slice(2, 5)) ? "international" : "national";
}

const twoDigitCodes = new Set(
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  ),
);

/**
 * The country code of a whole number (ITU-T E.164 Annex), without the plus; with the area code for the other
 * countries, and the priced numbers, under +1.
 */
export function countryOf(number: string): string {
  const digits = number.slice(1);
  if (digits.startsWith("1") && foreignAreas.has(digits.slice(1, 4))) return digits.slice(0, 4);
  if (digits.startsWith("1") || digits.startsWith("7")) return digits.slice(0, 1);
  return twoDigitCodes.has(digits.slice(0, 2)) ? digits.slice(0, 2) : digits.slice(0, 3);
}
