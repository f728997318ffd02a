/** What somebody who would call for help can find out beforehand (CA-22). */
import type { Clock } from "../../platform/index.ts";
import { spelled } from "../prompts/sentences.ts";
import type { Voice, Voices } from "../prompts/voices.ts";
import { Dialogue } from "../services/dialogue.ts";
import type { Service } from "../services/service.ts";
import type { Samples } from "../sounds/wave.ts";
import { isDryRun } from "./numbers.ts";
import type { OutsideLines } from "./outside.ts";

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
