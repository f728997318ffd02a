/** What of calling retention takes away: messages in mailboxes, and records of calls. */
import type { Keepsake } from "../messaging/index.ts";
import type { CallRecords } from "./records.ts";
import type { Mailboxes } from "./voicemail/index.ts";

export const keepsakesOf = (mailboxes: Mailboxes, records: CallRecords): readonly Keepsake[] => [
  {
    kind: "voicemail",
    count: (before, held) => mailboxes.outdated(before, held).length,
    async take(before, held, limit) {
      const messages = mailboxes.outdated(before, held, limit);
      await mailboxes.expire(messages);
      return messages.length;
    },
  },
  {
    kind: "calls",
    count: (before, held) => records.countOutdated(before, held),
    take: (before, held, limit) => records.expire(before, held, limit),
  },
];
