/**
 * An e-mail about what waits in the centre of people who are away: who and how many, never what. It is sent at
 * most as often as the person likes, not to those who are here, and not in their quiet hours.
 */
import type { Directory } from "../../people/index.ts";
import {
  type Clock,
  type Database,
  every,
  type Letter,
  type Mail,
  type Stream,
  type Timer,
  type WordingFor,
} from "../../platform/index.ts";
import type { PreferenceBook } from "../preferences.ts";
import { isQuiet } from "./quiet.ts";
import type { NotificationRow, NotificationStore } from "./store.ts";

const minute = 60_000;
const roundEvery = 5 * minute;
/** What is younger may still be seen at a client that is just opening. */
const ripeAfter = 10 * minute;
const periods = { hourly: 60 * minute, daily: 24 * 60 * minute } as const;

interface DigestParts {
  notifications: NotificationStore;
  preferences: PreferenceBook;
  directory: Directory;
  stream: Stream;
  clock: Clock;
  db: Database;
  mail: Mail;
  appUrl: () => string;
  wordingFor: WordingFor;
}

export class Digests {
  readonly #parts: DigestParts;
  readonly #timer: Timer;

  constructor(parts: DigestParts) {
    this.#parts = parts;
    this.#timer = every(parts.clock, roundEvery, () => this.send());
  }

  close(): void {
    this.#timer.cancel();
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
        mail.enqueue(address, "digest", this.#letter(personId, rows));
        notifications.setDigest(personId, Math.max(...rows.map(({ seq }) => seq)), now);
      });
    }
  }

  /** Where to write to; undefined for those who are not to be written to now. */
  #addressOf(personId: string, now: number): string | undefined {
    const { directory, preferences, stream, notifications } = this.#parts;
    const person = directory.find(personId);
    const { digest, quiet } = preferences.of(personId);
    if (person?.state !== "active" || !directory.mayEnter(person) || digest === "off") return undefined;
    if (stream.isConnected(personId) || isQuiet(quiet, now)) return undefined;
    return now - notifications.digestAt(personId) >= periods[digest] ? person.email : undefined;
  }

  #letter(personId: string, rows: readonly NotificationRow[]): Letter {
    const { directory, appUrl, wordingFor } = this.#parts;
    const wording = wordingFor(personId);
    const { say } = wording;
    const nameOf = ({ actorId, caller }: NotificationRow) =>
      (actorId && directory.find(actorId)?.name) || caller || "Hearth";
    const lines = [...Map.groupBy(rows, nameOf)].map(([name, theirs]) => {
      const kinds = [...Map.groupBy(theirs, ({ kind }) => kind)].map(([kind, { length }]) =>
        say(`letter.digest.${kind}`, { count: length }),
      );
      return say("letter.digest.line", { name, what: wording.list(kinds) });
    });
    return {
      language: wording,
      subject: say("letter.digest.subject", { count: rows.length }),
      paragraphs: [...lines, say("letter.digest.rest")],
      action: { label: say("letter.digest.open"), url: `${appUrl()}/notifications` },
    };
  }
}
