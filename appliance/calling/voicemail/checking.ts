/** A person hears their messages at a phone. */
import type { Clock } from "../../platform/index.ts";
import { type Sentences, spelled } from "../prompts/sentences.ts";
import type { Voice, Voices } from "../prompts/voices.ts";
import { Dialogue } from "../services/dialogue.ts";
import type { ServiceCall } from "../services/service.ts";
import { silence } from "../sounds/speech.ts";
import type { Mailboxes, Voicemail } from "./mailboxes.ts";

const pinTries = 3;

interface Parts {
  clock: Clock;
  voices: Voices;
  mailboxes: Mailboxes;
}

interface Visit extends Parts {
  call: ServiceCall;
  dialogue: Dialogue;
  voice: Voice;
  personId: string;
}

export async function checkMailbox(call: ServiceCall, parts: Parts): Promise<void> {
  const { personId } = call.caller;
  if (personId === undefined) return call.refuse(403);
  const voice = parts.voices.of(personId);
  const dialogue = new Dialogue(call, { voice, clock: parts.clock });
  if (!(await call.answer())) return;
  const visit = { ...parts, call, dialogue, voice, personId };
  if (await mayEnter(visit)) await readOut(visit);
  await dialogue.say(voice.sentences.goodbye);
  call.hangUp();
}

async function mayEnter({ dialogue, mailboxes, voice, personId }: Visit): Promise<boolean> {
  const { enterPin, wrongPin } = voice.sentences.mailbox;
  if (!mailboxes.hasPin(personId)) return true; // its device has proven whose it is
  for (let tried = 0; tried < pinTries && !dialogue.over; tried++) {
    await dialogue.say(tried === 0 ? enterPin : wrongPin);
    if (await mailboxes.isPin(personId, await dialogue.keys({ most: 12, seconds: 8 }))) return true;
  }
  return false;
}

/** New ones first. */
async function readOut(visit: Visit): Promise<void> {
  const { call, dialogue, mailboxes, voice, personId } = visit;
  const { mailbox, nobodyAnswered } = voice.sentences;
  const messages = mailboxes.of(personId);
  const ordered = [...messages.filter(({ heard }) => !heard), ...messages.filter(({ heard }) => heard)];
  const { fresh, heard } = mailboxes.count(personId);
  await dialogue.say(mailbox.fresh(fresh), mailbox.saved(heard));
  let at = 0;
  while (!dialogue.over) {
    const message = ordered[at];
    if (!message) return void (await dialogue.say(mailbox.noMore));
    const choice = await present(visit, message);
    if (choice === undefined || choice === "*") return;
    if (choice === "3") {
      await mailboxes.remove(personId, message.id);
      ordered.splice(at, 1);
      await dialogue.say(mailbox.deleted);
    } else if (choice === "4" && message.callerNumber !== "") {
      if ((await call.sendOn(message.callerNumber)) === undefined) return;
      await dialogue.say(nobodyAnswered);
    } else if (choice !== "1") at++;
  }
}

async function present(
  { dialogue, mailboxes, voice, clock }: Visit,
  message: Voicemail,
): Promise<string | undefined> {
  const { mailbox } = voice.sentences;
  const name = voice.reads(message.callerName) ? message.callerName : "";
  const who = name || spelled(message.callerNumber) || mailbox.hiddenNumber;
  const intro = await voice.say(mailbox.from(who, whenOf(mailbox, message.at, clock.now())));
  const sound = await mailboxes.sound(message.personId, message.id);
  await dialogue.play(intro, silence(0.4), sound, silence(0.4));
  if (dialogue.over) return undefined;
  if (!message.heard) await mailboxes.mark(message.personId, message.id, true);
  return dialogue.choose([mailbox.choices]);
}

function whenOf(mailbox: Sentences["mailbox"], at: number, now: number): string {
  const moment = new Date(at);
  const time = mailbox.time(moment.getHours(), moment.getMinutes());
  const days = Math.round(
    (new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000,
  );
  if (days === 0) return mailbox.today(time);
  if (days === 1) return mailbox.yesterday(time);
  return mailbox.onDay(moment, time);
}
