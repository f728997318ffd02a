/** Whether there are guests, from which domains, and for how long: the administrator's choice. */
import { z } from "zod";
import { type Database, type EventLog, PolicyBook, says } from "../platform/index.ts";

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/, says("domain"));

export const guestPolicy = z.strictObject({
  allowed: z.boolean(),
  /** Whether `domains` are those that may come, or those that may not. */
  mode: z.enum(["only", "except"]),
  domains: z.array(domain).max(500),
  /** For how many days an invitation and each prolongation last. */
  days: z.number().int().min(1).max(730),
});

export type GuestPolicy = z.output<typeof guestPolicy>;

const usual: GuestPolicy = { allowed: true, mode: "except", domains: [], days: 90 };

export class GuestPolicyBook extends PolicyBook<GuestPolicy> {
  constructor(parts: { db: Database; events: EventLog }) {
    super(parts, "guests.policy", guestPolicy, usual);
  }

  /** Whether guests with this address may come; a domain stands for those below it too. */
  allows(email: string): boolean {
    const { allowed, mode, domains } = this.policy;
    const host = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
    const named = domains.some((one) => host === one || host.endsWith(`.${one}`));
    return allowed && named === (mode === "only");
  }
}
