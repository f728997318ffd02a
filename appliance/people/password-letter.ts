/** The e-mail about a password that was changed: whoever did not do it learns of it. */
import type { Clock, Mail, WordingFor } from "../platform/index.ts";
import type { Person } from "./person.ts";

/** Inside a write; where no mail server is configured nobody is told. */
export function mailPasswordChange(
  { clock, mail, wordingFor }: { clock: Clock; mail: Mail; wordingFor: WordingFor },
  { id, email }: Person,
): void {
  if (!mail.enabled) return;
  const wording = wordingFor(id);
  const time = new Date(clock.now()).toLocaleString(wording.tag, { dateStyle: "medium", timeStyle: "long" });
  mail.enqueue(email, "password", {
    language: wording,
    subject: wording.say("letter.password.subject"),
    // No link: a letter that asks for a password is what others forge.
    paragraphs: [wording.say("letter.password.lead", { time }), wording.say("letter.password.unexpected")],
  });
}
