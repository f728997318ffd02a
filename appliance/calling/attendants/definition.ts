/** What an auto attendant says and does (CA-19): menus, hours, holidays. Data, so that it can be drawn and tried. */
import { z } from "zod";
import { says, wallMoment } from "../../platform/index.ts";
import { spokenLanguage } from "../prompts/voices.ts";
import { dialString } from "../routing/dial-string.ts";
import { isOpen, weekHours } from "../routing/hours.ts";

const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, says("day"));

const action = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("dial"), number: dialString }),
  z.object({ kind: z.literal("menu"), menu: z.string().min(1).max(40) }),
  /** The caller types an extension. */
  z.object({ kind: z.literal("extension") }),
  /** The caller spells a name on the keypad. */
  z.object({ kind: z.literal("name") }),
  z.object({ kind: z.literal("repeat") }),
  z.object({ kind: z.literal("hang-up") }),
]);
export type AttendantAction = z.output<typeof action>;

export const menuKeys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"] as const;

const menu = z.object({
  /** What it is called where it is drawn; callers do not hear it. */
  title: z.string().trim().max(40).optional(),
  /** Spoken, unless a prompt was recorded for it. */
  text: z.string().trim().min(1).max(1000),
  keys: z
    .array(z.object({ key: z.enum(menuKeys), action }))
    .max(menuKeys.length)
    .refine((keys) => new Set(keys.map(({ key }) => key)).size === keys.length, says("key-twice")),
  /** When nothing is pressed, after it was said three times. */
  otherwise: action.default({ kind: "hang-up" }),
});
export type AttendantMenu = z.output<typeof menu>;

export const attendantDefinition = z
  .object({
    /** Of what its menus say, and of what the house says at them; left out: the organisation's. */
    language: spokenLanguage.optional(),
    /** Empty: always open. */
    hours: weekHours.default([]),
    holidays: z.array(day).max(100).default([]),
    /** The menu that callers hear in hours, and the one outside of them. */
    open: z.string().min(1).max(40).default("main"),
    closed: z.string().min(1).max(40).default("closed"),
    menus: z.record(z.string().min(1).max(40), menu),
  })
  .superRefine(({ open, closed, hours, holidays, menus }, context) => {
    const missing = (name: string) =>
      context.addIssue({ code: "custom", path: ["menus"], message: says("menu-missing", { name }) });
    if (!menus[open]) missing(open);
    if ((hours.length > 0 || holidays.length > 0) && !menus[closed]) missing(closed);
    for (const { keys, otherwise } of Object.values(menus))
      for (const chosen of [...keys.map((each) => each.action), otherwise])
        if (chosen.kind === "menu" && !menus[chosen.menu]) missing(chosen.menu);
  });
export type AttendantDefinition = z.output<typeof attendantDefinition>;

/** The menu that callers hear at this moment, in the box's own time. @param at milliseconds since the epoch */
export function menuAt({ hours, holidays, open, closed }: AttendantDefinition, at: number): string {
  const moment = wallMoment(at, undefined);
  return !holidays.includes(moment.date) && isOpen(hours, moment) ? open : closed;
}
