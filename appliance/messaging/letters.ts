/** What the house writes to people about their spaces. Titles and messages are encrypted: it cannot name them. */
import type { Letter } from "../platform/index.ts";

export function invitationLetter(about: {
  inviter: string;
  organisation: string;
  url: string;
  /** Whether the guest has yet to choose a password. */
  isNew: boolean;
}): Letter {
  const { inviter, organisation, url, isNew } = about;
  const lead = `${inviter} of ${organisation} invites you to a space on Hearth, where you can write, share files and meet.`;
  const rest = isNew
    ? "The link is for you alone: it works once, for two weeks, and shows that this address is yours. You see the space that you were invited to, and nothing else of the organisation."
    : "It is among your spaces; sign in as before.";
  return {
    subject: `${inviter} invites you to ${organisation}`,
    paragraphs: [lead, rest, "If you did not expect this, do nothing: nobody comes in without the link."],
    action: { label: isNew ? "Accept the invitation" : "Open the space", url },
  };
}
