/** Hunt groups: one number, several people, in an order. */
import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Clock, type Database, type EventLog, says } from "../../platform/index.ts";
import { type ConfigurationWriter, configurationWriter } from "../configuration-change.ts";
import { callingErrors } from "../errors.ts";
import { dialString } from "../routing/dial-string.ts";
import type { RoutedGroup } from "../routing/routing.ts";
import { huntGroups } from "../schema.ts";
import { type HuntMemory, huntStrategies, huntTurns } from "./hunt.ts";

export type HuntGroup = typeof huntGroups.$inferSelect;

export const insideNumber = z.string().regex(/^\d{2,10}$/, says("digits", { least: 2, most: 10 }));

export const groupSchema = z.object({
  name: z.string().trim().min(1).max(60),
  number: insideNumber,
  strategy: z.enum(huntStrategies),
  secondsPerTurn: z.number().int().min(5).max(120),
  overflow: dialString.nullable(),
  callWaiting: z.boolean().default(false),
  members: z
    .array(
      z.object({
        personId: z.uuid(),
        weight: z.number().int().min(1).max(100).default(1),
        loggedIn: z.boolean().default(true),
      }),
    )
    .max(200),
});

/** What a group asks of its members, at the moment of their turn. */
export interface GroupWorld<Target> {
  /** Where somebody can be rung; nowhere when they want no calls. */
  ring(personId: string): readonly Target[];
  isOnCall(personId: string): boolean;
}

export class Groups {
  readonly #change: ConfigurationWriter;
  readonly #clock: Clock;
  readonly #isFree: (number: string, except: string | undefined) => boolean;
  readonly #byNumber = new Map<string, HuntGroup>();
  readonly #memory = new Map<string, { lastFirst: string | undefined; lastCall: Map<string, number> }>();

  constructor(parts: {
    db: Database;
    events: EventLog;
    clock: Clock;
    /** Whether nobody else has this number. */
    isFree(number: string, except: string | undefined): boolean;
  }) {
    this.#change = configurationWriter(parts, "groups", "org");
    this.#clock = parts.clock;
    this.#isFree = parts.isFree;
    for (const group of parts.db.orm.select().from(huntGroups).all()) this.#byNumber.set(group.number, group);
  }

  get all(): HuntGroup[] {
    return [...this.#byNumber.values()].toSorted((a, b) => a.number.localeCompare(b.number));
  }

  at(number: string): HuntGroup | undefined {
    return this.#byNumber.get(number);
  }

  /**
   * The group at a number as routing takes it, its members in the order of this call. Who is on a call when their turn
   * comes is passed over, unless the group has call waiting.
   * @param counts whether it is this one's turn now; who only asks changes nobody's
   */
  routed<Target>(
    number: string,
    { ring, isOnCall }: GroupWorld<Target>,
    counts = true,
  ): RoutedGroup<Target> | undefined {
    const group = this.#byNumber.get(number);
    if (!group) return undefined;
    const order = huntTurns(group.strategy, group.members, this.#memoryOf(group.id), Math.random);
    if (counts) this.#memoryOf(group.id).lastFirst = order[0]?.[0];
    const isPassedOver = (personId: string) => !group.callWaiting && isOnCall(personId);
    return {
      party: { personId: undefined, name: group.name, number: group.number },
      turns: order.map((turn) => () => turn.filter((id) => !isPassedOver(id)).flatMap(ring)),
      allBusy: () => order.length > 0 && order.flat().every(isPassedOver),
      secondsPerTurn: group.secondsPerTurn,
      overflow: group.overflow ?? undefined,
    };
  }

  /** Somebody has answered a call, which counts for every group they are in. */
  noteCall(personId: string): void {
    for (const group of this.#byNumber.values())
      if (group.members.some((member) => member.personId === personId))
        this.#memoryOf(group.id).lastCall.set(personId, this.#clock.now());
  }

  colleaguesOf(personId: string): ReadonlySet<string> {
    const groups = [...this.#byNumber.values()].filter(({ members }) =>
      members.some((member) => member.personId === personId),
    );
    return new Set(groups.flatMap(({ members }) => members.map((member) => member.personId)));
  }

  async put(id: string | undefined, input: z.output<typeof groupSchema>): Promise<HuntGroup> {
    if (!this.#isFree(input.number, id)) throw callingErrors("number-taken");
    if (id !== undefined && !this.all.some((group) => group.id === id))
      throw callingErrors("group-not-found");
    const group: HuntGroup = { id: id ?? crypto.randomUUID(), ...input };
    await this.#change((orm) =>
      orm.insert(huntGroups).values(group).onConflictDoUpdate({ target: huntGroups.id, set: input }).run(),
    );
    this.#forget(group.id);
    this.#byNumber.set(group.number, group);
    return group;
  }

  async remove(id: string): Promise<void> {
    if (!this.all.some((group) => group.id === id)) throw callingErrors("group-not-found");
    await this.#change((orm) => orm.delete(huntGroups).where(eq(huntGroups.id, id)).run());
    this.#forget(id);
    this.#memory.delete(id);
  }

  /** A member takes part in the hunt, or does not for a while. */
  async logIn(id: string, personId: string, loggedIn: boolean): Promise<HuntGroup> {
    const group = this.all.find((one) => one.id === id);
    if (!group?.members.some((member) => member.personId === personId))
      throw callingErrors("group-not-found");
    const members = group.members.map((member) =>
      member.personId === personId ? { ...member, loggedIn } : member,
    );
    const { id: _id, ...input } = group;
    return this.put(id, { ...input, members });
  }

  #memoryOf(id: string) {
    const known = this.#memory.get(id);
    if (known) return known;
    const made = { lastFirst: undefined, lastCall: new Map<string, number>() };
    this.#memory.set(id, made);
    return made satisfies HuntMemory;
  }

  #forget(id: string): void {
    for (const [number, group] of this.#byNumber) if (group.id === id) this.#byNumber.delete(number);
  }
}
