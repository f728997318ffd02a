/** Tells at once that somebody has called for help: over each way by itself, so that none fails for another's sake (CA-22). */
import type { Person } from "../../people/index.ts";
import type { Clock, EventLog } from "../../platform/index.ts";
import type { CallParty } from "../call/party.ts";
import type { OutsideLines } from "../outside/outside.ts";
import { type LetterParts, mailEmergency } from "./letter.ts";
import type { AlarmRecipients } from "./recipients.ts";
import { StandingNotices } from "./standing.ts";
import type { AlarmTelephones } from "./telephones.ts";

export interface EmergencyNotice {
  id: string;
  /** When it was first called, milliseconds since the epoch. */
  at: number;
  /** How often, within a minute. */
  times: number;
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
  outside: Pick<OutsideLines, "emergencyIdentity">;
  recipients: Pick<AlarmRecipients, "desk" | "everybody">;
  telephones: Pick<AlarmTelephones, "ring" | "stop" | "close">;
  ways: AlarmWays;
}

export class EmergencyAlarm {
  readonly #parts: AlarmParts;
  readonly #standing: StandingNotices;

  constructor(parts: AlarmParts) {
    this.#parts = parts;
    this.#standing = new StandingNotices(parts.clock);
  }

  /**
   * Nothing here may keep the call from going out: each way begins behind it, and what fails is logged. The same call
   * again counts on in the apps, and rings where nobody rings any more.
   */
  raise(caller: CallParty, number: string): void {
    const { log, recipients, telephones, ways } = this.#parts;
    log.warn("an emergency call", { from: caller.number, number });
    const people = recipients.everybody;
    const ids = people.map((person) => person.id);
    const notice = this.#standing.take({ caller, number, ...this.#placeOf(caller) }, ids);
    this.#by("apps", () => ways.tell(ids, notice));
    for (const member of recipients.desk)
      this.#by("telephones", async () => {
        if (await telephones.ring(member, notice)) this.acknowledge(member.person.id, notice.id);
      });
    if (notice.times > 1) return;
    this.#by("notifications", () => ways.popUp(ids, notice));
    this.#by("the event log", () => this.#record(people, notice));
    for (const person of people) this.#by("e-mail", () => mailEmergency(this.#parts, person, notice));
  }

  /** What somebody was told of lately, may still know, and has not acknowledged; oldest first. */
  of(personId: string): EmergencyNotice[] {
    const isTold = this.#parts.recipients.everybody.some(({ id }) => id === personId);
    return isTold ? this.#standing.of(personId) : [];
  }

  /** They know of it: nothing of theirs tells of it any more. */
  acknowledge(personId: string, id: string): void {
    const notice = this.#standing.acknowledge(personId, id);
    if (!notice) return;
    this.#parts.telephones.stop(personId, notice);
    this.#parts.ways.seen(personId, id);
  }

  close(): void {
    this.#parts.telephones.close();
  }

  #by(way: string, run: () => void | Promise<void>): void {
    setImmediate(async () => {
      try {
        await run();
      } catch (error) {
        this.#parts.log.error("an emergency call was not told over one of the ways", { way, error });
      }
    });
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

  async #record(people: readonly Person[], notice: EmergencyNotice): Promise<void> {
    const { db, events } = this.#parts;
    const payload = { ...notice, caller: { ...notice.caller } };
    await db.write(() => {
      for (const topic of ["admin", ...people.map(({ id }) => `person:${id}`)])
        events.append({ topic, kind: "call.emergency", subject: notice.id, payload });
    });
  }
}
