/** What letters say and telephones show, in the language of who reads them. The catalogues are the app's: who composes the house brings them. */

export type LetterText =
  | "letter.invitation.subject"
  | "letter.invitation.lead"
  | "letter.invitation.new"
  | "letter.invitation.known"
  | "letter.invitation.unexpected"
  | "letter.invitation.accept"
  | "letter.invitation.open"
  | "letter.joining.lead"
  | "letter.joining.link"
  | "letter.password.subject"
  | "letter.password.lead"
  | "letter.password.unexpected"
  | "letter.digest.subject"
  | "letter.digest.line"
  | `letter.digest.${DigestKind}`
  | "letter.digest.rest"
  | "letter.digest.open"
  | "letter.voicemail.subject"
  | "letter.voicemail.unknown"
  | "letter.voicemail.lead"
  | "letter.voicemail.open"
  | "letter.limit.house"
  | "letter.limit.minutes"
  | `letter.limit.${"day" | "month"}`
  | `letter.limit.${"near" | "reached"}${"" | ".then"}`
  | "letter.limit.open"
  | "letter.emergency.subject"
  | `letter.emergency.${"who" | "where" | "nowhere" | "open"}`
  | "letter.test.subject"
  | "letter.test.lead";

/** Why a call outside ends, or cannot begin. */
export type PhoneText = `phone.limit.${"money" | "minutes"}.${"day" | "month"}${"" | ".house"}`;

/** What waits in a person's centre. */
type DigestKind =
  | "mention"
  | "direct"
  | "reply"
  | "reaction"
  | "reminder"
  | "invitation"
  | "care"
  | "emergency"
  | "missed-call"
  | "voicemail";

export interface Language {
  /** BCP 47. */
  tag: string;
  direction: "ltr" | "rtl";
}

export interface Wording extends Language {
  say(text: LetterText | PhoneText, values?: Readonly<Record<string, string | number>>): string;
  /** "2 mentions, 1 answer", as the language writes lists. */
  list(words: readonly string[]): string;
}

/** The wording for a person, or for somebody whom the house does not know yet. */
export type WordingFor = (personId: string | undefined) => Wording;
