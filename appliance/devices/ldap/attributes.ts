/** The attributes of the directory: those of inetOrgPerson (RFC 2798) that telephones ask for. */
import { folded } from "../phonebook/entries.ts";

export const attributes = [
  "objectClass",
  "cn",
  "displayName",
  "sn",
  "givenName",
  "telephoneNumber",
  "mobile",
  "homePhone",
  "mail",
] as const;
export type Attribute = (typeof attributes)[number];

/** Attributes have other names (RFC 4519), and no case. */
const byName = new Map<string, Attribute>([
  ...attributes.map((name) => [name.toLowerCase(), name] as const),
  ["commonname", "cn"],
  ["surname", "sn"],
  ["gn", "givenName"],
  ["mobiletelephonenumber", "mobile"],
  ["hometelephonenumber", "homePhone"],
  ["rfc822mailbox", "mail"],
]);

/** Undefined for one that the directory does not have. */
export const attributeCalled = (name: string): Attribute | undefined => byName.get(name.toLowerCase());

const numbers: ReadonlySet<Attribute | undefined> = new Set(["telephoneNumber", "mobile", "homePhone"]);

/** A value as it is compared: without case and accents; a number without what divides its digits (RFC 4517 §4.2.29). */
export const comparable = (attribute: string, value: string): string =>
  numbers.has(attributeCalled(attribute)) ? value.replaceAll(/[\s\-().]/g, "") : folded(value);
