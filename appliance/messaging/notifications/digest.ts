/**
 * An e-mail about what waits in the centre of people who are away: who and how many, never what. It is sent at
 * most as often as the person likes, not to those who are here, and not in their quiet hours.
 */
import type { Directory } from "../../people/index.ts";
import type { Clock, Database, Letter, Mail, Stream, Timer } from "../../platform/index.ts";
import type { PreferenceBook } from "../preferences.ts";
import { isQuiet } from "./quiet.ts";
import type { NotificationRow, NotificationStore } from "./store.ts";

const minute = 60_000;
const every = 5 * minute;
/** What is younger may still be seen at a client that is just opening. */
const ripeAfter = 10 * minute;
const periods = { hourly: 60 * minute, daily: 24 * 60 * minute } as const;

const words: Readonly<Record<NotificationRow["kind"], readonly [one: string, many: string]>> = {
  mention: ["mention", "mentions"],
  direct: ["direct message", "direct messages"],
  reply: ["answer", "answers"],
  reaction: ["reaction", "reactions"],
  reminder: ["flag that is due", "flags that are due"],
  invitation: ["invitation", "invitations"],
  care: ["request for help", "requests for help"],
  "missed-call": ["missed call", "missed calls"],
  voicemail: ["voicemail", "voicemails"],
};

interface DigestParts {
  notifications: NotificationStore;
  preferences: PreferenceBook;
  directory: Directory;
  stream: Stream;
  clock: Clock;
  db: Database;
  mail: Mail;
  appUrl: () => string;
}

export class Digests {
  readonly #parts: DigestParts;
  #timer: Timer | undefined;

  constructor(parts: DigestParts) {
    this.#parts = parts;
    this.#schedule();
  }

  close(): void {
    this.#timer?.cancel();
  }

  /** Sends what is due now. */
  async send(): Promise<void> {
    const { notifications, mail, db, clock } = this.#parts;
    if (!mail.enabled) return;
    const now = clock.now();
    const waiting = Map.groupBy(
      notifications.waitingSinceDigest(now - ripeAfter),
      ({ personId }) => personId,
    );
    for (const [personId, rows] of waiting) {
      const address = this.#addressOf(personId, now);
      if (!address) continue;
      await db.write(() => {
        mail.enqueue(address, "digest", this.#letter(rows));
        notifications.setDigest(personId, Math.max(...rows.map(({ seq }) => seq)), now);
      });
    }
  }

  #schedule(): void {
    this.#timer = this.#parts.clock.after(every, () => {
      void this.send().catch(() => {}); // the next round tries again
      this.#schedule();
    });
  }

  /** Where to write to; undefined for those who are not to be written to now. */
  #addressOf(personId: string, now: number): string | undefined {
    const { directory, preferences, stream, notifications } = this.#parts;
    const person = directory.find(personId);
    const { digest, quiet } = preferences.of(personId);
    if (person?.state !== "active" || !directory.mayEnter(person) || digest === "off") return undefined;
    if (stream.hears(personId) || isQuiet(quiet, now)) return undefined;
    return now - notifications.digestAt(personId) >= periods[digest] ? person.email : undefined;
  }

  #letter(rows: readonly NotificationRow[]): Letter {
    const { directory, appUrl } = this.#parts;
    const nameOf = ({ actorId, caller }: NotificationRow) =>
      (actorId && directory.find(actorId)?.name) || caller || "Hearth";
    const lines = [...Map.groupBy(rows, nameOf)].map(([name, theirs]) => {
      const kinds = [...Map.groupBy(theirs, ({ kind }) => kind)].map(([kind, { length }]) => {
        const [one, many] = words[kind];
        return `${length} ${length === 1 ? one : many}`;
      });
      return `${name}: ${kinds.join(", ")}`;
    });
    return {
      subject: rows.length === 1 ? "One thing waits for you" : `${rows.length} things wait for you`,
      paragraphs: [
        ...lines,
        "What was written stays in Hearth. How often these e-mails come is in your settings, under Notifications.",
      ],
      action: { label: "Open Hearth", url: `${appUrl()}/notifications` },
    };
  }
}
