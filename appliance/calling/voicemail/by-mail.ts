/** Voicemail by e-mail: a notice, or the recording itself where the person wants it and the house allows it. */
import type { Directory } from "../../people/index.ts";
import type { Letter, Mail, WordingFor } from "../../platform/index.ts";
import type { Settings } from "../members/settings.ts";
import { type Samples, writeWave } from "../sounds/wave.ts";
import type { Voicemail } from "./mailboxes.ts";

export interface ByMailParts {
  mail: Mail;
  settings: Settings;
  directory: Directory;
  appUrl: () => string;
  wordingFor: WordingFor;
  /** The house's policy: whether recordings may leave it. */
  mayAttach: boolean;
}

/** Inside the write that keeps the message: the e-mail about it goes out once that is on disk. */
export function mailVoicemail(parts: ByMailParts, message: Voicemail, sound: Samples): void {
  const { mail, settings, directory } = parts;
  const { voicemailMail } = settings.of(message.personId);
  const person = directory.find(message.personId);
  if (voicemailMail === "off" || !mail.enabled || person?.state !== "active") return;
  mail.enqueue(
    person.email,
    "voicemail",
    letterOf(parts, message, voicemailMail === "attach" ? sound : undefined),
  );
}

function letterOf(
  { appUrl, mayAttach, wordingFor }: ByMailParts,
  message: Voicemail,
  sound: Samples | undefined,
): Letter {
  const { callerName, callerNumber, duration, id } = message;
  const wording = wordingFor(message.personId);
  const { say } = wording;
  const known = [callerName, callerNumber].filter((word) => word !== "").join(", ");
  const caller = known || say("letter.voicemail.unknown");
  const seconds = Math.max(1, Math.round(duration / 1000));
  const attachments =
    sound && mayAttach ? [{ name: `voicemail-${id}.wav`, type: "audio/wav", content: writeWave(sound) }] : [];
  return {
    language: wording,
    subject: say("letter.voicemail.subject", { caller }),
    paragraphs: [say("letter.voicemail.lead", { caller, count: seconds })],
    action: { label: say("letter.voicemail.open"), url: `${appUrl()}/calls?tab=voicemail` },
    attachments,
  };
}
