/** What hours of the week are edited with: those of menus, and those of numbers elsewhere. */
export const enHours = {
  "telephony.menu.hours.add": "Add hours",
  "telephony.menu.hours.remove": "Remove these hours",
  "telephony.menu.from": "From",
  "telephony.menu.to": "until",
} as const;
