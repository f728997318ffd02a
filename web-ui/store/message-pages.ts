/** The messages of one space, or of one thread in it, page by page: asked for, kept in the vault, and decrypted. */
import type { Message } from "../../appliance/messaging/index.ts";
import { ApiError, api, call } from "../api/client.ts";
import { type MessageView, viewMessage } from "./message-view.ts";
import type { SealedSpace } from "./sealed-space.ts";
import type { Vault } from "./vault.ts";

/** Oldest first. */
export interface MessagePage {
  messages: MessageView[];
  /** Whether nothing lies beyond it on the side for which it was asked. */
  complete: boolean;
}

const pageSize = 60;

export class MessagePages {
  readonly #space: SealedSpace;
  readonly #vault: Vault;
  readonly #thread: string | undefined;

  constructor(options: { space: SealedSpace; vault: Vault; thread?: string }) {
    this.#space = options.space;
    this.#vault = options.vault;
    this.#thread = options.thread;
  }

  newest(): Promise<MessagePage> {
    return this.#page({});
  }

  after(seq: number): Promise<MessagePage> {
    return this.#page({ after: String(seq) });
  }

  /** What comes before a place in the order, and what begins there. */
  around(seq: number): Promise<[MessagePage, MessagePage]> {
    return Promise.all([this.#page({ before: String(seq) }), this.after(Math.max(0, seq - 1))]);
  }

  /** Without a connection, of what was kept. @param seq undefined: the newest */
  async before(seq: number | undefined): Promise<MessagePage> {
    try {
      return await this.#page(seq === undefined ? {} : { before: String(seq) });
    } catch (error) {
      const away = error instanceof ApiError && error.status === 0 && seq !== undefined;
      const kept = away ? await this.#keptMessages() : [];
      const earlier = kept.filter((message) => seq !== undefined && message.seq < seq).slice(-pageSize);
      if (earlier.length === 0) throw error;
      return { messages: await this.view(earlier), complete: false };
    }
  }

  /** Whatever the vault has. */
  async kept(): Promise<MessageView[]> {
    return this.view(await this.#keptMessages());
  }

  keep(messages: readonly Message[]): void {
    void this.#vault.keepMessages(messages);
  }

  view(messages: readonly Message[]): Promise<MessageView[]> {
    return Promise.all(messages.map((message) => viewMessage(this.#space.keyring, message)));
  }

  async #page(place: { before?: string; after?: string }): Promise<MessagePage> {
    const query = { ...place, limit: String(pageSize), ...(this.#thread && { thread: this.#thread }) };
    const param = { id: this.#space.id };
    const { messages } = await call(api.spaces[":id"].messages.$get({ param, query }));
    this.keep(messages);
    return { messages: await this.view(messages), complete: messages.length < pageSize };
  }

  #keptMessages(): Promise<Message[]> {
    return this.#vault.messages(this.#space.id, this.#thread);
  }
}
