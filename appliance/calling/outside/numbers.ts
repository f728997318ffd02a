/** Numbers as people dial them, and what they are in the public network (E.164). Pure. */
import { foreignAreas, isPriced, numberLengths } from "./countries.ts";

export interface DialRules {
  /** Without the plus. */
  countryCode: string;
  nationalPrefix: string;
  internationalPrefix: string;
  /** Before any number outside; empty: nothing. */
  outsidePrefix: string;
  emergencyNumbers: readonly string[];
  /** Short numbers of the country's network that are no E.164 numbers, as 311 and 116117. */
  serviceNumbers: readonly string[];
}

/** Digits that a keypad or a contact means; undefined for what is no telephone number. */
const digitsOf = (dialled: string): string | undefined => {
  const digits = dialled.replaceAll(/[\s().\-/]/g, "");
  return /^\+?\d{2,20}$/.test(digits) ? digits : undefined;
};

/** The whole number, with its plus; undefined for what can only be inside, or is nothing. */
export function toE164(dialled: string, rules: DialRules): string | undefined {
  const digits = digitsOf(dialled);
  if (digits === undefined) return undefined;
  if (digits.startsWith("+")) return checked(digits.slice(1));
  const { outsidePrefix } = rules;
  const after = outsidePrefix !== "" && digits.startsWith(outsidePrefix);
  // Who leaves the prefix out may mean a number that begins like it.
  return (after ? whole(digits.slice(outsidePrefix.length), rules) : undefined) ?? whole(digits, rules);
}

function whole(digits: string, rules: DialRules): string | undefined {
  const { internationalPrefix, nationalPrefix, countryCode } = rules;
  if (digits.startsWith(internationalPrefix)) return checked(digits.slice(internationalPrefix.length));
  const prefixed = nationalPrefix !== "" && digits.startsWith(nationalPrefix);
  const national = prefixed ? digits.slice(nationalPrefix.length) : digits;
  const known = numberLengths[countryCode];
  const [least, most] = known ?? [prefixed ? 1 : usualLength, 15];
  return national.length >= least && national.length <= most ? checked(countryCode + national) : undefined;
}

/** What is shorter, and has no trunk prefix, is a number of the same place in most countries: nobody knows whose. */
const usualLength = 10;

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

/** The short number that is meant, with or without the prefix for calls outside; undefined for any other. */
export function serviceNumber(dialled: string, rules: DialRules): string | undefined {
  const digits = digitsOf(dialled);
  if (digits === undefined) return undefined;
  return rules.serviceNumbers.find((number) => digits === number || digits === rules.outsidePrefix + number);
}

/** What a number outside is called on the way there: a whole number, or a short one; undefined for what is neither. */
export const outsideNumber = (dialled: string, rules: DialRules): string | undefined =>
  serviceNumber(dialled, rules) ?? toE164(dialled, rules);

/** Reads back the numbers and the location that an emergency call would use, and calls nobody. */
export const isDryRun = (dialled: string): boolean => digitsOf(dialled) === "933";

export type NumberClass = "national" | "international";

/** By the whole number, so that no way of dialling it makes it another (CA-27); service numbers are the country's own. */
export function classOf(number: string, { countryCode }: DialRules): NumberClass {
  if (!number.startsWith("+")) return "national";
  if (!number.startsWith(`+${countryCode}`) || isPriced(number.slice(1), countryCode)) return "international";
  return countryCode === "1" && foreignAreas.has(number.slice(2, 5)) ? "international" : "national";
}

/** Where a number belongs, short ones of the network included. */
export const kindOf = (number: string, rules: DialRules): NumberClass | "service" =>
  number.startsWith("+") ? classOf(number, rules) : "service";

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
  if (digits.startsWith("1") && (foreignAreas.has(digits.slice(1, 4)) || isPriced(digits, "1")))
    return digits.slice(0, 4);
  if (digits.startsWith("1") || digits.startsWith("7")) return digits.slice(0, 1);
  return twoDigitCodes.has(digits.slice(0, 2)) ? digits.slice(0, 2) : digits.slice(0, 3);
}
