/** The e-mail about an emergency call. */
import type { Person } from "../../people/index.ts";
import type { Database, Letter, Logger, Mail, WordingFor } from "../../platform/index.ts";
import type { EmergencyNotice } from "./alarm.ts";

export interface LetterParts {
  db: Database;
  log: Logger;
  mail: Pick<Mail, "enabled" | "enqueue" | "sendNow">;
  wordingFor: WordingFor;
  appUrl: () => string;
}

/** Over the queue, before all that waits there; where nothing can be queued, past it. A place reads no e-mail. */
export async function mailEmergency(
  parts: LetterParts,
  person: Person,
  notice: EmergencyNotice,
): Promise<void> {
  const { db, log, mail } = parts;
  if (!mail.enabled || person.role === "place") return;
  const letter = letterOf(parts, person, notice);
  try {
    await db.write(() => mail.enqueue(person.email, "emergency", letter));
  } catch (error) {
    log.warn("an e-mail about an emergency call could not be queued, and is sent at once", { error });
    await mail.sendNow(person.email, letter);
  }
}

function letterOf({ wordingFor, appUrl }: LetterParts, person: Person, notice: EmergencyNotice): Letter {
  const wording = wordingFor(person.id);
  const { say, tag } = wording;
  const { caller, number, at, location } = notice;
  const time = new Date(at).toLocaleString(tag, { dateStyle: "medium", timeStyle: "long" });
  return {
    language: wording,
    subject: say("letter.emergency.subject", { name: caller.name, number }),
    paragraphs: [
      say("letter.emergency.who", { name: caller.name, extension: caller.number, number, time }),
      location ? say("letter.emergency.where", { address: location }) : say("letter.emergency.nowhere"),
    ],
    action: { label: say("letter.emergency.open"), url: `${appUrl()}/notifications` },
  };
}
