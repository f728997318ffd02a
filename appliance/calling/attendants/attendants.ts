/** Auto attendants: numbers that greet callers and send them on. */
import { and, desc, eq, notInArray } from "drizzle-orm";
import { z } from "zod";
import type { Clock, Database, EventLog } from "../../platform/index.ts";
import { type ConfigurationWriter, configurationWriter } from "../configuration-change.ts";
import { callingErrors } from "../errors.ts";
import { insideNumber } from "../groups/groups.ts";
import { spelled } from "../prompts/sentences.ts";
import type { Voice, Voices } from "../prompts/voices.ts";
import { attendants, attendantVersions } from "../schema.ts";
import { Dialogue } from "../services/dialogue.ts";
import type { SendingRights, Service, ServiceCall } from "../services/service.ts";
import type { HouseSounds } from "../sounds/house-sounds.ts";
import { type AttendantAction, type AttendantDefinition, attendantDefinition, menuAt } from "./definition.ts";
import { Drafts, draftSchema } from "./drafts.ts";
import { matches } from "./names.ts";

export { draftSchema };
export type Attendant = typeof attendants.$inferSelect;
export type AttendantVersion = Omit<typeof attendantVersions.$inferSelect, "attendantId">;

const mostVersions = 50;

export const attendantSchema = z.object({
  name: z.string().trim().min(1).max(60),
  number: insideNumber,
  definition: attendantDefinition,
});

/** Menus in a circle end here. */
const mostChoices = 50;
const longestExtension = 10;

/** Who is at a menu, and in which language they are spoken to. */
interface Visit {
  call: ServiceCall;
  dialogue: Dialogue;
  voice: Voice;
}

export interface AttendantParts {
  db: Database;
  events: EventLog;
  clock: Clock;
  voices: Voices;
  sounds: HouseSounds;
  isFree(number: string, except: string | undefined): boolean;
  /** Everybody who can be asked for by name. */
  people(): readonly { name: string; number: string }[];
}

export class Attendants {
  readonly #change: ConfigurationWriter;
  readonly service: Service;
  readonly #parts: AttendantParts;
  readonly #byNumber = new Map<string, Attendant>();
  readonly drafts: Drafts;

  constructor(parts: AttendantParts) {
    this.#change = configurationWriter(parts, "attendants", "org");
    this.#parts = parts;
    this.drafts = new Drafts(parts.clock);
    for (const row of parts.db.orm.select().from(attendants).all()) this.#byNumber.set(row.number, row);
    this.service = {
      name: "attendant",
      forOutsiders: true,
      answersAt: (dialled) => this.#byNumber.get(dialled)?.name ?? this.drafts.find(dialled)?.name,
      take: (call) => this.#take(call),
    };
  }

  get all(): Attendant[] {
    return [...this.#byNumber.values()].toSorted((a, b) => a.number.localeCompare(b.number));
  }

  /** Which of its menus a caller of this number hears then. */
  heardAt(number: string, at: number): { definition: AttendantDefinition; menu: string } | undefined {
    const definition = this.#byNumber.get(number)?.definition;
    return definition && { definition, menu: menuAt(definition, at) };
  }

  /** As it was saved, newest first. */
  versions(id: string): AttendantVersion[] {
    return this.#parts.db.orm
      .select()
      .from(attendantVersions)
      .where(eq(attendantVersions.attendantId, id))
      .orderBy(desc(attendantVersions.at), desc(attendantVersions.id))
      .limit(mostVersions)
      .all()
      .map(({ attendantId: _, ...version }) => version);
  }

  /** @param by who saves it */
  async put(
    id: string | undefined,
    input: z.output<typeof attendantSchema>,
    by: string | null = null,
  ): Promise<Attendant> {
    if (!this.#parts.isFree(input.number, id)) throw callingErrors("number-taken");
    if (id !== undefined && !this.all.some((one) => one.id === id))
      throw callingErrors("attendant-not-found");
    const row: Attendant = { id: id ?? crypto.randomUUID(), ...input };
    const before = this.#drawnMenus(row.id);
    await this.#change((orm) => {
      orm.insert(attendants).values(row).onConflictDoUpdate({ target: attendants.id, set: input }).run();
      const version = { attendantId: row.id, at: this.#parts.clock.now(), personId: by, ...input };
      orm
        .insert(attendantVersions)
        .values({ id: Bun.randomUUIDv7(), ...version })
        .run();
      const kept = this.versions(row.id).map((one) => one.id);
      const outdated = and(eq(attendantVersions.attendantId, row.id), notInArray(attendantVersions.id, kept));
      orm.delete(attendantVersions).where(outdated).run();
    });
    const after = this.#drawnMenus(row.id);
    for (const menu of before)
      if (!after.has(menu)) await this.#parts.sounds.setPrompt(row.id, menu, undefined);
    this.#forget(row.id);
    this.#byNumber.set(row.number, row);
    return row;
  }

  async remove(id: string): Promise<void> {
    const known = this.all.find((one) => one.id === id);
    if (!known) throw callingErrors("attendant-not-found");
    for (const menu of this.#drawnMenus(id)) await this.#parts.sounds.setPrompt(id, menu, undefined);
    await this.#change((orm) => {
      orm.delete(attendants).where(eq(attendants.id, id)).run();
      orm.delete(attendantVersions).where(eq(attendantVersions.attendantId, id)).run();
    });
    this.#forget(id);
  }

  /** Names of the menus that it or one of its versions has: whose recordings are kept. */
  #drawnMenus(id: string): Set<string> {
    const now = this.all.find((one) => one.id === id);
    const all = [...(now ? [now] : []), ...this.versions(id)];
    return new Set(all.flatMap(({ definition }) => Object.keys(definition.menus)));
  }

  async #take(call: ServiceCall): Promise<void> {
    const draft = this.drafts.find(call.dialled);
    const attendant = draft ?? this.#byNumber.get(call.dialled);
    if (!attendant) return call.refuse(404);
    const { definition } = attendant;
    const { sounds, voices, clock } = this.#parts;
    const voice = definition.language ? voices.in(definition.language) : voices.of(undefined);
    const dialogue = new Dialogue(call, { voice, clock });
    const { sentences } = voice;
    if (!(await call.answer())) return;
    let name = menuAt(definition, draft?.at ?? clock.now());
    for (let choice = 0; choice < mostChoices && !dialogue.over; choice++) {
      const menu = definition.menus[name];
      if (!menu) break;
      const recorded = attendant.id === undefined ? undefined : await sounds.prompt(attendant.id, name);
      const key = await dialogue.choose(recorded ?? [menu.text]);
      if (dialogue.over) return;
      const chosen = key === undefined ? menu.otherwise : menu.keys.find((each) => each.key === key)?.action;
      if (!chosen) {
        await dialogue.say(sentences.menu.notAChoice);
        continue;
      }
      if (chosen.kind === "hang-up") break;
      if (chosen.kind === "menu") name = chosen.menu;
      else if (
        await this.#sendOn({ call, dialogue, voice }, chosen, rightsFor(call, chosen, draft !== undefined))
      )
        return;
    }
    await dialogue.say(sentences.goodbye);
    call.hangUp();
  }

  /** True when the caller is with somebody else now, or gone. */
  async #sendOn(
    { call, dialogue, voice }: Visit,
    chosen: AttendantAction,
    rights: SendingRights,
  ): Promise<boolean> {
    const number = await this.#numberFor(dialogue, voice, chosen);
    if (number === undefined) return false;
    const status = await call.sendOn(number, rights);
    if (status === undefined) return true;
    const { menu, nobodyAnswered } = voice.sentences;
    const why: Record<number, string> = { 404: menu.noSuchNumber, 486: menu.busy };
    await dialogue.say(why[status] ?? nobodyAnswered);
    return false;
  }

  async #numberFor(dialogue: Dialogue, voice: Voice, chosen: AttendantAction): Promise<string | undefined> {
    const { menu } = voice.sentences;
    if (chosen.kind === "dial") return chosen.number;
    if (chosen.kind === "extension") {
      await dialogue.say(menu.enterExtension);
      return (await dialogue.keys({ most: longestExtension, seconds: 4 })) || undefined;
    }
    if (chosen.kind !== "name") return undefined;
    await dialogue.say(menu.spellName);
    const found = matches(this.#parts.people(), await dialogue.keys({ most: 12, seconds: 4 })).slice(0, 9);
    if (found.length === 0) await dialogue.say(menu.nobodyOfThisName);
    if (found.length <= 1) return found[0]?.number;
    const called = ({ name, number }: (typeof found)[number]) => (voice.reads(name) ? name : spelled(number));
    const key = await dialogue.choose(found.map((one, index) => menu.forName(called(one), index + 1)));
    return found[Number(key) - 1]?.number;
  }

  #forget(id: string): void {
    for (const [number, one] of this.#byNumber) if (one.id === id) this.#byNumber.delete(number);
  }
}

/**
 * What a key calls is the administrator's choice, what callers type or spell is theirs. What is only being drawn is for
 * the house to try: who comes upon it from outside has no rights there.
 */
const rightsFor = ({ caller }: ServiceCall, { kind }: AttendantAction, isDraft: boolean): SendingRights =>
  kind === "dial" && !(isDraft && caller.personId === undefined) ? "house" : "caller";
