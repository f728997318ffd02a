/** What of calling retention takes away: messages in mailboxes, and records of calls. */
import type { Keepsake } from "../../messaging/index.ts";
import type { Mailboxes } from "../voicemail/index.ts";
import type { CallRecords } from "./records.ts";

export const keepsakesOf = (mailboxes: Mailboxes, records: CallRecords): readonly Keepsake[] => [
  {
    kind: "voicemail",
    count: ({ before, held }) => mailboxes.outdated(before, held.people).length,
    async take({ before, held }, limit) {
      const messages = mailboxes.outdated(before, held.people, limit);
      await mailboxes.expire(messages);
      return messages.length;
    },
    release: ({ people }) => mailboxes.expire(mailboxes.released(people)),
  },
  {
    kind: "calls",
    count: ({ before, held }) => records.countOutdated(before, held.people),
    take: ({ before, held }, limit) => records.expire(before, held.people, limit),
    release: async () => {}, // what a person takes out of their history stays on record
  },
];
