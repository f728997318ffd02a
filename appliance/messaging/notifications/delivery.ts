/** Tells people at once, unless it is their quiet hour: those who are here by a signal, those who are away by push. */
import type { Clock, Stream } from "../../platform/index.ts";
import type { Message } from "../message-view.ts";
import type { PreferenceBook } from "../preferences.ts";
import { isQuiet } from "./quiet.ts";
import type { NotificationRow } from "./store.ts";

/** What a client shows outside the page; a message comes as ciphertext. */
export interface Notice {
  /** `message`: one in a space of which the person wants to hear everything; it waits in no centre. */
  kind: NotificationRow["kind"] | "message";
  subject: string;
  space: string | null;
  actor: string | null;
  caller: string;
  at: number;
  message: Message | null;
}

/** Told of people who should hear of something and have no client. */
export type WakePeople = (personIds: readonly string[], notice: Notice) => void;

export class Delivery {
  readonly #stream: Stream;
  readonly #clock: Clock;
  readonly #preferences: PreferenceBook;
  readonly #wake: WakePeople;

  constructor(parts: { stream: Stream; clock: Clock; preferences: PreferenceBook; wake: WakePeople }) {
    this.#stream = parts.stream;
    this.#clock = parts.clock;
    this.#preferences = parts.preferences;
    this.#wake = parts.wake;
  }

  tell(personIds: readonly string[], notice: Notice): void {
    const now = this.#clock.now();
    const awake = personIds.filter((id) => !isQuiet(this.#preferences.of(id).quiet, now));
    if (awake.length === 0) return;
    const { present = [], away = [] } = Object.groupBy(awake, (id) =>
      this.#stream.isConnected(id) ? "present" : "away",
    );
    if (present.length > 0) this.#stream.signal(present, "notice", notice);
    if (away.length > 0) this.#wake(away, notice);
  }

  /** An emergency call: whatever their hours, on every screen and in every browser that they have. */
  alarm(personIds: readonly string[], about: Pick<Notice, "subject" | "actor" | "caller" | "at">): void {
    const notice = { ...about, kind: "emergency", space: null, message: null } as const;
    this.#stream.signal(personIds, "notice", notice);
    this.#wake(personIds, { ...notice, caller: "" });
  }
}
