/** Tells at once that somebody has called for help: over each way by itself, so that none fails for another's sake (CA-22). */
import type { Person } from "../../people/index.ts";
import type { Clock, EventLog } from "../../platform/index.ts";
import type { CallParty } from "../call/party.ts";
import type { OutsideLines } from "../outside/outside.ts";
import { type LetterParts, mailEmergency } from "./letter.ts";
import type { AlarmRecipients } from "./recipients.ts";
import type { AlarmTelephones } from "./telephones.ts";

export interface EmergencyNotice {
  id: string;
  at: number;
  caller: CallParty;
  number: string;
  /** What those who come are shown, and what they were told of the place. */
  callBack: string | undefined;
  location: string | undefined;
  /** The same to be read aloud, where it was entered so. */
  spoken: string | undefined;
}

/** What the rooms around calling do for it. */
export interface AlarmWays {
  /** Tells these people's apps, over what needs no disk. */
  tell(personIds: readonly string[], notice: EmergencyNotice): void;
  /** Pops up at these people, and wakes their browsers, whatever their hours and levels. */
  popUp(personIds: readonly string[], notice: EmergencyNotice): void;
  /** Their other apps, and their notification centre, need not tell them any more. */
  seen(personId: string, id: string): void;
}

export interface AlarmParts extends LetterParts {
  events: EventLog;
  clock: Clock;
  outside: OutsideLines;
  recipients: AlarmRecipients;
  telephones: AlarmTelephones;
  ways: AlarmWays;
}

/** So long an app that is opened shows it, to who has not acknowledged it. Milliseconds. */
const standsFor = 30 * 60_000;
const mostStanding = 100;

export class EmergencyAlarm {
  readonly #parts: AlarmParts;
  /** By its id, oldest first, with those who have not acknowledged it. */
  readonly #standing = new Map<string, { notice: EmergencyNotice; waits: Set<string> }>();

  constructor(parts: AlarmParts) {
    this.#parts = parts;
  }

  /** Nothing here may keep the call from going out: what fails is logged. */
  raise(caller: CallParty, number: string): void {
    const { log, clock, recipients, telephones, ways } = this.#parts;
    log.warn("an emergency call", { from: caller.number, number });
    const id = crypto.randomUUID();
    const notice = { id, at: clock.now(), caller, number, ...this.#placeOf(caller) };
    const people = recipients.everybody;
    const ids = people.map((person) => person.id);
    this.#keep(notice, ids);
    void this.#by("apps", () => ways.tell(ids, notice));
    for (const member of recipients.desk)
      void this.#by("telephones", async () => {
        if (await telephones.ring(member, notice)) this.acknowledge(member.person.id, id);
      });
    void this.#by("notifications", () => ways.popUp(ids, notice));
    void this.#by("the event log", () => this.#record(people, notice));
    for (const person of people) void this.#by("e-mail", () => mailEmergency(this.#parts, person, notice));
  }

  /** What somebody was told of lately and has not acknowledged, oldest first. */
  of(personId: string): EmergencyNotice[] {
    const since = this.#parts.clock.now() - standsFor;
    return [...this.#standing.values()]
      .filter(({ notice, waits }) => notice.at > since && waits.has(personId))
      .map(({ notice }) => notice);
  }

  /** They know of it: nothing of theirs tells of it any more. */
  acknowledge(personId: string, id: string): void {
    const { notice, waits } = this.#standing.get(id) ?? {};
    if (!notice || !waits?.delete(personId)) return;
    this.#parts.telephones.stop(personId, notice);
    this.#parts.ways.seen(personId, id);
  }

  close(): void {
    this.#parts.telephones.close();
  }

  async #by(way: string, run: () => void | Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#parts.log.error("an emergency call was not told over one of the ways", { way, error });
    }
  }

  #placeOf(caller: CallParty): Pick<EmergencyNotice, "callBack" | "location" | "spoken"> {
    try {
      const { number: callBack, address: location, spoken } = this.#parts.outside.emergencyIdentity(caller);
      return { callBack, location, spoken };
    } catch (error) {
      this.#parts.log.error("an emergency call is told without its place", { error });
      return { callBack: undefined, location: undefined, spoken: undefined };
    }
  }

  #keep(notice: EmergencyNotice, personIds: readonly string[]): void {
    const [oldest] = this.#standing.keys();
    if (oldest !== undefined && this.#standing.size >= mostStanding) this.#standing.delete(oldest);
    this.#standing.set(notice.id, { notice, waits: new Set(personIds) });
  }

  async #record(people: readonly Person[], notice: EmergencyNotice): Promise<void> {
    const { db, events } = this.#parts;
    const payload = { ...notice, caller: { ...notice.caller } };
    await db.write(() => {
      for (const topic of ["admin", ...people.map(({ id }) => `person:${id}`)])
        events.append({ topic, kind: "call.emergency", subject: notice.id, payload });
    });
  }
}
