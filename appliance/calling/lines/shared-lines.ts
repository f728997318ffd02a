/** Shared lines (CA-17): a number with a name that several people answer, and call as. */
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Database, EventLog } from "../../platform/index.ts";
import { type ConfigurationWriter, configurationWriter } from "../configuration-change.ts";
import { callingErrors } from "../errors.ts";
import { insideNumber } from "../groups/groups.ts";
import type { RoutedGroup } from "../routing/routing.ts";
import { sharedLines } from "../schema.ts";

export type SharedLine = typeof sharedLines.$inferSelect;

export const sharedLineSchema = z.object({
  name: z.string().trim().min(1).max(60),
  number: insideNumber,
  /** Seconds that it rings. */
  seconds: z.number().int().min(5).max(120).default(30),
  members: z.array(z.uuid()).max(50),
});

export class SharedLines {
  readonly #change: ConfigurationWriter;
  readonly #isFree: (number: string, except: string | undefined) => boolean;
  readonly #byNumber = new Map<string, SharedLine>();

  constructor(parts: {
    db: Database;
    events: EventLog;
    isFree(number: string, except: string | undefined): boolean;
  }) {
    this.#change = configurationWriter(parts, "lines", "org");
    this.#isFree = parts.isFree;
    for (const line of parts.db.orm.select().from(sharedLines).all()) this.#byNumber.set(line.number, line);
  }

  get all(): SharedLine[] {
    return [...this.#byNumber.values()].toSorted((a, b) => a.number.localeCompare(b.number));
  }

  /** The house has no shared line. */
  get none(): boolean {
    return this.#byNumber.size === 0;
  }

  at(number: string): SharedLine | undefined {
    return this.#byNumber.get(number);
  }

  find(id: string): SharedLine | undefined {
    return this.all.find((line) => line.id === id);
  }

  /** The line at a number, for one of its people. */
  atFor(number: string, personId: string | undefined): SharedLine | undefined {
    const line = this.#byNumber.get(number);
    return personId !== undefined && line?.members.includes(personId) ? line : undefined;
  }

  of(personId: string): SharedLine[] {
    return this.all.filter(({ members }) => members.includes(personId));
  }

  /** People who are on a line with this one. */
  sharersOf(personId: string): ReadonlySet<string> {
    return new Set(this.of(personId).flatMap(({ members }) => members));
  }

  /** The line as routing takes it: everybody's telephones ring together. */
  routed<Target>(
    number: string,
    ring: (personId: string) => readonly Target[],
  ): RoutedGroup<Target> | undefined {
    const line = this.#byNumber.get(number);
    if (!line) return undefined;
    return {
      party: { personId: undefined, name: line.name, number: line.number },
      turns: [() => line.members.flatMap(ring)],
      allBusy: () => false,
      secondsPerTurn: line.seconds,
      overflow: undefined,
    };
  }

  async put(id: string | undefined, input: z.output<typeof sharedLineSchema>): Promise<SharedLine> {
    if (!this.#isFree(input.number, id)) throw callingErrors("number-taken");
    if (id !== undefined && !this.find(id)) throw callingErrors("line-not-found");
    const line: SharedLine = { id: id ?? crypto.randomUUID(), ...input };
    await this.#change((orm) =>
      orm.insert(sharedLines).values(line).onConflictDoUpdate({ target: sharedLines.id, set: input }).run(),
    );
    this.#forget(line.id);
    this.#byNumber.set(line.number, line);
    return line;
  }

  async remove(id: string): Promise<void> {
    if (!this.find(id)) throw callingErrors("line-not-found");
    await this.#change((orm) => orm.delete(sharedLines).where(eq(sharedLines.id, id)).run());
    this.#forget(id);
  }

  #forget(id: string): void {
    for (const [number, line] of this.#byNumber) if (line.id === id) this.#byNumber.delete(number);
  }
}
