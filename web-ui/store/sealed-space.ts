/** Encrypts for one space with its current key, and once more when the key was rotated in between. */
import { ApiError } from "../api/client.ts";
import { encryptContent } from "../crypto/content.ts";
import type { Keyring } from "../crypto/keyring.ts";
import { tokensOf } from "../search/tokens.ts";

export class SealedSpace {
  readonly id: string;
  readonly keyring: Keyring;
  readonly #currentKey: () => string;

  constructor(options: { id: string; keyring: Keyring; currentKey: () => string }) {
    this.id = options.id;
    this.keyring = options.keyring;
    this.#currentKey = options.currentKey;
  }

  /** The blinded words of a text; none when the index key cannot be had: the message is more than its search. */
  async tokens(text: string, more: readonly string[] = []): Promise<string[]> {
    try {
      const key = (await this.keyring.indexKeys([this.id])).get(this.id);
      return key ? await tokensOf(key, text, more) : [];
    } catch {
      return [];
    }
  }

  /**
   * Calls `send` with `content` sealed for the message or place `mid`; again with the newer key when the
   * appliance says `key-outdated`.
   */
  async seal<Answer>(
    mid: string,
    content: unknown,
    send: (sealed: { key: string; body: string }) => Promise<Answer>,
  ): Promise<Answer> {
    const sealed = async (key: string) => ({
      key,
      body: await encryptContent(this.keyring, key, { sp: this.id, mid }, content),
    });
    try {
      return await send(await sealed(this.#currentKey()));
    } catch (error) {
      const key = error instanceof ApiError && error.code === "key-outdated" ? error.details.key : undefined;
      if (typeof key !== "string") throw error;
      return send(await sealed(key));
    }
  }
}
