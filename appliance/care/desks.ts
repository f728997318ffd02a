/** Desks, as administrators set them up, and who of their experts is on duty. */
import { z } from "zod";
import { type Directory, isStaff } from "../people/index.ts";
import type { Clock, Database, EventLog } from "../platform/index.ts";
import { careErrors } from "./errors.ts";
import type { Skill } from "./schema.ts";
import type { CareStore, DeskRow } from "./store.ts";

const id = z.uuid();
const name = (longest: number) => z.string().trim().min(1).max(longest);

/** A desk as an administrator writes it. */
export const deskInput = z.strictObject({
  name: name(100),
  skills: z.array(z.strictObject({ id, name: name(60) })).max(50),
  /** Seconds. */
  answerWithin: z.number().int().min(1).max(3600),
  experts: z
    .array(z.strictObject({ person: id, skills: z.array(id).max(50).nullable(), lead: z.boolean() }))
    .min(1)
    .max(200),
});

export type DeskInput = z.output<typeof deskInput>;

/** What everybody sees of a desk. */
export interface Desk {
  id: string;
  name: string;
  skills: Skill[];
  answerWithin: number;
}

export interface Duty {
  desk: string;
  onDuty: boolean;
}

const unique = (values: readonly string[]) => new Set(values).size === values.length;
const toDesk = ({ id, name, skills, answerWithin }: DeskRow): Desk => ({ id, name, skills, answerWithin });

export class Desks {
  readonly #store: CareStore;
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #directory: Directory;

  constructor(parts: {
    store: CareStore;
    db: Database;
    events: EventLog;
    clock: Clock;
    directory: Directory;
  }) {
    this.#store = parts.store;
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#directory = parts.directory;
  }

  list(): Desk[] {
    return this.#store.desks().map(toDesk);
  }

  /** With those experts who still may answer, for administrators. */
  configured(): (Desk & Pick<DeskInput, "experts">)[] {
    return this.#store.desks().map((row) => ({
      ...toDesk(row),
      experts: this.#store
        .experts(row.id)
        .filter(({ personId }) => this.mayAnswer(personId))
        .map(({ personId: person, skills, lead }) => ({ person, skills, lead })),
    }));
  }

  /** The desk, or `desk-not-found` also where it was closed. */
  require(deskId: string): Desk {
    const row = this.#store.desk(deskId);
    if (!row || row.closedAt !== null) throw careErrors("desk-not-found");
    return toDesk(row);
  }

  async save(deskId: string, { name, skills, answerWithin, experts }: DeskInput): Promise<void> {
    if (this.#store.desk(deskId)?.closedAt) throw careErrors("desk-not-found");
    const known = new Set(skills.map((skill) => skill.id));
    const sound =
      unique(skills.map((skill) => skill.id)) &&
      unique(experts.map(({ person }) => person)) &&
      experts.every(({ person }) => this.mayAnswer(person)) &&
      experts.every((expert) => expert.skills?.every((skill) => known.has(skill)) ?? true);
    if (!sound) throw careErrors("desk-invalid");
    await this.#write(deskId, () =>
      this.#store.saveDesk(
        { id: deskId, name, skills, answerWithin, createdAt: this.#clock.now() },
        experts.map(({ person: personId, ...expert }) => ({ personId, ...expert })),
      ),
    );
  }

  /** People of the organisation; not guests, nor who has left it. */
  mayAnswer(personId: string): boolean {
    const person = this.#directory.find(personId);
    return person !== undefined && person.state !== "disabled" && isStaff(person);
  }

  /** Nobody can ask it any more; what is open goes on to its end. */
  async close(deskId: string): Promise<void> {
    this.require(deskId);
    await this.#write(deskId, () => this.#store.closeDesk(deskId, this.#clock.now()));
  }

  /** The desks that a person answers for. */
  dutiesOf(personId: string): Duty[] {
    const open = new Set(this.#store.desks().map(({ id: desk }) => desk));
    return this.#store
      .dutiesOf(personId)
      .filter(({ deskId }) => open.has(deskId))
      .map(({ deskId, onDuty }) => ({ desk: deskId, onDuty }));
  }

  async setDuty(personId: string, deskId: string, onDuty: boolean): Promise<void> {
    if (!this.dutiesOf(personId).some(({ desk }) => desk === deskId)) throw careErrors("desk-not-found");
    await this.#db.write(() => {
      this.#store.setDuty(deskId, personId, onDuty);
      this.#events.append({ topic: `person:${personId}`, kind: "care.duty", subject: deskId });
    });
  }

  /** Everybody may ask a desk: everybody hears of a change. */
  #write(deskId: string, run: () => void): Promise<void> {
    return this.#db.write(() => {
      run();
      this.#events.append({ topic: "org", kind: "care.desks", subject: deskId });
    });
  }
}
