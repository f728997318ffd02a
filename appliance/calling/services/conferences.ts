/** Calls that are put together (CA-16): what becomes of those who stay when whoever did so leaves. */
import { z } from "zod";
import { PolicyBook } from "../../platform/index.ts";

export const conferencePolicySchema = z.strictObject({
  /** When the one who put the calls together leaves: the others speak on, or everybody is hung up. */
  hostLeaves: z.enum(["others-stay", "all-end"]),
});

export type ConferencePolicy = z.output<typeof conferencePolicySchema>;

export class Conferences {
  readonly #book: PolicyBook<ConferencePolicy>;

  constructor(stores: ConstructorParameters<typeof PolicyBook>[0]) {
    this.#book = new PolicyBook(stores, "calling.conferences", conferencePolicySchema, {
      hostLeaves: "others-stay",
    });
  }

  get policy(): ConferencePolicy {
    return this.#book.policy;
  }

  /** @param by id of the administrator */
  change(policy: ConferencePolicy, by: string): Promise<void> {
    return this.#book.change(policy, by);
  }
}
