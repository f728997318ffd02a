/** Menus that are being drawn, to be called before they are saved. */
import { randomInt } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../platform/index.ts";
import { type AttendantDefinition, attendantDefinition } from "./definition.ts";

export const draftSchema = z.object({
  definition: attendantDefinition,
  /** The menu whose recordings are heard; null for one that was never saved. */
  attendant: z.uuid().nullable(),
  /** When it is as if it were called, milliseconds since the epoch; null: now. */
  at: z.number().int().positive().nullable(),
});

interface Draft {
  id: string | undefined;
  name: string;
  definition: AttendantDefinition;
  at: number | undefined;
  until: number;
}

const prefix = "*19";
/** Long enough for a few calls. */
const lasts = 10 * 60_000;
const mostDrafts = 100;

export class Drafts {
  readonly #clock: Clock;
  readonly #byNumber = new Map<string, Draft>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The number at which it answers for ten minutes; for people of the house. */
  open({ definition, attendant, at }: z.output<typeof draftSchema>): string {
    const now = this.#clock.now();
    for (const [number, { until }] of this.#byNumber)
      if (until < now || this.#byNumber.size >= mostDrafts) this.#byNumber.delete(number);
    let number: string;
    do number = `${prefix}${String(randomInt(10_000)).padStart(4, "0")}`;
    while (this.#byNumber.has(number));
    const draft = { id: attendant ?? undefined, name: "Draft", definition, at: at ?? undefined };
    this.#byNumber.set(number, { ...draft, until: now + lasts });
    return number;
  }

  find(dialled: string): Draft | undefined {
    if (!dialled.startsWith(prefix)) return undefined;
    const draft = this.#byNumber.get(dialled);
    return draft && draft.until >= this.#clock.now() ? draft : undefined;
  }
}
