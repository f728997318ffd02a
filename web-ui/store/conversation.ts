/** The messages of one space, or of one thread in it: a window that is loaded, decrypted, and kept in step. */
import type { Message } from "../../appliance/messaging/index.ts";
import { ApiError, api, call } from "../api/client.ts";
import {
  inOrder,
  type MessageContent,
  type MessageView,
  mentionsIn,
  searchableText,
  viewMessage,
} from "./message-view.ts";
import type { Outbox } from "./outbox.ts";
import type { SealedSpace } from "./sealed-space.ts";
import { Signal } from "./signal.ts";
import type { Vault } from "./vault.ts";

export type { MessageContent, MessageView, Quote } from "./message-view.ts";

export interface ConversationState {
  messages: readonly MessageView[];
  /** Whether the first message of the space is among them, and whether the newest is. */
  atStart: boolean;
  atEnd: boolean;
  loading: boolean;
  error: ApiError | undefined;
  /** The message to show, when one was asked for. */
  target: { id: string } | undefined;
}

const pageSize = 60;
const empty: ConversationState = {
  messages: [],
  atStart: false,
  atEnd: true,
  loading: false,
  error: undefined,
  target: undefined,
};

export class Conversation {
  readonly state = new Signal<ConversationState>(empty);
  /** The message whose replies these are; undefined for the space itself. */
  readonly thread: string | undefined;
  readonly #space: SealedSpace;
  readonly #me: string;
  readonly #outbox: Outbox;
  readonly #vault: Vault;
  #opened = false;
  /** Until then the messages are those of the vault, and may lack what came since. */
  #loaded = false;

  constructor(options: { space: SealedSpace; me: string; outbox: Outbox; vault: Vault; thread?: string }) {
    this.#space = options.space;
    this.#me = options.me;
    this.thread = options.thread;
    this.#outbox = options.outbox;
    this.#vault = options.vault;
  }

  /** Shows what was kept of it, and loads the newest page, once. */
  open(): void {
    if (this.#opened) return;
    this.#opened = true;
    void this.#recall().then(() => this.refresh());
  }

  /** Puts the newest page in the place of what was recalled. */
  async refresh(): Promise<void> {
    if (!this.#opened || this.#loaded) return;
    await this.#load(async () => {
      const page = await this.#page({});
      const newest = page.at(-1)?.seq ?? 0;
      const since = this.state.value.messages.filter(({ seq }) => seq > newest); // on its way, or just sent
      this.#loaded = true;
      await this.#merge(page, since);
      this.#patch({ atStart: page.length < pageSize });
    });
  }

  /** What is shown may be gone: asks anew. */
  reload(): Promise<void> {
    this.#loaded = false;
    return this.refresh();
  }

  /** A message of one's own that is on its way, was stored, or could not be. */
  receiveOwn(view: MessageView): void {
    const known = this.#find(view.id);
    if (known) {
      if (known.state !== "sent" || view.state === "sent") this.#replace(view);
    } else if (view.state === "sending")
      this.#patch({ messages: inOrder([...this.state.value.messages, view]) });
  }

  async #recall(): Promise<void> {
    const kept = await this.#vault.messages(this.#space.id, this.thread);
    if (!this.#loaded) await this.#merge(kept);
  }

  loadEarlier(): Promise<void> {
    const { loading, atStart, messages } = this.state.value;
    if (loading || atStart) return Promise.resolve();
    return this.#load(async () => {
      const first = messages.find(({ seq }) => Number.isFinite(seq))?.seq;
      const page = await this.#page(first === undefined ? {} : { before: String(first) });
      await this.#merge(page);
      this.#patch({ atStart: page.length < pageSize });
    });
  }

  loadLater(): Promise<void> {
    const { loading, atEnd, messages } = this.state.value;
    if (loading || atEnd) return Promise.resolve();
    return this.#load(async () => {
      const last = messages.findLast(({ seq }) => Number.isFinite(seq))?.seq ?? 0;
      const page = await this.#page({ after: String(last) });
      await this.#merge(page);
      this.#patch({ atEnd: page.length < pageSize });
    });
  }

  /** Shows the messages around a place in the order; the message there is the target. */
  showAround(seq: number): Promise<void> {
    this.#opened = true;
    this.#loaded = true;
    const known = this.state.value.messages.find((message) => message.seq === seq);
    if (known) {
      this.#patch({ target: { id: known.id } });
      return Promise.resolve();
    }
    return this.#load(async () => {
      const [earlier, later] = await Promise.all([
        this.#page({ before: String(seq) }),
        this.#page({ after: String(Math.max(0, seq - 1)) }),
      ]);
      const pending = this.state.value.messages.filter(({ state }) => state !== "sent");
      this.#patch({ messages: pending });
      await this.#merge([...earlier, ...later]);
      this.#patch({
        atStart: earlier.length < pageSize,
        atEnd: later.length < pageSize,
        target: later[0] && { id: later[0].id },
      });
    });
  }

  /** Leaves an older place for the newest messages. */
  async showNewest(): Promise<void> {
    if (this.state.value.atEnd) return;
    const pending = this.state.value.messages.filter(({ state }) => state !== "sent");
    this.#loaded = true;
    this.#patch({ ...empty, messages: pending });
    await this.loadEarlier();
  }

  forgetTarget(): void {
    this.#patch({ target: undefined });
  }

  /** What the stream says of a message: created, edited, reacted to or deleted. */
  receive(message: Message): void {
    if (!this.#opened) return;
    const { atEnd, messages } = this.state.value;
    if (!atEnd && !messages.some(({ id }) => id === message.id)) return;
    void this.#vault.keepMessages([message]);
    void this.#merge([message]);
  }

  /** A reply came or went in the thread of one of these. */
  receiveThread(root: string, thread: Message["thread"]): void {
    const view = this.#find(root);
    if (view) this.#replace({ ...view, thread });
  }

  /**
   * Shows the message at once and sends it when its turn comes.
   * @param wordsInFiles what is written in its files, by which it is found
   */
  send(content: MessageContent, wordsInFiles = ""): void {
    const view: MessageView = {
      id: crypto.randomUUID(),
      space: this.#space.id,
      author: this.#me,
      seq: Number.POSITIVE_INFINITY,
      parent: this.thread ?? null,
      thread: { replies: 0, lastAt: 0 },
      content,
      reactions: [],
      createdAt: Date.now(),
      editedAt: null,
      state: "sending",
    };
    this.#patch({ messages: [...this.state.value.messages, view] });
    this.#outbox.add(view, wordsInFiles);
    void this.showNewest();
  }

  retry(id: string): void {
    const view = this.#find(id);
    if (view?.state !== "failed") return;
    this.#replace({ ...view, state: "sending" });
    this.#outbox.add({ ...view, state: "sending" });
  }

  edit(id: string, text: string): Promise<void> {
    const view = this.#find(id);
    if (!view || typeof view.content === "string") return Promise.resolve();
    const { link, ...rest } = view.content;
    const content = { ...rest, text, ...(link && text.includes(link.url) && { link }) };
    return this.#attempt(view, { ...view, content, editedAt: Date.now() }, () =>
      this.#space.seal(id, content, async ({ key, body }) => {
        const tokens = await this.#space.tokens(searchableText(content));
        const json = { key, body, mentions: mentionsIn(text), tokens };
        await this.#merge([(await call(api.messages[":id"].$patch({ param: { id }, json }))).message]);
      }),
    );
  }

  delete(id: string): Promise<void> {
    const view = this.#find(id);
    if (!view) return Promise.resolve();
    return this.#attempt(view, { ...view, content: "deleted", reactions: [] }, () =>
      call(api.messages[":id"].$delete({ param: { id } })),
    );
  }

  /** Adds one's own reaction, or takes it back. */
  react(id: string, emoji: string): Promise<void> {
    const view = this.#find(id);
    if (!view) return Promise.resolve();
    const mine = view.reactions.filter(({ person, emoji: given }) => person === this.#me && given === emoji);
    if (mine.length > 0) {
      const reactions = view.reactions.filter((reaction) => !mine.includes(reaction));
      return this.#attempt(view, { ...view, reactions }, async () => {
        for (const reaction of mine)
          await call(
            api.messages[":id"].reactions[":reaction"].$delete({ param: { id, reaction: reaction.id } }),
          );
      });
    }
    const made = { id: crypto.randomUUID(), person: this.#me, emoji };
    return this.#attempt(view, { ...view, reactions: [...view.reactions, made] }, () =>
      this.#space.seal(id, emoji, async ({ body }) => {
        const json = { id: made.id, emoji: body };
        await call(api.messages[":id"].reactions.$post({ param: { id }, json }));
      }),
    );
  }

  /** Shows `after` at once, and `before` again when the appliance refuses. */
  async #attempt(before: MessageView, after: MessageView, run: () => Promise<unknown>): Promise<void> {
    this.#replace(after);
    try {
      await run();
    } catch (error) {
      this.#replace(before);
      throw error;
    }
  }

  async #page(place: { before?: string; after?: string }): Promise<Message[]> {
    const query = { ...place, limit: String(pageSize), ...(this.thread && { thread: this.thread }) };
    const param = { id: this.#space.id };
    const { messages } = await call(api.spaces[":id"].messages.$get({ param, query }));
    void this.#vault.keepMessages(messages);
    return messages;
  }

  async #load(run: () => Promise<void>): Promise<void> {
    this.#patch({ loading: true, error: undefined });
    try {
      await run();
      this.#patch({ loading: false });
    } catch (error) {
      // Without a connection the banner says so, and what was kept is shown.
      const shown =
        error instanceof ApiError &&
        !(error.status === 0 && !this.#loaded && this.state.value.messages.length > 0)
          ? error
          : undefined;
      this.#patch({ loading: false, error: shown });
    }
  }

  /** @param among what is shown besides; those that are shown now where nothing is given */
  async #merge(incoming: readonly Message[], among?: readonly MessageView[]): Promise<void> {
    const views = await Promise.all(incoming.map((message) => viewMessage(this.#space.keyring, message)));
    const before = among ?? this.state.value.messages;
    const byId = new Map(before.map((message) => [message.id, message]));
    for (const view of views) byId.set(view.id, view);
    this.#patch({ messages: inOrder(byId.values()) });
  }

  #find(id: string): MessageView | undefined {
    return this.state.value.messages.find((message) => message.id === id);
  }

  #replace(view: MessageView): void {
    const { messages } = this.state.value;
    this.#patch({ messages: inOrder(messages.map((message) => (message.id === view.id ? view : message))) });
  }

  #patch(change: Partial<ConversationState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }
}
