/** What the house says to callers, in one language. A language that lacks a sentence does not compile. */

/** When calls are forwarded. */
export type ForwardCase = "forwardAlways" | "forwardBusy" | "forwardNoAnswer" | "forwardOffline";

/** Numbers come as their digits with spaces between, so that each is said alone. */
export interface Sentences {
  goodbye: string;
  thanks: string;
  nobodyAnswered: string;
  /** At a number elsewhere, before the call is put through. */
  takeCall: string;

  menu: {
    notAChoice: string;
    noSuchNumber: string;
    busy: string;
    enterExtension: string;
    spellName: string;
    nobodyOfThisName: string;
    forName(name: string, key: number): string;
  };

  mailbox: {
    enterPin: string;
    wrongPin: string;
    fresh(count: number): string;
    saved(count: number): string;
    noMore: string;
    deleted: string;
    choices: string;
    /** @param when one of those below */
    from(who: string, when: string): string;
    hiddenNumber: string;
    today(time: string): string;
    yesterday(time: string): string;
    onDay(moment: Date, time: string): string;
    time(hours: number, minutes: number): string;
    full: string;
    greeting(name: string): string;
    greetingOfNobody: string;
  };

  park: {
    at(slot: string): string;
    allTaken: string;
    nothingHeld: string;
    calledInVain: string;
  };

  codes: {
    doNotDisturbOn: string;
    doNotDisturbOff: string;
    forwarded: Readonly<Record<ForwardCase, (number: string) => string>>;
    notForwarded: Readonly<Record<ForwardCase, string>>;
    askNumber: string;
    cannotBeCalled: string;
  };

  line: { isPrivate: string; isOpen: string };

  lost: { toThem: string; toTheOther: string };

  /** To the front desk, when somebody has called for help. @param who name and extension, or the extension alone */
  emergencyCall: { called(who: string, number: string): string; acknowledge: string };

  emergencyTest: {
    shown(number: string): string;
    shownByProvider: string;
    address(address: string): string;
    /** No voice has its letters. @param numbers those in it, each digit alone; empty: it has none */
    unreadable(numbers: string): string;
    noAddress: string;
  };

  /** Before a limit of money or minutes ends a call. */
  limit: { withinAMinute: string; inAFewSeconds: string };
}

/** "701" as "7 0 1". */
export const spelled = (number: string): string => number.replaceAll(/\d/g, "$& ").trim();

/** An address as it is read: numbers of that many digits and more, and those that begin with a nought, digit by digit. */
export const addressSpelled = (address: string, from: number): string =>
  address.replaceAll(/\d+/g, (digits) =>
    digits.length >= from || digits.startsWith("0") ? spelled(digits) : digits,
  );

/** One of the forms that the language has for this many. */
export function counting(tag: string): (count: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(tag);
  return (count, forms) => (count === 0 && forms.none) || (forms[rules.select(count)] ?? forms.other);
}
type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule | "none", string>> & { other: string }>;

/** "Thursday, 26 November". */
export const dayIn = (tag: string, moment: Date): string =>
  moment.toLocaleDateString(tag, { weekday: "long", day: "numeric", month: "long" });

/** 14:05 where its digits are read as a time. */
export const clockTime = (hours: number, minutes: number): string =>
  `${hours}:${String(minutes).padStart(2, "0")}`;
