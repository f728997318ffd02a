/** Search filters (RFC 4511 §4.5.1.7), and whether an entry matches one. */
import { SearchFilter } from "ldapts";
import { attributeCalled, comparable } from "./attributes.ts";
import { type Elements, NoLdap } from "./elements.ts";
import type { DirectoryEntry } from "./entries.ts";

export type Filter =
  | { kind: "and" | "or"; parts: readonly Filter[] }
  | { kind: "not"; part: Filter }
  | { kind: "present"; attribute: string }
  | { kind: "equal" | "atLeast" | "atMost"; attribute: string; value: string }
  | { kind: "substrings"; attribute: string; initial: string; within: readonly string[]; final: string }
  /** Is neither true nor false of anything: a rule or an attribute that is not known here. */
  | { kind: "unknown" };

/** Deeper and longer ones no telephone sends; they would be costly beside ten thousand entries. */
const deepest = 8;
const mostParts = 32;

/** Tags of the pieces of a substring (RFC 4511 §4.5.1.7.2). */
const [initial, any, final] = [0x80, 0x81, 0x82];

/** Throws NoLdap. */
export function readFilter(elements: Elements): Filter {
  const budget = { parts: mostParts };
  return read(elements, 1, budget);
}

function read(elements: Elements, depth: number, budget: { parts: number }): Filter {
  if (depth > deepest || budget.parts-- <= 0) throw new NoLdap("a filter of too many parts");
  const { tag } = elements;
  const parts = (set: Elements) => set.each((one) => read(one, depth + 1, budget));
  switch (tag) {
    case SearchFilter.and:
      return { kind: "and", parts: parts(elements.within(tag)) };
    case SearchFilter.or:
      return { kind: "or", parts: parts(elements.within(tag)) };
    case SearchFilter.not: {
      const inside = elements.within(tag);
      const part = read(inside, depth + 1, budget);
      inside.end();
      return { kind: "not", part };
    }
    case SearchFilter.present:
      return { kind: "present", attribute: elements.text(tag) };
    case SearchFilter.substrings:
      return readSubstrings(elements.within(tag), budget);
    case SearchFilter.equalityMatch:
    case SearchFilter.approxMatch:
      return { kind: "equal", ...readAssertion(elements.within(tag)) };
    case SearchFilter.greaterOrEqual:
      return { kind: "atLeast", ...readAssertion(elements.within(tag)) };
    case SearchFilter.lessOrEqual:
      return { kind: "atMost", ...readAssertion(elements.within(tag)) };
    case SearchFilter.extensibleMatch:
      elements.octets(tag);
      return { kind: "unknown" };
    default:
      throw new NoLdap("no filter");
  }
}

function readAssertion(assertion: Elements): { attribute: string; value: string } {
  const attribute = assertion.text();
  const value = comparable(attribute, assertion.text());
  assertion.end();
  return { attribute, value };
}

function readSubstrings(substrings: Elements, budget: { parts: number }): Filter {
  const attribute = substrings.text();
  const pieces = substrings.within().each((piece) => {
    const { tag = 0 } = piece;
    if (budget.parts-- <= 0) throw new NoLdap("a filter of too many parts");
    return { tag, text: comparable(attribute, piece.text(tag)) };
  });
  substrings.end();
  const inOrder = pieces.every(
    ({ tag }, at) =>
      tag === any || (tag === initial && at === 0) || (tag === final && at === pieces.length - 1),
  );
  if (pieces.length === 0 || !inOrder) throw new NoLdap("no substrings");
  const only = (wanted: number) => pieces.filter(({ tag }) => tag === wanted).map(({ text }) => text);
  return {
    kind: "substrings",
    attribute,
    initial: only(initial).join(""),
    within: only(any),
    final: only(final).join(""),
  };
}

/** Of three values, as RFC 4511 has it: undefined where an attribute is not known. */
export function matches(filter: Filter, entry: DirectoryEntry): boolean | undefined {
  switch (filter.kind) {
    case "and":
      return joined(filter.parts, entry, false);
    case "or":
      return joined(filter.parts, entry, true);
    case "not":
      return negated(matches(filter.part, entry));
    case "unknown":
      return undefined;
    default: {
      const attribute = attributeCalled(filter.attribute);
      if (!attribute) return undefined;
      const values = entry.comparable.get(attribute) ?? [];
      return values.some((value) => holds(filter, value));
    }
  }
}

const negated = (truth: boolean | undefined) => (truth === undefined ? undefined : !truth);

/** @param decides the truth of a part that is the truth of the whole: false in an "and", true in an "or" */
function joined(parts: readonly Filter[], entry: DirectoryEntry, decides: boolean): boolean | undefined {
  let truth: boolean | undefined = !decides;
  for (const part of parts) {
    const one = matches(part, entry);
    if (one === decides) return decides;
    if (one === undefined) truth = undefined;
  }
  return truth;
}

function holds(filter: Extract<Filter, { attribute: string }>, value: string): boolean {
  switch (filter.kind) {
    case "present":
      return true;
    case "equal":
      return value === filter.value;
    case "atLeast":
      return value >= filter.value;
    case "atMost":
      return value <= filter.value;
    case "substrings":
      return holdsPieces(filter, value);
  }
}

/** One piece after the other, none of them in another. */
function holdsPieces(
  { initial, within, final }: Extract<Filter, { kind: "substrings" }>,
  value: string,
): boolean {
  if (!value.startsWith(initial)) return false;
  let at = initial.length;
  for (const piece of within) {
    const found = value.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return value.length - at >= final.length && value.endsWith(final);
}
