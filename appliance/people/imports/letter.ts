/** The e-mail that lets somebody of the organisation in. */
import type { Letter, Wording } from "../../platform/index.ts";

export function joiningLetter(
  wording: Wording,
  { inviter, organisation, url }: { inviter: string; organisation: string; url: string },
): Letter {
  const { tag, direction } = wording;
  return {
    language: { tag, direction },
    subject: wording.say("letter.invitation.subject", { inviter, organisation }),
    paragraphs: [
      wording.say("letter.joining.lead", { inviter, organisation }),
      wording.say("letter.joining.link"),
      wording.say("letter.invitation.unexpected"),
    ],
    action: { label: wording.say("letter.invitation.accept"), url },
  };
}
