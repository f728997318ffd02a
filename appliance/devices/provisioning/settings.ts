/** What a person sets of their telephone: its keys, its screen, its clock and how loud it rings (CA-26). */
import { z } from "zod";
import { says, timeZone } from "../../platform/index.ts";

const number = z
  .string()
  .trim()
  .regex(/^\+?[\d*#][\d*# ().\-/]{0,39}$/, says("phone-number"));
const label = z.string().trim().min(1).max(20);

/** What a line key does; the first key is always the person's line. */
const phoneKey = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("dial"), label, number }),
  /** Shows whether an extension of the house is free, rings or speaks; dials it, or picks up its call. */
  z.strictObject({
    kind: z.literal("watch"),
    label,
    number: z.string().regex(/^\d{2,8}$/, says("digits", { least: 2, most: 8 })),
  }),
]);

export const backlights = ["1m", "5m", "30m", "always"] as const;

export const phoneSettings = z.strictObject({
  /** What stands on its screen. */
  title: z.string().trim().min(1).max(30),
  /** From the second key on. */
  keys: z.array(phoneKey).max(40),
  /** 0 is silent, 15 the loudest. */
  ringVolume: z.number().int().min(0).max(15),
  /** 4 is the darkest, 15 the brightest. */
  brightness: z.number().int().min(4).max(15),
  /** How long the screen is lit after the last key. */
  backlight: z.enum(backlights),
  clock: z.enum(["12", "24"]),
  dates: z.enum(["day/month", "month/day"]),
  timeZone,
});

export type PhoneKey = z.output<typeof phoneKey>;
export type PhoneSettings = z.output<typeof phoneSettings>;

/** Of a telephone that was just set up. */
export const firstSettings = (title: string, zone: string): PhoneSettings => ({
  title: title.slice(0, 30),
  keys: [],
  ringVolume: 9,
  brightness: 15,
  backlight: "5m",
  clock: "24",
  dates: "day/month",
  timeZone: zone,
});
