/** Messages on their way, in the order in which they were sent: the next waits for the one before. */
import { ApiError, api, call } from "../api/client.ts";
import { type MessageView, mentionsIn, searchableText } from "./message-view.ts";
import type { SealedSpace } from "./sealed-space.ts";

const attempts = 7;

export class Outbox {
  readonly #space: SealedSpace;
  readonly #onChange: (view: MessageView) => void;
  #sending: Promise<void> = Promise.resolve();

  /** @param onChange told when a message was stored, or could not be */
  constructor(space: SealedSpace, onChange: (view: MessageView) => void) {
    this.#space = space;
    this.#onChange = onChange;
  }

  add(view: MessageView, wordsInFiles = ""): void {
    this.#sending = this.#sending.then(async () => {
      try {
        this.#onChange(await this.#post(view, wordsInFiles));
      } catch {
        this.#onChange({ ...view, state: "failed" }); // shown beside the message, with the way to try again
      }
    });
  }

  async #post(view: MessageView, wordsInFiles: string): Promise<MessageView> {
    const { content } = view;
    if (typeof content === "string") return view;
    const tokens = await this.#space.tokens(searchableText(content, wordsInFiles));
    for (let attempt = 1; ; attempt++)
      try {
        return await this.#space.seal(view.id, content, async ({ key, body }) => {
          const json = {
            id: view.id,
            key,
            body,
            mentions: mentionsIn(content.text),
            tokens,
            files: (content.files ?? []).map(({ id }) => id),
            ...(view.parent && { parent: view.parent }),
          };
          const param = { id: this.#space.id };
          const { message } = await call(api.spaces[":id"].messages.$post({ param, json }));
          return { ...view, seq: message.seq, createdAt: message.createdAt, state: "sent" };
        });
      } catch (error) {
        // Unreachable: the same id again stores it once. Anything else would fail again.
        if (!(error instanceof ApiError) || (error.status !== 0 && error.status < 500) || attempt >= attempts)
          throw error;
        await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** attempt));
      }
  }
}
