/** What people switch at the keys of a telephone: forwards and do not disturb, each with a spoken answer (CA-13, CA-20, CA-26). */
import type { Clock } from "../../platform/index.ts";
import type { CallSettings } from "../members/call-settings.ts";
import type { Settings } from "../members/settings.ts";
import { type ForwardCase, type Sentences, spelled } from "../prompts/sentences.ts";
import type { Voices } from "../prompts/voices.ts";
import { Dialogue } from "./dialogue.ts";
import type { Service, ServiceCall } from "./service.ts";

interface ForwardCode {
  setting: ForwardCase;
  on: boolean;
}

/** As the vertical service codes of North America have them (Telcordia GR-506); *94 and *95 are this house's. */
const forwards: Readonly<Record<string, ForwardCode>> = {
  "*72": { setting: "forwardAlways", on: true },
  "*73": { setting: "forwardAlways", on: false },
  "*90": { setting: "forwardBusy", on: true },
  "*91": { setting: "forwardBusy", on: false },
  "*92": { setting: "forwardNoAnswer", on: true },
  "*93": { setting: "forwardNoAnswer", on: false },
  "*94": { setting: "forwardOffline", on: true },
  "*95": { setting: "forwardOffline", on: false },
};
const doNotDisturb: Readonly<Record<string, boolean>> = { "*78": true, "*79": false };

/** What follows a code that switches a forward on; left out, it is asked for. */
const forwardTo = /^(\*7[23]|\*9[0-5])([+\d*]{0,40})#?$/;

/** A number, and no code. */
const isNumber = /^\+?\d+$/;

interface CodeParts {
  settings: Settings;
  /** Whether this person may call there now. */
  mayCall(personId: string, number: string): boolean;
  /** Whose number it is. */
  personAt(number: string): string | undefined;
  voices: Voices;
  clock: Clock;
}

export function featureCodes(parts: CodeParts): Service {
  return {
    name: "feature-codes",
    answersAt(dialled) {
      if (dialled in doNotDisturb) return "Do not disturb";
      const read = readForward(dialled);
      return read && (read.on || read.number === "") ? "Call forwarding" : undefined;
    },
    async take(call) {
      const { personId } = call.caller;
      // Nobody's own settings are switched because somebody sent them here.
      if (personId === undefined || call.diversion || call.sentBy) return call.refuse(403);
      const voice = parts.voices.of(personId);
      const dialogue = new Dialogue(call, { voice, clock: parts.clock });
      if (!(await call.answer())) return;
      const said = await carryOut(parts, { call, personId, dialogue, sentences: voice.sentences.codes });
      await dialogue.say(said);
      call.hangUp();
    },
  };
}

function readForward(dialled: string): (ForwardCode & { number: string }) | undefined {
  const [, code = "", number = ""] = forwardTo.exec(dialled) ?? [];
  const known = forwards[code];
  return known && { ...known, number };
}

interface Visit {
  call: ServiceCall;
  personId: string;
  dialogue: Dialogue;
  sentences: Sentences["codes"];
}

/** Resolves with what is to be said of it. */
async function carryOut(parts: CodeParts, { call, personId, dialogue, sentences }: Visit): Promise<string> {
  const { settings } = parts;
  const silent = doNotDisturb[call.dialled];
  if (silent !== undefined) {
    await settings.change(personId, { doNotDisturb: silent });
    return silent ? sentences.doNotDisturbOn : sentences.doNotDisturbOff;
  }
  const forward = readForward(call.dialled);
  if (!forward) return sentences.cannotBeCalled;
  const { setting, on } = forward;
  const change = (number: string | null) =>
    settings.change(personId, { [setting]: number } satisfies Partial<CallSettings>);
  if (!on) {
    await change(null);
    return sentences.notForwarded[setting];
  }
  const number = forward.number || (await askForNumber(dialogue, sentences.askNumber));
  if (!isNumber.test(number) || parts.personAt(number) === personId || !parts.mayCall(personId, number))
    return sentences.cannotBeCalled;
  await change(number);
  return sentences.forwarded[setting](spelled(number));
}

async function askForNumber(dialogue: Dialogue, asked: string): Promise<string> {
  await dialogue.say(asked);
  return dialogue.keys({ most: 40, seconds: 8 });
}
