/** How the parts of the house are, and what to do about it. */
export const enHealth = {
  "health.well": "OK",
  "health.attention": "Attention",
  "health.failed": "Failed",
  "health.part.disk": "Disk",
  "health.part.encryption": "Phones without encryption",
  "health.part.fraud": "Calls to other countries",
  "health.part.mail": "Mail",
  "health.part.opus": "Phones in meetings",
  "health.part.phone-book": "Phone book over LDAP",
  "health.part.speech": "Voice prompts",
  "health.part.spending": "Spending on calls",
  "health.part.telephony": "Telephony",
  "health.part.trunks": "Trunks",
  "health.broken": "This check failed: {reason}",
  "health.broken.remedy": "See the log of the appliance.",
  "health.disk.enough": "{free} GiB of {all} GiB are free.",
  "health.disk.full": "Only {free} GiB of {all} GiB are free.",
  "health.disk.full.remedy": "Free up space or enlarge the disk, or messages will be refused.",
  "health.disk.scarce": "{free} GiB of {all} GiB are free.",
  "health.disk.scarce.remedy": "Plan a larger disk, or remove old backups.",
  "health.opus.found": "libopus is installed.",
  "health.opus.missing": "libopus is missing: browsers cannot hear phones in meetings.",
  "health.opus.missing.remedy": "Install the package libopus0 and start Hearth again.",
  "health.telephony.ports": "SIP on UDP {udp}, TCP {tcp}, TLS {tls}.",
  "health.encryption.kept": "None has been refused.",
  "health.encryption.refused":
    "Refused, because they sign in without encryption: {phones}{more, plural, =0 {} other { and # more}}.",
  "health.encryption.refused.remedy":
    "Set them to TLS and SRTP, or open Devices and allow them to speak unencrypted.",
  "health.phone-book.off": "Switched off.",
  "health.phone-book.open": "LDAP over TLS on port {port}.",
  "health.phone-book.closed": "Port {port} could not be opened: phones cannot search the phone book.",
  "health.phone-book.closed.remedy":
    "Stop what uses the port, or set tls_port or enabled = false under [ldap] in hearth.toml, and start Hearth again.",
  "health.speech.found":
    "Voicemail and menus speak {count, plural, one {# language} other {# languages}}; people who read another hear English.",
  "health.speech.missing": "espeak-ng is missing: voicemail and menus beep where they would speak.",
  "health.speech.missing.remedy": "Install the package espeak-ng and start Hearth again.",
  "health.fraud.none": "Nobody has been stopped.",
  "health.fraud.stopped":
    "{count, plural, one {# person was stopped} other {# people were stopped}} after too many calls to other countries.",
  "health.fraud.stopped.remedy":
    "Ask them, change their phones’ passwords, then allow them again under Telephony.",
  "health.spending.within": "No limit is reached.",
  "health.spending.house": "A limit for the whole organisation is reached: only emergency calls go out.",
  "health.spending.house.remedy":
    "See who spent what under Telephony, and raise the limit or wait for the next day or month.",
  "health.spending.house-near": "Most of a limit for the whole organisation is spent.",
  "health.spending.house-near.remedy":
    "See who spent what under Telephony, and raise the limit before only emergency calls go out.",
  "health.spending.people-near":
    "{count, plural, one {# person has spent most of their limit.} other {# people have spent most of their limit.}}",
  "health.spending.people-near.remedy":
    "See who spent what under Telephony, and raise the limit where it is needed.",
  "health.spending.people":
    "{count, plural, one {# person has} other {# people have}} reached a limit: they can call outside only in emergencies.",
  "health.spending.people.remedy":
    "See who spent what under Telephony, and raise the limit or wait for the next day or month.",
  "health.trunks.none":
    "There is no trunk: nobody can call outside, and emergency calls cannot leave the house.",
  "health.trunks.none.remedy": "Add one under Telephony.",
  "health.trunks.answer":
    "{count, plural, one {One is in use, and answers.} other {# are in use, and all answer.}}",
  "health.trunks.silent": "Not answering: {trunks}.",
  "health.trunks.silent.remedy": "Open it under Telephony and check the server, the port and the password.",
  "health.mail.goes": "Through {server}, {count, plural, =0 {none waiting} other {# waiting}}.",
  "health.mail.none": "No mail server is configured: there are no guests, digests or voicemail by e-mail.",
  "health.mail.none.remedy": "Set one up under Mail.",
  "health.mail.stuck":
    "{count, plural, one {# e-mail is} other {# e-mails are}} waiting. {server} said: {reason}",
  "health.mail.stuck.remedy": "Open Mail and send a test message.",
  "health.mail.refused": "{server} refused {count, plural, one {# e-mail} other {# e-mails}} permanently.",
  "health.mail.refused.remedy": "Open Mail and send a test message.",
} as const;
