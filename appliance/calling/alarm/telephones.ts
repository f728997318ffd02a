/** The front desk's telephones ring, and the house says there who called for help, and from where (CA-22). */
import { type Media, noPictures } from "../../media/index.ts";
import type { Clock, Logger } from "../../platform/index.ts";
import type { Sip } from "../../sip/index.ts";
import { type Connection, dismiss } from "../call/connection.ts";
import { noPast } from "../call/past.ts";
import { ringFirst } from "../call/ring-one.ts";
import type { Member } from "../members/members.ts";
import { addressSaid } from "../outside/emergency.ts";
import { spelled } from "../prompts/sentences.ts";
import type { Voice, Voices } from "../prompts/voices.ts";
import { deviceDestination } from "../routing/ways.ts";
import { partyOf } from "../routing/world.ts";
import { Dialogue, lineOf } from "../services/dialogue.ts";
import { concatenate } from "../sounds/speech.ts";
import type { Samples } from "../sounds/wave.ts";
import type { EmergencyNotice } from "./alarm.ts";

/** How long they ring, and how long it is said to who has answered and presses nothing. */
const seconds = 60;

export interface TelephoneParts {
  sip: Sip;
  media: Media;
  clock: Clock;
  log: Logger;
  voices: Voices;
}

export class AlarmTelephones {
  readonly #parts: TelephoneParts;
  /** What ends each, by whom it rings and who called. */
  readonly #ringing = new Map<string, () => void>();

  constructor(parts: TelephoneParts) {
    this.#parts = parts;
  }

  /**
   * Rings all telephones of somebody until one is answered. Resolves with whether they have heard of it: they pressed
   * a key or hung up. Never rings who called, nor twice at once for a caller who dials again.
   */
  async ring({ person }: Member, notice: EmergencyNotice): Promise<boolean> {
    const key = keyOf(person.id, notice);
    const telephones = this.#parts.sip.location
      .of(person.id)
      .filter(({ deviceId }) => deviceId !== undefined);
    if (notice.caller.personId === person.id || telephones.length === 0 || this.#ringing.has(key))
      return false;
    const party = { ...partyOf(person), personId: person.id };
    const caller = { ...notice.caller, name: `${notice.number}: ${notice.caller.name}` };
    const begins = { past: noPast, diversions: [] };
    const { sip } = this.#parts;
    const ringing = ringFirst(
      telephones.map((binding) => async () => ({
        ...deviceDestination({ party, binding, soundOnly: true }, caller, begins, sip),
        headers: { Priority: "emergency" },
      })),
      { ...this.#parts, pictures: noPictures, seconds },
    );
    this.#ringing.set(key, () => ringing.cancel());
    try {
      const outcome = await ringing.outcome;
      if (outcome.kind !== "answered") return false;
      return await this.#tell(outcome.connection, notice);
    } finally {
      this.#ringing.delete(key);
    }
  }

  /** They know of it from elsewhere. */
  stop(personId: string, notice: EmergencyNotice): void {
    this.#ringing.get(keyOf(personId, notice))?.();
  }

  close(): void {
    for (const end of this.#ringing.values()) end();
  }

  /** Says it again and again; resolves with whether a key was pressed, or it was hung up, before the time was over. */
  async #tell(connection: Connection, notice: EmergencyNotice): Promise<boolean> {
    const { clock } = this.#parts;
    const { personId } = connection.party;
    try {
      const voice = this.#voiceFor(personId);
      const dialogue = new Dialogue(lineOf(connection), { voice, clock });
      this.#ringing.set(keyOf(personId, notice), () => connection.owner.onEnd(connection));
      const until = clock.now() + seconds * 1000;
      const said = concatenate(...(await announcement(voice, this.#parts.voices, notice)));
      let key: string | undefined;
      while (key === undefined && !dialogue.over && clock.now() < until) key = await dialogue.choose(said, 1);
      return key !== undefined || dialogue.over;
    } finally {
      dismiss(connection);
    }
  }

  /** English, where nobody can say what they speak. */
  #voiceFor(personId: string | undefined): Voice {
    const { voices, log } = this.#parts;
    try {
      return voices.of(personId);
    } catch (error) {
      log.warn("an emergency call is told in English", { error });
      return voices.in("en");
    }
  }
}

const keyOf = (personId: string | undefined, { caller }: EmergencyNotice): string =>
  `${personId} ${caller.number}`;

/**
 * What is said, sentence by sentence. Names in letters that the voice cannot read are left out: the extension says who
 * it is.
 */
export function announcement(own: Voice, voices: Voices, notice: EmergencyNotice): Promise<Samples[]> {
  const { caller, number, location, spoken } = notice;
  const { emergencyCall, emergencyTest } = own.sentences;
  const who = own.reads(caller.name) ? `${caller.name}, ${spelled(caller.number)}` : spelled(caller.number);
  return Promise.all([
    own.say(emergencyCall.called(who, spelled(number))),
    location
      ? addressSaid([...(spoken ? [spoken] : []), location], own, voices)
      : own.say(emergencyTest.noAddress),
    own.say(emergencyCall.acknowledge),
  ]);
}
