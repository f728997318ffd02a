/** Pages of administration in their order, and what can be begun on them: the palette offers both. */

import type { Role } from "../../appliance/people/index.ts";

/** By what they are about; the overview stands before them. */
export const administrationGroups = {
  organisation: ["people", "guests"],
  telephony: ["devices", "places", "trunks", "groups", "dialling", "spending", "hold", "calls"],
  messaging: ["messages", "care", "retention"],
  system: ["mail", "jobs", "protection", "health"],
} as const;

export type AdministrationGroup = keyof typeof administrationGroups;

export const administrationPages = ["overview", ...Object.values(administrationGroups).flat()] as const;

export type AdministrationPage = (typeof administrationPages)[number];

/** Where support looks; the appliance refuses it the others. */
const supportPages: ReadonlySet<AdministrationPage> = new Set<AdministrationPage>([
  "overview",
  "devices",
  "calls",
  "care",
  "mail",
  "jobs",
  "protection",
  "health",
]);

export const isOpenTo = (role: Role, page: AdministrationPage): boolean =>
  role === "administrator" || (role === "support" && supportPages.has(page));

/** Undefined for the overview. */
export const groupOf = (page: AdministrationPage): AdministrationGroup | undefined =>
  (Object.keys(administrationGroups) as AdministrationGroup[]).find((group) =>
    (administrationGroups[group] as readonly AdministrationPage[]).includes(page),
  );

/** Each by the text of its button, which is its name on the command bus too. */
export const administrationActions = {
  "admin.invite": "people",
  "import.action": "people",
  "places.add": "places",
  "telephony.trunks.add": "trunks",
  "telephony.locations.add": "trunks",
  "telephony.numbers.add": "trunks",
  "telephony.domains.add": "trunks",
  "telephony.routes.add": "trunks",
  "telephony.groups.add": "groups",
  "telephony.lines.add": "groups",
  "telephony.menus.add": "groups",
  "care.desk.add": "care",
} as const satisfies Record<string, AdministrationPage>;

export type AdministrationAction = keyof typeof administrationActions;
