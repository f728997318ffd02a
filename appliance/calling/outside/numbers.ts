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
  const prefixes = new Set(["", rules.outsidePrefix, "9", "0"]);
  return rules.emergencyNumbers.find((number) => [...prefixes].some((prefix) => digits === prefix + number));
}

/** Reads back the numbers and the location that an emergency call would use, and calls nobody. */
export const isDryRun = (dialled: string): boolean => digitsOf(dialled) === "933";

export type NumberClass = "national" | "international";

/** By the whole number, so that no way of dialling it makes it another (CA-27). */
export const classOf = (number: string, rules: DialRules): NumberClass =>
  number.startsWith(`+${rules.countryCode}`) ? "national" : "international";
