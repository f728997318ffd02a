/** The messages of one space: what is loaded, decrypted, and on its way. */
import type { Message } from "../../appliance/messaging/index.ts";
import { ApiError, api, call } from "../api/client.ts";
import { decryptContent, encryptContent } from "../crypto/content.ts";
import type { FileReference } from "../crypto/files.ts";
import type { Keyring } from "../crypto/keyring.ts";
import { Signal } from "./signal.ts";

/** What is inside a message's ciphertext. */
export interface MessageContent {
  /** Markdown; a mention is a link to `mention:<person id>`. */
  text: string;
  files?: FileReference[];
}

export interface MessageView {
  id: string;
  author: string;
  /** Infinity while on its way: the newest of all. */
  seq: number;
  content: MessageContent | "locked" | "deleted";
  createdAt: number;
  editedAt: number | null;
  state: "sending" | "sent" | "failed";
}

export interface ConversationState {
  messages: readonly MessageView[];
  /** Whether the first message of the space is among them. */
  atStart: boolean;
  loading: boolean;
  error: ApiError | undefined;
}

const pageSize = 60;

export const mentionsIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\]\(mention:([\w-]+)\)/g)].map(([, id]) => id ?? "")),
];

export class Conversation {
  readonly state = new Signal<ConversationState>({
    messages: [],
    atStart: false,
    loading: false,
    error: undefined,
  });
  readonly #space: string;
  readonly #me: string;
  readonly #keyring: Keyring;
  readonly #currentKey: () => string;
  #opened = false;
  /** Messages in the order in which they were sent; the next waits for the one before. */
  #sending: Promise<void> = Promise.resolve();

  constructor(options: { space: string; me: string; keyring: Keyring; currentKey: () => string }) {
    this.#space = options.space;
    this.#me = options.me;
    this.#keyring = options.keyring;
    this.#currentKey = options.currentKey;
  }

  /** Loads the newest page, once. */
  open(): void {
    if (this.#opened) return;
    this.#opened = true;
    void this.loadEarlier();
  }

  async loadEarlier(): Promise<void> {
    const { loading, atStart, messages } = this.state.value;
    if (loading || atStart) return;
    this.#patch({ loading: true, error: undefined });
    try {
      const first = messages.find(({ seq }) => Number.isFinite(seq))?.seq;
      const query = { limit: String(pageSize), ...(first !== undefined && { before: String(first) }) };
      const page = await call(api.spaces[":id"].messages.$get({ param: { id: this.#space }, query }));
      await this.#merge(page.messages);
      this.#patch({ loading: false, atStart: page.messages.length < pageSize });
    } catch (error) {
      this.#patch({ loading: false, error: error instanceof ApiError ? error : undefined });
    }
  }

  /** What the stream says of a message: created, edited or deleted. */
  receive(message: Message): void {
    if (this.#opened) void this.#merge([message]);
  }

  /** Shows the message at once and sends it when its turn comes. */
  send(content: MessageContent): void {
    const view: MessageView = {
      id: crypto.randomUUID(),
      author: this.#me,
      seq: Number.POSITIVE_INFINITY,
      content,
      createdAt: Date.now(),
      editedAt: null,
      state: "sending",
    };
    this.#patch({ messages: [...this.state.value.messages, view] });
    this.#queue(view);
  }

  retry(id: string): void {
    const view = this.state.value.messages.find((message) => message.id === id);
    if (view?.state !== "failed") return;
    this.#replace({ ...view, state: "sending" });
    this.#queue(view);
  }

  async edit(id: string, text: string): Promise<void> {
    const view = this.state.value.messages.find((message) => message.id === id);
    if (!view || typeof view.content === "string") return;
    const content = { ...view.content, text };
    this.#replace({ ...view, content, editedAt: Date.now() });
    try {
      await this.#withCurrentKey(async (key) => {
        const body = await this.#encrypt(key, id, content);
        const json = { key, body, mentions: mentionsIn(text) };
        await this.#merge([(await call(api.messages[":id"].$patch({ param: { id }, json }))).message]);
      });
    } catch (error) {
      this.#replace(view);
      throw error;
    }
  }

  async delete(id: string): Promise<void> {
    const view = this.state.value.messages.find((message) => message.id === id);
    if (!view) return;
    this.#replace({ ...view, content: "deleted" });
    try {
      await call(api.messages[":id"].$delete({ param: { id } }));
    } catch (error) {
      this.#replace(view);
      throw error;
    }
  }

  #queue(view: MessageView): void {
    this.#sending = this.#sending.then(async () => {
      try {
        await this.#post(view);
      } catch {
        this.#replace({ ...view, state: "failed" }); // shown beside the message, with the way to try again
      }
    });
  }

  async #post(view: MessageView): Promise<void> {
    if (typeof view.content === "string") return;
    const { text, files = [] } = view.content;
    const content = view.content;
    for (let attempt = 0; ; attempt++)
      try {
        await this.#withCurrentKey(async (key) => {
          const body = await this.#encrypt(key, view.id, content);
          const json = {
            id: view.id,
            key,
            body,
            mentions: mentionsIn(text),
            files: files.map(({ id }) => id),
          };
          const sent = await call(api.spaces[":id"].messages.$post({ param: { id: this.#space }, json }));
          this.#replace({ ...view, seq: sent.message.seq, createdAt: sent.message.createdAt, state: "sent" });
        });
        return;
      } catch (error) {
        // Unreachable: the same id again stores it once. Anything else would fail again.
        if (!(error instanceof ApiError) || (error.status !== 0 && error.status < 500) || attempt >= 6)
          throw error;
        await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
      }
  }

  /** Runs with the space's key, once more when it was rotated in between. */
  async #withCurrentKey(run: (key: string) => Promise<void>): Promise<void> {
    try {
      await run(this.#currentKey());
    } catch (error) {
      const key = error instanceof ApiError && error.code === "key-outdated" ? error.details.key : undefined;
      if (typeof key !== "string") throw error;
      await run(key);
    }
  }

  #encrypt(key: string, mid: string, content: MessageContent): Promise<string> {
    return encryptContent(this.#keyring, key, { sp: this.#space, mid }, content);
  }

  async #merge(incoming: readonly Message[]): Promise<void> {
    const views = await Promise.all(incoming.map((message) => this.#view(message)));
    const byId = new Map(this.state.value.messages.map((message) => [message.id, message]));
    for (const view of views) byId.set(view.id, view);
    this.#patch({ messages: [...byId.values()].sort((a, b) => a.seq - b.seq || a.createdAt - b.createdAt) });
  }

  async #view(message: Message): Promise<MessageView> {
    const { id, author, seq, createdAt, editedAt } = message;
    const base = { id, author, seq, createdAt, editedAt, state: "sent" } as const;
    if (message.deletedAt !== null) return { ...base, content: "deleted" };
    try {
      const content = await decryptContent(this.#keyring, message.body, { sp: this.#space, mid: id });
      return { ...base, content: content as MessageContent };
    } catch {
      return { ...base, content: "locked" }; // shown as such; the key may come later
    }
  }

  #replace(view: MessageView): void {
    const messages = this.state.value.messages.map((message) => (message.id === view.id ? view : message));
    this.#patch({ messages: messages.sort((a, b) => a.seq - b.seq || a.createdAt - b.createdAt) });
  }

  #patch(change: Partial<ConversationState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }
}
