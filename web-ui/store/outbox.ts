/**
 * Messages on their way, in the order in which they were written: the next waits for the one before. They wait in
 * the vault too, so that they survive a reload without a connection; the appliance stores one id once. What is
 * refused stays there with the reason, until its author sends it again or discards it.
 */
import { ApiError, api, call } from "../api/client.ts";
import { decryptContent } from "../crypto/content.ts";
import {
  formsOfFiles,
  type MessageContent,
  type MessageView,
  mentionsIn,
  type Refusal,
  searchableText,
} from "./message-view.ts";
import type { SealedSpace } from "./sealed-space.ts";
import { Signal } from "./signal.ts";
import type { Outgoing, Vault } from "./vault.ts";

/** Of an appliance that answers, but not well. */
const attempts = 7;
const longestWait = 15_000;

const refusalOf = (error: unknown): Refusal =>
  error instanceof ApiError
    ? { code: error.code, message: error.message }
    : { code: "unknown", message: error instanceof Error ? error.message : String(error) };

interface Sealed {
  content: MessageContent;
  words: string;
}

export class Outbox {
  readonly #vault: Vault;
  readonly #sealedSpace: (id: string) => SealedSpace;
  readonly #onChange: (view: MessageView) => void;
  /** By id, with the words in their files. */
  readonly refused = new Signal<ReadonlyMap<string, { view: MessageView; words: string }>>(new Map());
  #sending: Promise<void> = Promise.resolve();
  #nudge = Promise.withResolvers<void>();
  #closed = false;

  /** @param onChange told when a message was found in the vault, was stored, or could not be */
  constructor(parts: {
    vault: Vault;
    sealedSpace: (id: string) => SealedSpace;
    onChange: (view: MessageView) => void;
  }) {
    this.#vault = parts.vault;
    this.#sealedSpace = parts.sealedSpace;
    this.#onChange = parts.onChange;
  }

  /** Sends on what an earlier page could not. */
  async resume(me: string): Promise<void> {
    for (const item of await this.#vault.outgoing()) {
      const opened = await this.#open(item);
      if (!opened) continue;
      const view = viewOf(item, opened.content, me);
      if (item.refusal) this.#refuse(view, opened.words, item.refusal);
      else {
        this.#onChange(view);
        this.#enqueue(view, opened.words, Promise.resolve());
      }
    }
  }

  add(view: MessageView, wordsInFiles = ""): void {
    this.#enqueue(view, wordsInFiles, this.#keep(view, wordsInFiles));
  }

  /** Sends once more what was refused. */
  retry(id: string): void {
    const refused = this.refused.value.get(id);
    if (!refused) return;
    this.#takeBack(id);
    this.#onChange(refused.view);
    this.#enqueue(refused.view, refused.words, this.#vault.refuseOutgoing(id, undefined));
  }

  /** Forgets what was refused. */
  discard(id: string): void {
    this.#takeBack(id);
    void this.#vault.removeOutgoing(id);
  }

  /** The appliance is there again: what waits goes now. */
  nudge(): void {
    this.#nudge.resolve();
    this.#nudge = Promise.withResolvers<void>();
  }

  close(): void {
    this.#closed = true;
    this.nudge();
  }

  #enqueue(view: MessageView, words: string, kept: Promise<void>): void {
    this.#sending = this.#sending.then(async () => {
      await kept;
      try {
        this.#onChange(await this.#post(view, words));
        await this.#vault.removeOutgoing(view.id);
      } catch (error) {
        if (this.#closed) return; // it waits in the vault
        const refusal = refusalOf(error);
        await this.#vault.refuseOutgoing(view.id, refusal);
        this.#refuse(view, words, refusal);
      }
    });
  }

  /** Shown with the message, and with what its author can do about it. */
  #refuse(view: MessageView, words: string, refusal: Refusal): void {
    this.refused.update((old) => new Map(old).set(view.id, { view, words }));
    this.#onChange({ ...view, state: "failed", refusal });
  }

  #takeBack(id: string): void {
    this.refused.update((old) => new Map([...old].filter(([one]) => one !== id)));
  }

  async #keep({ id, space, parent, content, createdAt }: MessageView, words: string): Promise<void> {
    try {
      await this.#sealedSpace(space).seal(id, { content, words }, ({ body }) =>
        this.#vault.addOutgoing({ id, space, parent, createdAt, sealed: body }),
      );
    } catch {
      // Its key cannot be had now: the message lives as long as the page does.
    }
  }

  async #open({ space, id, sealed }: Outgoing): Promise<Sealed | undefined> {
    try {
      const { keyring } = this.#sealedSpace(space);
      return (await decryptContent(keyring, sealed, { sp: space, mid: id })) as Sealed;
    } catch {
      return undefined; // its key went with the membership
    }
  }

  async #post(view: MessageView, words: string): Promise<MessageView> {
    const { content } = view;
    if (typeof content === "string") return view;
    const space = this.#sealedSpace(view.space);
    for (let attempt = 1; ; attempt++)
      try {
        const tokens = await space.tokens(searchableText(content, words), formsOfFiles(content));
        return await space.seal(view.id, content, async ({ key, body }) => {
          const json = {
            id: view.id,
            key,
            body,
            mentions: mentionsIn(content.text),
            tokens,
            files: (content.files ?? []).map(({ id }) => id),
            ...(view.parent && { parent: view.parent }),
          };
          const param = { id: view.space };
          const { message } = await call(api.spaces[":id"].messages.$post({ param, json }));
          return { ...view, seq: message.seq, createdAt: message.createdAt, state: "sent" };
        });
      } catch (error) {
        // Unreachable: it waits. The same id again stores it once. Anything but trouble would fail again.
        const status = error instanceof ApiError ? error.status : undefined;
        const trouble = status !== undefined && status >= 500 && attempt < attempts;
        if (this.#closed || (status !== 0 && !trouble)) throw error;
        await this.#pause(Math.min(longestWait, 250 * 2 ** attempt));
      }
  }

  async #pause(milliseconds: number): Promise<void> {
    const timer = Promise.withResolvers<void>();
    const handle = setTimeout(timer.resolve, milliseconds);
    await Promise.race([timer.promise, this.#nudge.promise]);
    clearTimeout(handle);
  }
}

const viewOf = (item: Outgoing, content: MessageContent, me: string): MessageView => ({
  id: item.id,
  space: item.space,
  author: me,
  seq: Number.POSITIVE_INFINITY,
  parent: item.parent,
  thread: { replies: 0, lastAt: 0 },
  content,
  reactions: [],
  createdAt: item.createdAt,
  editedAt: null,
  state: "sending",
});
