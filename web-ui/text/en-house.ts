/** The texts of what the house keeps and sends: mail, guests, retention, export. */
export const enHouse = {
  "admin.mail": "Mail",
  "mail.server": "Mail server",
  "mail.off": "No mail server is configured.",
  "mail.off.help":
    "Guests, digests and voicemail by e-mail need one. Name it under [mail] in hearth.toml (host, port, security, user, password, from) and start Hearth again.",
  "mail.through": "{server}, as {from}",
  "mail.security.none": "Without encryption",
  "mail.security.starttls": "Encrypted (STARTTLS)",
  "mail.security.tls": "Encrypted (TLS)",
  "mail.sent": "The last e-mail was sent {when}",
  "mail.sent.never": "No e-mail was sent since the start",
  "mail.waiting": "{count, plural, =0 {None waits} one {# waits} other {# wait}}",
  "mail.trouble": "The server said: {reason}",
  "mail.retry": "Try again now",
  "mail.test": "Send a test message",
  "mail.test.to": "To",
  "mail.test.send": "Send",
  "mail.test.sent": "The server took it. Look into the mailbox of {to}.",
  "mail.refused": "Refused for good",
  "mail.refused.lead":
    "The server will not take these, or was not there for two days. They are kept here for two weeks.",
  "mail.purpose.invitation": "Invitation",
  "mail.purpose.digest": "Digest",
  "mail.purpose.voicemail": "Voicemail",
  "mail.purpose.test": "Test",
} as const;
