/** Which countries may be called, how long and how often (SE-01). */
import { z } from "zod";
import { says } from "../../platform/index.ts";

export const limitsSchema = z.object({
  /** Country codes that may be called besides one's own; null: all. */
  countries: z
    .array(z.string().regex(/^[1-9]\d{0,3}$/, says("area-code")))
    .max(250)
    .nullable(),
  /** How long a person may speak to other countries in a day; null: as long as they like. */
  minutesPerDay: z.number().int().min(1).max(1440).nullable(),
  /** Calls outside that a person may have at once, those of their forwards included. */
  callsAtOnce: z.number().int().min(1).max(100),
  /** So many calls to other countries begun within ten minutes are not a person's doing. */
  burst: z.number().int().min(3).max(1000),
  /** For what administrators set up: keys of menus, and where groups go when nobody answers. */
  house: z
    .object({
      outside: z.enum(["none", "national", "international"]),
      callsAtOnce: z.number().int().min(1).max(1000),
    })
    .default({ outside: "national", callsAtOnce: 20 }),
});
export type Limits = z.output<typeof limitsSchema>;

export const standardLimits: Limits = limitsSchema.parse({
  countries: null,
  minutesPerDay: 240,
  callsAtOnce: 5,
  burst: 15,
});
