/** A caller leaves a message. */
import type { Clock } from "../../platform/index.ts";
import type { Voices } from "../prompts/voices.ts";
import { Dialogue } from "../services/dialogue.ts";
import type { ServiceCall } from "../services/service.ts";
import { secondsOf, tone } from "../sounds/speech.ts";
import type { Mailboxes } from "./mailboxes.ts";

const longestMessage = 300;
/** Who says nothing for so long has finished. */
const patience = 8;
/** Seconds; what is shorter is somebody who hung up at the tone. */
const shortestMessage = 1;

/** A mailbox that nobody empties takes no more: strangers must not fill the disk. */
const mostMessages = 100;

/** @param call what was dialled is the person's id; its diversion names them */
export async function takeMessage(
  call: ServiceCall,
  parts: { clock: Clock; voices: Voices; mailboxes: Mailboxes },
): Promise<void> {
  const { voices, mailboxes, clock } = parts;
  const personId = call.dialled;
  // Colleagues hear their own language, and strangers that of whom they called.
  const voice = voices.of(call.caller.personId ?? personId);
  const { mailbox, thanks } = voice.sentences;
  const dialogue = new Dialogue(call, { voice, clock });
  if (!(await call.answer())) return;
  const { fresh, heard } = mailboxes.count(personId);
  if (fresh + heard >= mostMessages) {
    await dialogue.say(mailbox.full);
    return call.hangUp();
  }
  const own = await mailboxes.greeting(personId);
  const name = call.diversion?.party.name ?? "";
  const greeting = name !== "" && voice.reads(name) ? mailbox.greeting(name) : mailbox.greetingOfNobody;
  await dialogue.play(own ?? (await voice.say(greeting)), tone(1000, 0.4));
  if (dialogue.over) return;
  const recording = call.leg.record({ maxSeconds: longestMessage, silenceSeconds: patience });
  const stop = () => void call.leg.stopRecording().catch(() => {}); // it ended by itself in the same moment
  const key = dialogue.key(longestMessage + patience).then((pressed) => pressed !== undefined && stop());
  const sound = await recording;
  if (secondsOf(sound) >= shortestMessage) await mailboxes.leave(personId, call.caller, sound);
  if (!dialogue.over) await call.leg.playAudio(await voice.say(thanks)).catch(() => {});
  call.hangUp();
  await key;
}
