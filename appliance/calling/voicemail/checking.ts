/** A person hears their messages at a phone. */
import type { Clock } from "../../platform/index.ts";
import { Dialogue } from "../services/dialogue.ts";
import type { ServiceCall } from "../services/service.ts";
import { type Speech, silence } from "../sounds/speech.ts";
import type { Mailboxes, Voicemail } from "./mailboxes.ts";

const pinTries = 3;

interface Parts {
  clock: Clock;
  speech: Speech;
  mailboxes: Mailboxes;
}

export async function checkMailbox(call: ServiceCall, parts: Parts): Promise<void> {
  const { personId } = call.caller;
  if (personId === undefined) return call.refuse(403);
  const dialogue = new Dialogue(call, parts);
  if (!(await call.answer())) return;
  if (await mayEnter(dialogue, parts.mailboxes, personId)) await readOut(call, dialogue, parts, personId);
  await dialogue.say("Goodbye.");
  call.hangUp();
}

async function mayEnter(dialogue: Dialogue, mailboxes: Mailboxes, personId: string): Promise<boolean> {
  if (!mailboxes.hasPin(personId)) return true; // its device has proven whose it is
  for (let tried = 0; tried < pinTries && !dialogue.over; tried++) {
    await dialogue.say(tried === 0 ? "Enter your PIN, then press pound." : "That was not right. Try again.");
    if (await mailboxes.isPin(personId, await dialogue.keys({ most: 12, seconds: 8 }))) return true;
  }
  return false;
}

const counted = (count: number, kind: string) =>
  `You have ${count === 0 ? "no" : count} ${kind} message${count === 1 ? "" : "s"}.`;

/** New ones first. */
async function readOut(call: ServiceCall, dialogue: Dialogue, parts: Parts, personId: string): Promise<void> {
  const { mailboxes } = parts;
  const messages = mailboxes.of(personId);
  const ordered = [...messages.filter(({ heard }) => !heard), ...messages.filter(({ heard }) => heard)];
  const { fresh, heard } = mailboxes.count(personId);
  await dialogue.say(counted(fresh, "new"), counted(heard, "saved"));
  let at = 0;
  while (!dialogue.over) {
    const message = ordered[at];
    if (!message) return void (await dialogue.say("There are no more messages."));
    const choice = await present(dialogue, parts, message);
    if (choice === undefined || choice === "*") return;
    if (choice === "3") {
      await mailboxes.remove(personId, message.id);
      ordered.splice(at, 1);
      await dialogue.say("Deleted.");
    } else if (choice === "4" && message.callerNumber !== "") {
      if ((await call.sendOn(message.callerNumber)) === undefined) return;
      await dialogue.say("Nobody answered.");
    } else if (choice !== "1") at++;
  }
}

async function present(dialogue: Dialogue, parts: Parts, message: Voicemail): Promise<string | undefined> {
  const { speech, mailboxes } = parts;
  const who = message.callerName || spelled(message.callerNumber) || "somebody who hid their number";
  const intro = await speech.say(`From ${who}, ${whenOf(message.at, parts.clock.now())}.`);
  const sound = await mailboxes.sound(message.personId, message.id);
  await dialogue.play(intro, silence(0.4), sound, silence(0.4));
  if (dialogue.over) return undefined;
  if (!message.heard) await mailboxes.mark(message.personId, message.id, true);
  return dialogue.choose([
    "To hear it again, press 1. For the next one, press 2. To delete it, press 3. To call back, press 4. To end, press star.",
  ]);
}

const spelled = (number: string) => number.replaceAll(/\d/g, "$& ").trim();

function whenOf(at: number, now: number): string {
  const moment = new Date(at);
  const time = moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const days = Math.round(
    (new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000,
  );
  if (days === 0) return `today at ${time}`;
  if (days === 1) return `yesterday at ${time}`;
  return `on ${moment.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" })} at ${time}`;
}
