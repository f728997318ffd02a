/** What people switch at the keys of a telephone: forwards and do not disturb, each with a spoken answer (CA-13, CA-20, CA-26). */
import type { Clock } from "../../platform/index.ts";
import type { CallSettings } from "../members/call-settings.ts";
import type { Settings } from "../members/settings.ts";
import type { Speech } from "../sounds/speech.ts";
import { Dialogue } from "./dialogue.ts";
import type { Service, ServiceCall } from "./service.ts";

type Forward = "forwardAlways" | "forwardBusy" | "forwardNoAnswer" | "forwardOffline";

interface ForwardCode {
  setting: Forward;
  on: boolean;
  /** When calls are forwarded, in the middle of a sentence. */
  when: string;
}

/** As the vertical service codes of North America have them (Telcordia GR-506); *94 and *95 are this house's. */
const forwards: Readonly<Record<string, ForwardCode>> = {
  "*72": { setting: "forwardAlways", on: true, when: "" },
  "*73": { setting: "forwardAlways", on: false, when: "" },
  "*90": { setting: "forwardBusy", on: true, when: " when you are busy" },
  "*91": { setting: "forwardBusy", on: false, when: " when you are busy" },
  "*92": { setting: "forwardNoAnswer", on: true, when: " when you do not answer" },
  "*93": { setting: "forwardNoAnswer", on: false, when: " when you do not answer" },
  "*94": { setting: "forwardOffline", on: true, when: " when no telephone is connected" },
  "*95": { setting: "forwardOffline", on: false, when: " when no telephone is connected" },
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
  speech: Speech;
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
      const dialogue = new Dialogue(call, parts);
      if (!(await call.answer())) return;
      const said = await carryOut(parts, { call, personId, dialogue });
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

/** Resolves with what is to be said of it. */
async function carryOut(
  parts: CodeParts,
  { call, personId, dialogue }: { call: ServiceCall; personId: string; dialogue: Dialogue },
): Promise<string> {
  const { settings } = parts;
  const silent = doNotDisturb[call.dialled];
  if (silent !== undefined) {
    await settings.change(personId, { doNotDisturb: silent });
    return `Do not disturb is ${silent ? "on" : "off"}.`;
  }
  const forward = readForward(call.dialled);
  if (!forward) return notSwitched;
  const { setting, on, when } = forward;
  const change = (number: string | null) =>
    settings.change(personId, { [setting]: number } satisfies Partial<CallSettings>);
  if (!on) {
    await change(null);
    return `Your calls are not forwarded${when} any more.`;
  }
  const number = forward.number || (await askForNumber(dialogue));
  if (!isNumber.test(number) || parts.personAt(number) === personId || !parts.mayCall(personId, number))
    return notSwitched;
  await change(number);
  return `Your calls are forwarded${when} to ${number.split("").join(" ")}.`;
}

async function askForNumber(dialogue: Dialogue): Promise<string> {
  await dialogue.say("Dial the number to forward your calls to, then press pound.");
  return dialogue.keys({ most: 40, seconds: 8 });
}

const notSwitched = "This number cannot be called from here. Nothing has changed.";
