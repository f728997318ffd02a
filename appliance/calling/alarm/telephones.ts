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

/** Seconds between the end of it and the next time. */
const pause = 5;

interface Ringing {
  /** Ids of the notices that are told by it. */
  readonly notices: Set<string>;
  end(): void;
  /** Whoever answered is gone, though what was to be said to them may still be on its way. */
  isOver(): boolean;
}

export class AlarmTelephones {
  readonly #parts: TelephoneParts;
  /** By whom it rings, and who called. */
  readonly #ringing = new Map<string, Ringing>();

  constructor(parts: TelephoneParts) {
    this.#parts = parts;
  }

  /**
   * Rings all telephones of somebody until one is answered. Resolves with whether they have heard of it: they pressed
   * a key, or heard all of it and hung up. Never rings who called, nor twice at once for a caller who dials again.
   */
  async ring({ person }: Member, notice: EmergencyNotice): Promise<boolean> {
    const key = keyOf(person.id, notice);
    const telephones = this.#parts.sip.location
      .of(person.id)
      .filter(({ deviceId }) => deviceId !== undefined);
    if (notice.caller.personId === person.id || telephones.length === 0) return false;
    const before = this.#ringing.get(key);
    if (before && !before.isOver()) {
      before.notices.add(notice.id);
      return false;
    }
    const party = { ...partyOf(person), personId: person.id };
    const caller = { ...notice.caller, name: `${notice.number}: ${notice.caller.name}` };
    const begins = { past: noPast, diversions: [] };
    const { sip } = this.#parts;
    const attempt = ringFirst(
      telephones.map((binding) => async () => ({
        ...deviceDestination({ party, binding, soundOnly: true }, caller, begins, sip),
        headers: { Priority: "emergency" },
      })),
      { ...this.#parts, pictures: noPictures, seconds },
    );
    const ringing: Ringing = {
      notices: new Set([notice.id]),
      end: () => attempt.cancel(),
      isOver: () => false,
    };
    this.#ringing.set(key, ringing);
    try {
      const outcome = await attempt.outcome;
      if (outcome.kind !== "answered") return false;
      const { connection } = outcome;
      ringing.end = () => connection.owner.onEnd(connection);
      ringing.isOver = () => connection.ended;
      return await this.#tell(connection, notice);
    } finally {
      if (this.#ringing.get(key) === ringing) this.#ringing.delete(key);
    }
  }

  /** They know of this one from elsewhere; of another of the same caller they may not. */
  stop(personId: string, notice: EmergencyNotice): void {
    const ringing = this.#ringing.get(keyOf(personId, notice));
    if (ringing?.notices.delete(notice.id) && ringing.notices.size === 0) ringing.end();
  }

  close(): void {
    for (const ringing of this.#ringing.values()) ringing.end();
  }

  /** Says it again and again until a key is pressed, it is hung up, or the time is over. See `ring`. */
  async #tell(connection: Connection, notice: EmergencyNotice): Promise<boolean> {
    const { clock } = this.#parts;
    try {
      const voice = this.#voiceFor(connection.party.personId);
      const dialogue = new Dialogue(lineOf(connection), { voice, clock });
      const until = clock.now() + seconds * 1000;
      const said = concatenate(...(await announcement(voice, this.#parts.voices, notice)));
      let hasHeard = false;
      let key: string | undefined;
      while (key === undefined && !dialogue.over && clock.now() < until) {
        if (await dialogue.play(said)) hasHeard = true;
        key = await dialogue.key(pause);
      }
      return key !== undefined || (hasHeard && connection.hungUp);
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
