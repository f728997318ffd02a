/** Pages of administration in their order, and what can be begun on them: the palette offers both. */

export const administrationPages = [
  "overview",
  "people",
  "guests",
  "devices",
  "places",
  "calls",
  "telephony",
  "care",
  "messages",
  "retention",
  "mail",
  "jobs",
  "protection",
  "health",
] as const;

export type AdministrationPage = (typeof administrationPages)[number];

/** Each by the text of its button, which is its name on the command bus too. */
export const administrationActions = {
  "admin.invite": "people",
  "import.action": "people",
  "places.add": "places",
  "telephony.trunks.add": "telephony",
  "telephony.numbers.add": "telephony",
  "telephony.domains.add": "telephony",
  "telephony.routes.add": "telephony",
  "telephony.groups.add": "telephony",
  "telephony.lines.add": "telephony",
  "telephony.menus.add": "telephony",
  "care.desk.add": "care",
} as const satisfies Record<string, AdministrationPage>;

export type AdministrationAction = keyof typeof administrationActions;
