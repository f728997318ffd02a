/** What can be wrong with a field of a request: codes with parameters, which the app says in its reader's language. */
import type { z } from "zod";

/** Codes and what parameters each has, in English for whoever calls without the app. */
const table = {
  "area-code": "A country code as 49.",
  certificate: "A certificate in PEM form.",
  choice: "This is none of the choices.",
  "contact-address": "As in mailto:it@example.org or https://example.org.",
  country: "A country in two letters, as DE.",
  currency: "A currency as EUR.",
  day: "A day as 2026-12-24.",
  "destination-twice": "A destination has one price.",
  "dial-string": "A number or an address.",
  digits: "{least} to {most} digits.",
  "digits-most": "At most {most} digits.",
  domain: "A domain as example.com.",
  email: "An e-mail address as maria@example.org.",
  empty: "It cannot be empty.",
  few: "At least {least} entries.",
  form: "“{field}” is not in the right format.",
  host: "A host or an address.",
  "host-and-port": "A host, as in wiki.example.org or wiki.lan:8080.",
  "ip-address": "An IP address as 192.0.2.1.",
  "key-twice": "A key does one thing.",
  kind: "“{field}” is of another kind than it should be.",
  language: "A language, as in en or pt-BR.",
  large: "At most {most}.",
  long: "At most {most} characters.",
  "mail-clear": "The password would travel in the clear: choose STARTTLS or TLS.",
  "mail-from": "Name the address that e-mails come from.",
  "mail-host": "Name the server that takes e-mails.",
  "mail-password": "A user comes with a password.",
  "mail-password-again": "This is another server or user: enter the password again.",
  many: "At most {most} entries.",
  "menu-missing": "There is no menu “{name}”.",
  missing: "“{field}” is missing.",
  network: "An address or a network, as 10.1.0.0/16.",
  "no-bytes": "The file holds nothing.",
  "number-beginning": "The beginning of a number as +33.",
  "phone-number": "A telephone number.",
  reason: "Say why, so that others understand the hold.",
  short: "At least {least} characters.",
  small: "At least {least}.",
  time: "A time as 08:30.",
  "time-zone": "A time zone as Europe/Berlin.",
  "title-without-key": "A title comes with its key.",
  unknown: "There is no such field: {names}.",
  "which-notices": "Say which.",
  "whole-number": "A number as +14155550100.",
  whole: "A whole number.",
} as const;

export type FieldProblemCode = keyof typeof table;
export const fieldProblemCodes = Object.keys(table) as FieldProblemCode[];
type Values = Readonly<Record<string, string | number>>;

/** One wrong field. `field` is its path, with dots; empty where the whole is meant. */
export interface FieldProblem {
  field: string;
  code: FieldProblemCode;
  values: Values;
  /** The same in English. */
  problem: string;
}

export const fieldProblem = (field: string, code: FieldProblemCode, values: Values = {}): FieldProblem => ({
  field,
  code,
  values,
  problem: table[code].replace(/\{(\w+)\}/g, (_, name: string) => String({ field, ...values }[name] ?? "")),
});

/** What a schema says when a check of its own fails: zod has only a text for it, so that one holds the code. */
export const says = (code: FieldProblemCode, values: Values = {}): string => JSON.stringify([code, values]);

function said(message: string): [FieldProblemCode, Values] | undefined {
  if (!message.startsWith('["')) return undefined;
  const [code, values] = JSON.parse(message) as [FieldProblemCode, Values];
  return [code, values];
}

/** What zod found, as the app can say it. */
export function problemOf(issue: z.core.$ZodIssue): FieldProblem {
  const [code, values] = said(issue.message) ?? kindOf(issue);
  return fieldProblem(issue.path.map(String).join("."), code, values);
}

/** For checks that are zod's own. */
function kindOf(issue: z.core.$ZodIssue): [FieldProblemCode, Values] {
  switch (issue.code) {
    case "invalid_type":
      if (issue.message.endsWith("received undefined")) return ["missing", {}]; // zod says so in its text alone
      return [issue.expected === "int" ? "whole" : "kind", {}];
    case "too_small":
      return tooSmall(issue.origin, Number(issue.minimum));
    case "too_big":
      return [sizeCodes(issue.origin)[1], { most: Number(issue.maximum) }];
    case "invalid_format":
      return [issue.format === "email" ? "email" : "form", {}];
    case "invalid_value":
      return ["choice", {}];
    case "unrecognized_keys":
      return ["unknown", { names: issue.keys.join(", ") }];
    default:
      return ["form", {}];
  }
}

function tooSmall(origin: string, least: number): [FieldProblemCode, Values] {
  if (least === 1 && !isNumber(origin)) return ["empty", {}];
  return [sizeCodes(origin)[0], { least }];
}

const isNumber = (origin: string) => ["number", "int", "bigint", "date"].includes(origin);

function sizeCodes(origin: string): [FieldProblemCode, FieldProblemCode] {
  if (isNumber(origin)) return ["small", "large"];
  return origin === "string" ? ["short", "long"] : ["few", "many"];
}
