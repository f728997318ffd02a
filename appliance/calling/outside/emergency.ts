/** Who is told at once that somebody has called for help (CA-22). */
import type { Clock, Database, EventLog, Logger } from "../../platform/index.ts";
import type { CallParty } from "../call/party.ts";
import type { Members } from "../members/members.ts";
import { spelled } from "../prompts/sentences.ts";
import type { Voice, Voices } from "../prompts/voices.ts";
import { Dialogue } from "../services/dialogue.ts";
import type { Service } from "../services/service.ts";
import type { Samples } from "../sounds/wave.ts";
import { isDryRun } from "./numbers.ts";
import type { OutsideLines } from "./outside.ts";

export interface EmergencyNotice {
  id: string;
  at: number;
  caller: CallParty;
  number: string;
  /** What those who come are shown, and what they were told of the place. */
  callBack: string | undefined;
  location: string | undefined;
}

export interface EmergencyParts {
  db: Database;
  events: EventLog;
  log: Logger;
  members: Members;
  outside: OutsideLines;
  /** Extensions whose people are told. */
  rules: { readonly frontDesk: readonly string[] };
  now(): number;
  /** Tells these people, and every administrator, over what needs no disk. */
  tell(personIds: readonly string[], notice: EmergencyNotice): void;
}

/** Nothing here may keep the call from going out: what fails is logged. */
export function announceEmergency(parts: EmergencyParts, caller: CallParty, number: string): void {
  const { db, events, log, members, rules } = parts;
  try {
    const { number: callBack, address: location } = parts.outside.emergencyIdentity(caller);
    const notice = { id: crypto.randomUUID(), at: parts.now(), caller, number, callBack, location };
    log.warn("an emergency call", { from: caller.number, number });
    const desk = rules.frontDesk.flatMap((extension) => members.dialled(extension)?.person.id ?? []);
    parts.tell(desk, notice);
    const payload = { ...notice, caller: { ...caller } };
    db.write(() => {
      for (const topic of ["admin", ...desk.map((id) => `person:${id}`)])
        events.append({ topic, kind: "call.emergency", subject: notice.id, payload });
    }).catch((error: unknown) => log.error("an emergency call is not on record", { error }));
  } catch (error) {
    log.error("an emergency call was not announced", { error });
  }
}

/** 933: what an emergency call from this telephone would show and tell, without calling anybody. */
export function dryRunService(parts: { outside: OutsideLines; voices: Voices; clock: Clock }): Service {
  return {
    name: "emergency-test",
    answersAt: (dialled) => (isDryRun(dialled) ? "Emergency test" : undefined),
    async take(call) {
      const { number, address, spoken } = parts.outside.emergencyIdentity(call.caller);
      const voice = parts.voices.of(call.caller.personId);
      const { shown, shownByProvider, noAddress } = voice.sentences.emergencyTest;
      const dialogue = new Dialogue(call, { voice, clock: parts.clock });
      const place = address
        ? await addressSaid([...(spoken ? [spoken] : []), address], voice, parts.voices)
        : await voice.say(noAddress);
      if (!(await call.answer())) return;
      await dialogue.play(await voice.say(number ? shown(spelled(number)) : shownByProvider), place);
      call.hangUp();
    },
  };
}

/**
 * An address read to somebody: by their own voice where that has its letters, or by one of another language, in a
 * sentence of that; where none has them, its numbers at least.
 * @param written the forms that there are, the best to read first
 */
export function addressSaid(written: readonly string[], own: Voice, voices: Voices): Promise<Samples> {
  const readable = written.find(own.reads) ?? written.find((text) => voices.readerOf(text));
  if (readable === undefined) {
    const numbers = written[0]?.match(/\d+/g) ?? [];
    return own.say(own.sentences.emergencyTest.unreadable(numbers.map(spelled).join(", ")));
  }
  const voice = own.reads(readable) ? own : (voices.readerOf(readable) ?? own);
  return voice.say(voice.sentences.emergencyTest.address(readable));
}
