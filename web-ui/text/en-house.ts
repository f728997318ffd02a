/** The texts of what the house keeps and sends: mail, guests, retention, export. */
export const enHouse = {
  "admin.mail": "Mail",

  "admin.role.guest": "Guest",
  "admin.guests": "Guests",
  "guest.badge": "Guest",
  "guest.space": "Has guests",
  "guest.space.help": "People from outside the organisation read this space.",
  "guest.invite": "Invite {email} as a guest",
  "guest.invite.help": "They get a link by e-mail and see this space only.",
  "guest.invited": "The invitation is on its way to {email}.",
  "guest.pending": "Invited, not joined yet",
  "guest.until": "Until {when}",
  "guest.over": "Expired",
  "guest.ended": "Ended",
  "guest.prolong": "Extend",

  "admin.retention": "Retention",
  "keep.messages": "Keep messages",
  "keep.files": "Keep files",
  "keep.usual": "The organisation’s default",
  "keep.days": "{count, plural, one {# day} other {# days}}",

  "export.title": "Your data",
  "export.lead":
    "A ZIP with what you wrote, the files you shared and your account. It is decrypted here, in your browser; keep it where nobody else can read it.",
  "export.lead.more":
    "It also contains your voicemail as sound files, your calls, your contacts, and the whiteboards you made.",
  "export.start": "Export your data",
  "export.progress":
    "{messages} of {of, plural, one {# message} other {# messages}}, {files, plural, one {# file} other {# files}}",
  "export.done": "Your data is in your browser’s downloads.",

  "digest.label": "E-mail while you are away",
  "digest.help": "Says who is waiting for you and how many messages there are, never what was written.",
  "digest.off": "Never",
  "digest.hourly": "At most once an hour",
  "digest.daily": "At most once a day",
  "callsettings.voicemail.mail": "Voicemail by e-mail",
  "callsettings.voicemail.mail.off": "No",
  "callsettings.voicemail.mail.notice": "A notice",
  "callsettings.voicemail.mail.attach": "With the recording",
} as const;
