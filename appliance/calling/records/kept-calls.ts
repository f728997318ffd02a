/** What a house that was killed has left on disk of its calls, as the next one reads it. */
import { z } from "zod";
import { isRemains, type Remains } from "../../sip/index.ts";

const time = z.int().nonnegative();
const party = z.object({ personId: z.string().optional(), name: z.string(), number: z.string() });

/** Who waited in no call, or in one that nobody had answered. */
const leftOver = z.object({ ends: z.array(z.custom<Remains>(isRemains)) });

const answered = leftOver.extend({
  caller: party,
  callee: party,
  linkedTo: z.string().nullable(),
  conference: z.string().optional(),
  startedAt: time,
  answeredAt: time,
  setUp: z.number().nonnegative().optional(),
  transports: z.object({ caller: z.string(), callee: z.string() }),
  meter: z.object({ spent: z.number().nonnegative(), price: z.number().nonnegative(), at: time }).optional(),
});

export type KeptParty = z.infer<typeof party>;
export type KeptMeter = z.infer<typeof answered>["meter"];
/** See RunningCall. */
export type KeptCall = z.infer<typeof answered> | z.infer<typeof leftOver>;

/** Of what cannot be read as an answered call its dialogs at least. Throws where these cannot be read either. */
export function readKeptCall(text: string): KeptCall {
  const value: unknown = JSON.parse(text);
  const call = answered.safeParse(value);
  return call.success ? call.data : leftOver.parse(value);
}
