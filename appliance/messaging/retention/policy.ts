/** For how long things are kept: by the organisation, and shorter where a space's moderators want it. */
import { z } from "zod";
import { type Database, type EventLog, PolicyBook } from "../../platform/index.ts";

/** Whole days; null: for ever. */
const days = z.number().int().min(1).max(36_500).nullable();

export const retentionPolicy = z.strictObject({
  messages: days,
  files: days,
  voicemail: days.default(null),
  /** Call records. */
  calls: days.default(null),
});

export type RetentionPolicy = z.output<typeof retentionPolicy>;

const forEver: RetentionPolicy = { messages: null, files: null, voicemail: null, calls: null };

/** The shorter of two; null is longer than everything. */
export const shorter = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);

export class RetentionPolicyBook extends PolicyBook<RetentionPolicy> {
  constructor(parts: { db: Database; events: EventLog }) {
    super(parts, "retention.policy", retentionPolicy, forEver);
  }
}
