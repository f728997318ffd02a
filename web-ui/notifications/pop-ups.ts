/** Notifications of the operating system: shown by one tab of a browser, gone when what they tell of is seen. */
import type { Session } from "../store/session.ts";
import { t } from "../text/index.ts";
import { chime } from "./chime.ts";
import { atPopUps, isLookedAt, standForLeader } from "./leader.ts";
import { actorOf, headline, incomingCall, openMessage, pathOf, speakerOf, type Told } from "./words.ts";

/** What a pop-up remembers of itself. */
export interface Remembered {
  path: string;
  space: string | null;
  subject: string;
  /** Of the message; 0 where it is about none. */
  seq: number;
}

export const mayPopUp = (): boolean => "Notification" in globalThis && Notification.permission === "granted";

const registration = () => navigator.serviceWorker?.getRegistration();

/** Through the service worker where there is one: a phone's browser wants it, and the pop-up outlives the tab. */
async function popUp(title: string, body: string, remembered: Remembered, onOpen: () => void): Promise<void> {
  const options = { body, tag: remembered.subject, data: remembered, icon: "/icon-192.png" };
  const worker = await registration();
  if (worker) return atPopUps(() => worker.showNotification(title, { ...options, silent: true }));
  const shown = new Notification(title, { ...options, silent: true });
  withoutWorker.add(shown);
  shown.onclose = () => withoutWorker.delete(shown);
  shown.onclick = () => {
    window.focus();
    onOpen();
    shown.close();
  };
}
const withoutWorker = new Set<Notification>();

async function shownNow(): Promise<Notification[]> {
  const worker = await registration();
  return [...withoutWorker, ...((await worker?.getNotifications()) ?? [])];
}

export class PopUps {
  readonly #session: Session;
  readonly #open: (path: string) => void;
  readonly #stops: (() => void)[];
  #leads = false;
  #clearing: ReturnType<typeof setTimeout> | undefined;

  /** @param open goes to an address of the app */
  constructor(session: Session, open: (path: string) => void) {
    this.#session = session;
    this.#open = open;
    const clearSoon = () => {
      clearTimeout(this.#clearing);
      this.#clearing = setTimeout(() => void this.#clear(), 100);
    };
    this.#stops = [
      standForLeader(() => {
        this.#leads = true;
      }),
      session.onSignal("notice", (data) => void this.#tell(data as Told)),
      session.spaces.byId.subscribe(clearSoon),
      session.notifications.list.subscribe(clearSoon),
    ];
  }

  close(): void {
    for (const stop of this.#stops) stop();
    clearTimeout(this.#clearing);
  }

  async #tell(told: Told): Promise<void> {
    if (!this.#leads || (told.space && (await isLookedAt(told.space)))) return;
    const { sound = true, hideContent = false } = this.#session.marks.preferences.value ?? {};
    if (sound || told.kind === "emergency") chime();
    if (!mayPopUp()) return;
    const { text, emoji } = await openMessage(this.#session.keyring, told);
    const path = pathOf(told);
    const { space, subject, message } = told;
    const who = actorOf(told);
    if (who) await this.#session.people.know([who]).catch(() => {}); // told without the name
    const title = headline(speakerOf(this.#session), told, emoji);
    const remembered = { path, space, subject, seq: message?.seq ?? 0 };
    await popUp(title, hideContent ? t("notice.hidden") : text, remembered, () => this.#open(path));
  }

  /** What was read here or elsewhere needs no pop-up any more. */
  async #clear(): Promise<void> {
    if (!this.#leads || !mayPopUp()) return;
    const { spaces, notifications } = this.#session;
    const seen = new Set(
      notifications.list.value.filter(({ readAt }) => readAt !== null).map(({ subject }) => subject),
    );
    const waits = new Set(
      notifications.list.value.filter(({ readAt }) => readAt === null).map(({ subject }) => subject),
    );
    await atPopUps(async () => {
      for (const shown of await shownNow()) {
        const { space, subject, seq } = (shown.data ?? {}) as Partial<Remembered>;
        const readSeq = (space && spaces.byId.value.get(space)?.readSeq) || 0;
        const isRead = seq ? readSeq >= seq : false;
        const rings = subject === incomingCall; // here, on a card of its own
        if (subject && !waits.has(subject) && (seen.has(subject) || isRead || rings)) shown.close();
      }
    });
  }
}
