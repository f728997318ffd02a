/** The messages of one space, or of one thread in it: loaded where one looks, kept in step, and written to. */
import type { Message } from "../../appliance/messaging/index.ts";
import { ApiError } from "../api/client.ts";
import { mostHeld } from "./held-messages.ts";
import { MessageChanges } from "./message-changes.ts";
import { MessagePages } from "./message-pages.ts";
import { inOrder, type MessageContent, type MessageView, viewToSend } from "./message-view.ts";
import { MessageWindow } from "./message-window.ts";
import type { Outbox } from "./outbox.ts";
import type { SealedSpace } from "./sealed-space.ts";
import { Signal } from "./signal.ts";
import type { Vault } from "./vault.ts";

export type { MessageContent, MessageView, Quote } from "./message-view.ts";

export class Conversation {
  readonly #window = new MessageWindow();
  readonly state = this.#window.state;
  /** How many messages were written here: who writes one wants to see it, wherever they are reading. */
  readonly written = new Signal(0);
  /** The message whose replies these are; undefined for the space itself. */
  readonly thread: string | undefined;
  readonly changes: MessageChanges;
  readonly #space: SealedSpace;
  readonly #me: string;
  readonly #outbox: Outbox;
  readonly #pages: MessagePages;
  #opened = false;
  #looked = false;
  /** When what was kept is shown. */
  #recalled: Promise<void> = Promise.resolve();
  /** Until then the messages are those of the vault, and may lack what came since. */
  #loaded = false;
  /** Whether the newest is being looked at, as far as anybody looks. */
  #following = true;
  /** Counts the places that were gone to: an answer for an earlier one comes too late. */
  #place = 0;

  constructor(options: { space: SealedSpace; me: string; outbox: Outbox; vault: Vault; thread?: string }) {
    this.#space = options.space;
    this.#me = options.me;
    this.thread = options.thread;
    this.#outbox = options.outbox;
    this.#pages = new MessagePages(options);
    this.changes = new MessageChanges({
      ...options,
      find: (id) => this.#window.find(id),
      show: (view) => this.#window.replace(view),
      receive: async (message) => this.#window.merge(await this.#pages.view([message])),
    });
  }

  /**
   * Shows what was kept of it, and loads the newest page, once; resolves when what was asked for is shown.
   * @param at seq of the message at which one was reading; without it, who comes back finds the newest
   */
  async open(at?: number): Promise<void> {
    this.#looked = true;
    if (!this.#opened) {
      this.#opened = true;
      this.#recalled = this.#recall();
      await (at === undefined ? this.refresh() : this.#resume(at));
    } else if (!this.state.value.target) await this.#comeBack(at);
  }

  async #comeBack(at: number | undefined): Promise<void> {
    const { loading, messages } = this.state.value;
    if (at !== undefined) {
      if (!this.#loaded || !messages.some(({ seq }) => seq === at)) await this.#loadAround(at);
    } else if (this.#loaded) await this.showNewest();
    else if (!loading) await this.refresh(); // what was prepared failed
  }

  /** Goes on where one was reading, when what was kept is shown; unless one has gone elsewhere by then, as by a link. */
  async #resume(at: number): Promise<void> {
    const place = this.#place;
    await this.#recalled;
    if (place === this.#place) await this.#loadAround(at);
  }

  /** Somebody is about to look: what they will see is asked for. */
  prepare(): void {
    if (this.#opened) return;
    void this.open();
    this.#looked = false;
  }

  /** Whether it is looked at, or has something of one's own on its way. */
  get isWanted(): boolean {
    return this.#looked || this.#window.waiting.length > 0;
  }

  /** Nobody looks any more. */
  leave(): void {
    this.#looked = false;
    this.follow(true);
    this.#window.patch({ target: undefined });
  }

  /** Says whether the newest is being looked at: what comes then makes what is far above go, else it waits below. */
  follow(following: boolean): void {
    this.#following = following;
  }

  /** Puts the newest page in the place of what was recalled. */
  async refresh(): Promise<void> {
    if (!this.#opened || this.#loaded) return;
    const asked = this.#pages.newest();
    await this.#load(
      () => this.#recalled.then(() => asked), // what was kept is shown first
      ({ messages, complete }) => {
        const newest = messages.at(-1)?.seq ?? 0;
        const since = this.state.value.messages.filter(({ seq }) => seq > newest); // on its way, or just sent
        this.#loaded = true;
        this.#window.merge(messages, { among: since });
        this.#window.patch({ atStart: complete, atEnd: true });
      },
    );
  }

  /** Asks for what changed after the answers that are shown and before the stream was followed: it was in neither. */
  async makeUp(): Promise<void> {
    if (!this.#loaded) return this.refresh();
    if (!this.state.value.atEnd) return; // what comes later is asked for by whoever goes there
    await this.#load(
      () => this.#pages.newest(),
      ({ messages, complete }) => {
        const oldest = messages[0]?.seq ?? 0;
        const meets = complete || this.state.value.messages.some(({ seq }) => seq === oldest);
        this.#window.merge(messages, meets ? {} : { among: this.#window.waiting });
        if (!meets) this.#window.patch({ atStart: false });
      },
    );
  }

  /** What is shown may be gone: asks anew. */
  reload(): Promise<void> {
    this.#loaded = false;
    return this.refresh();
  }

  /** A message of one's own that is on its way, was stored, or could not be. */
  receiveOwn(view: MessageView): void {
    const known = this.#window.find(view.id);
    if (known && view.state === "sent" && !this.state.value.atEnd) {
      // Its place is after others that are not held.
      this.#window.remove(view.id);
    } else if (known) {
      if (known.state !== "sent" || view.state === "sent") this.#window.replace(view);
    } else if (view.state !== "sent")
      this.#window.patch({ messages: inOrder([...this.state.value.messages, view]) });
  }

  async #recall(): Promise<void> {
    const kept = await this.#pages.kept();
    if (!this.#loaded && kept.length > 0) this.#window.merge(kept);
  }

  loadEarlier(): Promise<void> {
    const { loading, atStart, messages } = this.state.value;
    if (loading || atStart) return Promise.resolve();
    return this.#load(
      () => this.#pages.before(messages.find(({ seq }) => Number.isFinite(seq))?.seq),
      (page) => {
        this.#window.patch({ atStart: page.complete });
        this.#window.merge(page.messages, { keep: "earlier" });
      },
    );
  }

  loadLater(): Promise<void> {
    const { loading, atEnd, messages } = this.state.value;
    if (loading || atEnd) return Promise.resolve();
    const last = messages.findLast(({ seq }) => Number.isFinite(seq))?.seq ?? 0;
    return this.#load(
      () => this.#pages.after(last),
      (page) => {
        this.#window.patch({ atEnd: page.complete });
        this.#window.merge(page.messages, { keep: "later" });
      },
    );
  }

  /** Shows the messages around a place in the order; the message there is the target. */
  showAround(seq: number): Promise<void> {
    this.#opened = true;
    this.#loaded = true;
    const known = this.state.value.messages.find((message) => message.seq === seq);
    if (!known)
      return this.#loadAround(seq, (found) => this.#window.patch({ target: found && { id: found.id } }));
    this.#place++;
    this.#window.patch({ target: { id: known.id }, loading: false });
    return Promise.resolve();
  }

  /** @param onShown told of the message there, or of the first after it */
  #loadAround(seq: number, onShown: (found: MessageView | undefined) => void = () => {}): Promise<void> {
    this.#place++;
    return this.#load(
      () => this.#pages.around(seq),
      ([earlier, later]) => {
        this.#following = false;
        this.#loaded = true;
        this.#window.merge([...earlier.messages, ...later.messages], { among: this.#window.waiting });
        this.#window.patch({ atStart: earlier.complete, atEnd: later.complete });
        onShown(later.messages[0]);
      },
    );
  }

  /** Leaves an older place for the newest messages. */
  async showNewest(): Promise<void> {
    this.#following = true;
    if (this.state.value.atEnd) return;
    this.#loaded = true;
    this.#place++;
    this.#window.beginAnew();
    await this.loadEarlier();
  }

  /** What the stream says of a message: created, edited, reacted to or deleted. */
  receive(message: Message): void {
    if (!this.#opened || !this.#belongs(message.id)) return;
    this.#pages.keep([message]);
    void this.#pages.view([message]).then((views) => {
      if (!this.#belongs(message.id)) return;
      const keep = this.#following ? "later" : "earlier";
      this.#window.merge(views, { keep, most: this.#following ? mostHeld : 2 * mostHeld });
    });
  }

  /** Whether a message that came is shown where one is. */
  #belongs(id: string): boolean {
    return this.state.value.atEnd || this.#window.find(id) !== undefined;
  }

  /** A reply came or went in the thread of one of these. */
  receiveThread(root: string, thread: Message["thread"]): void {
    const view = this.#window.find(root);
    if (view) this.#window.replace({ ...view, thread });
  }

  /**
   * Shows the message at once and sends it when its turn comes.
   * @param wordsInFiles what is written in its files, by which it is found
   */
  send(content: MessageContent, wordsInFiles = ""): void {
    const view = viewToSend({
      space: this.#space.id,
      author: this.#me,
      parent: this.thread ?? null,
      content,
    });
    this.#window.patch({ messages: [...this.state.value.messages, view] });
    this.#outbox.add(view, wordsInFiles);
    void this.showNewest();
    this.written.update((count) => count + 1);
  }

  retry(id: string): void {
    this.#outbox.retry(id);
  }

  /** Gives up what could not be sent. */
  discard(id: string): void {
    this.#outbox.discard(id);
    this.#window.remove(id);
  }

  /** Shows what was asked for, unless one has gone elsewhere meanwhile. */
  async #load<Answer>(ask: () => Promise<Answer>, show: (answer: Answer) => void): Promise<void> {
    const place = this.#place;
    this.#window.patch({ loading: true, error: undefined });
    try {
      const answer = await ask();
      if (place !== this.#place) return;
      show(answer);
      this.#window.patch({ loading: false });
    } catch (error) {
      if (place !== this.#place) return;
      // Without a connection the banner says so, and what was kept is shown.
      const shown =
        error instanceof ApiError &&
        !(error.status === 0 && !this.#loaded && this.state.value.messages.length > 0)
          ? error
          : undefined;
      this.#window.patch({ loading: false, error: shown });
    }
  }
}
