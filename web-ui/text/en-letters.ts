/** E-mails of the house, and what it shows on telephones: texts of the appliance, which no page loads. */
export const enLetters = {
  "letter.invitation.subject": "{inviter} invites you to {organisation}",
  "letter.invitation.lead":
    "{inviter} of {organisation} invites you to a space on Hearth, where you can write, share files and meet.",
  "letter.invitation.new":
    "The link is for you alone: it works once, for two weeks, and shows that this address is yours. You see the space that you were invited to, and nothing else of the organisation.",
  "letter.invitation.known": "It is among your spaces; sign in as before.",
  "letter.invitation.unexpected": "If you did not expect this, do nothing: nobody comes in without the link.",
  "letter.invitation.accept": "Accept the invitation",
  "letter.invitation.open": "Open the space",
  "letter.joining.lead":
    "{inviter} has made an account for you at {organisation} on Hearth, where you write with your colleagues, call them and meet.",
  "letter.joining.link":
    "With this link you choose your password. It is for you alone, works once, and ends after two weeks.",
  "letter.password.subject": "Your password for Hearth was changed",
  "letter.password.lead": "The password of your account was changed: {time}. You sign in with the new one.",
  "letter.password.unexpected":
    "If it was not you, tell an administrator at once. They can send you a link with which you choose another.",
  "letter.digest.subject": "{count, plural, one {One thing waits for you} other {# things wait for you}}",
  "letter.digest.line": "{name}: {what}",
  "letter.digest.mention": "{count, plural, one {# mention} other {# mentions}}",
  "letter.digest.direct": "{count, plural, one {# direct message} other {# direct messages}}",
  "letter.digest.reply": "{count, plural, one {# answer} other {# answers}}",
  "letter.digest.reaction": "{count, plural, one {# reaction} other {# reactions}}",
  "letter.digest.reminder": "{count, plural, one {# flag that is due} other {# flags that are due}}",
  "letter.digest.invitation": "{count, plural, one {# invitation} other {# invitations}}",
  "letter.digest.care": "{count, plural, one {# request for help} other {# requests for help}}",
  "letter.digest.emergency": "{count, plural, one {# emergency call} other {# emergency calls}}",
  "letter.digest.missed-call": "{count, plural, one {# missed call} other {# missed calls}}",
  "letter.digest.voicemail": "{count, plural, one {# voicemail} other {# voicemails}}",
  "letter.digest.rest":
    "What was written stays in Hearth. How often these e-mails come is in your settings, under Notifications.",
  "letter.digest.open": "Open Hearth",
  "letter.voicemail.subject": "Voicemail from {caller}",
  "letter.voicemail.unknown": "An unknown caller",
  "letter.voicemail.lead":
    "{count, plural, one {{caller} left you a message of # second.} other {{caller} left you a message of # seconds.}}",
  "letter.voicemail.open": "Listen in Hearth",
  "letter.limit.near": "{who} has spent most of a limit for calls outside",
  "letter.limit.reached": "{who} has reached a limit for calls outside",
  "letter.limit.house": "The whole organisation",
  "letter.limit.day": "Spent today: {spent} of {limit}.",
  "letter.limit.month": "Spent this month: {spent} of {limit}.",
  "letter.limit.minutes": "{count, plural, one {# minute} other {# minutes}}",
  "letter.limit.near.then":
    "When all of it is spent, the outside calls that count towards it end, and no more go out until it is raised or the day or month is over. Emergency calls always go out.",
  "letter.limit.reached.then":
    "The outside calls that count towards it have ended, and no more go out until it is raised or the day or month is over. Emergency calls always go out.",
  "letter.limit.open": "Open Telephony",
  "letter.emergency.subject": "Emergency call: {name} called {number}",
  "letter.emergency.who": "{name} ({extension}) called {number}: {time}.",
  "letter.emergency.where": "Address on file: {address}",
  "letter.emergency.nowhere": "No address is on file for this phone.",
  "letter.emergency.open": "Open Hearth",
  "phone.limit.money.day": "The spending limit of the day is reached",
  "phone.limit.money.month": "The spending limit of the month is reached",
  "phone.limit.minutes.day": "The minutes limit of the day is reached",
  "phone.limit.minutes.month": "The minutes limit of the month is reached",
  "phone.limit.money.day.house": "The spending limit of the day is reached for the whole house",
  "phone.limit.money.month.house": "The spending limit of the month is reached for the whole house",
  "phone.limit.minutes.day.house": "The minutes limit of the day is reached for the whole house",
  "phone.limit.minutes.month.house": "The minutes limit of the month is reached for the whole house",
  "letter.test.subject": "A test from Hearth",
  "letter.test.lead": "This is the test message that you asked for: e-mails from your Hearth arrive here.",
} as const;

export type LetterKey = keyof typeof enLetters;
