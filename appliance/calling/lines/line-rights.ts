/** Who may see what a person's line does, and who may answer in their place. */
import { z } from "zod";
import { PolicyBook } from "../../platform/index.ts";

export const lineRightsSchema = z.strictObject({
  /** Whether a line is free, rings or is busy: for all colleagues, or for those alone who may also answer it. */
  watching: z.enum(["colleagues", "allowed"]),
  /** Calls that ring for somebody: for all colleagues, or for those of their groups and lines and whom they allow. */
  answering: z.enum(["colleagues", "allowed"]),
});

export type LineRightsPolicy = z.output<typeof lineRightsSchema>;

const usual: LineRightsPolicy = { watching: "colleagues", answering: "allowed" };

export class LineRights {
  readonly #book: PolicyBook<LineRightsPolicy>;
  readonly #parts: {
    /** People who are in a hunt group with this one, or share a line. */
    colleaguesOf(personId: string): ReadonlySet<string>;
    /** Whom the owner of a line, or an administrator, allows to answer it. */
    allowedBy(personId: string): readonly string[];
  };

  constructor(
    stores: ConstructorParameters<typeof PolicyBook>[0],
    parts: {
      colleaguesOf(personId: string): ReadonlySet<string>;
      allowedBy(personId: string): readonly string[];
    },
  ) {
    this.#book = new PolicyBook(stores, "calling.line-rights", lineRightsSchema, usual);
    this.#parts = parts;
  }

  get policy(): LineRightsPolicy {
    return this.#book.policy;
  }

  /** @param by id of the administrator */
  change(policy: LineRightsPolicy, by: string): Promise<void> {
    return this.#book.change(policy, by);
  }

  /** Whether this person may see whether the owner's line is free. */
  mayWatch(personId: string, owner: string): boolean {
    return this.policy.watching === "colleagues" || this.isTrusted(personId, owner);
  }

  /** Whether this person may answer a call that rings for the owner. */
  mayAnswer(personId: string, owner: string): boolean {
    return this.policy.answering === "colleagues" || this.isTrusted(personId, owner);
  }

  /** Whether they also see with whom the owner speaks. */
  isTrusted(personId: string, owner: string): boolean {
    if (personId === owner) return true;
    return this.#parts.allowedBy(owner).includes(personId) || this.#parts.colleaguesOf(owner).has(personId);
  }
}
