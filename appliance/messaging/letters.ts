/** What the house writes to people about their spaces. Titles and messages are encrypted: it cannot name them. */
import type { Letter, Wording } from "../platform/index.ts";

export function invitationLetter(
  wording: Wording,
  about: {
    inviter: string;
    organisation: string;
    url: string;
    /** Whether the guest has yet to choose a password. */
    isNew: boolean;
  },
): Letter {
  const { inviter, organisation, url, isNew } = about;
  const { say } = wording;
  return {
    language: wording,
    subject: say("letter.invitation.subject", { inviter, organisation }),
    paragraphs: [
      say("letter.invitation.lead", { inviter, organisation }),
      say(isNew ? "letter.invitation.new" : "letter.invitation.known"),
      say("letter.invitation.unexpected"),
    ],
    action: { label: say(isNew ? "letter.invitation.accept" : "letter.invitation.open"), url },
  };
}
