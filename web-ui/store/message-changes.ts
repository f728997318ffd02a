/** What one changes in a message: shown at once, and shown as it was when the appliance refuses. */
import type { Message } from "../../appliance/messaging/index.ts";
import { api, call } from "../api/client.ts";
import {
  formsOfFiles,
  type MessageContent,
  type MessageView,
  mentionsIn,
  searchableText,
} from "./message-view.ts";
import type { SealedSpace } from "./sealed-space.ts";

interface Parts {
  space: SealedSpace;
  me: string;
  find: (id: string) => MessageView | undefined;
  show: (view: MessageView) => void;
  /** What the appliance answered. */
  receive: (message: Message) => Promise<void>;
}

/** Those by which the message was found before: the appliance has only blinded ones, all together. */
async function wordsInFiles({ files }: MessageContent): Promise<string> {
  return files?.length ? (await import("../files/words.ts")).wordsInShared(files) : "";
}

export class MessageChanges {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  edit(id: string, text: string): Promise<void> {
    const view = this.#parts.find(id);
    if (!view || typeof view.content === "string") return Promise.resolve();
    const { link, ...rest } = view.content;
    const content = { ...rest, text, ...(link && text.includes(link.url) && { link }) };
    return this.#attempt(view, { ...view, content, editedAt: Date.now() }, async () => {
      const words = searchableText(content, await wordsInFiles(content));
      const tokens = await this.#parts.space.tokens(words, formsOfFiles(content));
      await this.#parts.space.seal(id, content, async ({ key, body }) => {
        const json = { key, body, mentions: mentionsIn(text), tokens };
        const { message } = await call(api.messages[":id"].$patch({ param: { id }, json }));
        await this.#parts.receive(message);
      });
    });
  }

  delete(id: string): Promise<void> {
    const view = this.#parts.find(id);
    if (!view) return Promise.resolve();
    return this.#attempt(view, { ...view, content: "deleted", reactions: [] }, () =>
      call(api.messages[":id"].$delete({ param: { id } })),
    );
  }

  /** Adds one's own reaction, or takes it back. */
  react(id: string, emoji: string): Promise<void> {
    const view = this.#parts.find(id);
    if (!view) return Promise.resolve();
    const mine = view.reactions.filter(
      ({ person, emoji: given }) => person === this.#parts.me && given === emoji,
    );
    if (mine.length > 0) {
      const reactions = view.reactions.filter((reaction) => !mine.includes(reaction));
      return this.#attempt(view, { ...view, reactions }, async () => {
        for (const reaction of mine)
          await call(
            api.messages[":id"].reactions[":reaction"].$delete({ param: { id, reaction: reaction.id } }),
          );
      });
    }
    const made = { id: crypto.randomUUID(), person: this.#parts.me, emoji };
    return this.#attempt(view, { ...view, reactions: [...view.reactions, made] }, () =>
      this.#parts.space.seal(id, emoji, async ({ body }) => {
        const json = { id: made.id, emoji: body };
        await call(api.messages[":id"].reactions.$post({ param: { id }, json }));
      }),
    );
  }

  /** Shows `after` at once, and `before` again when the appliance refuses. */
  async #attempt(before: MessageView, after: MessageView, run: () => Promise<unknown>): Promise<void> {
    this.#parts.show(after);
    try {
      await run();
    } catch (error) {
      this.#parts.show(before);
      throw error;
    }
  }
}
