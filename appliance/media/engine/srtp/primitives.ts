/** What SRTP is made of: AES-GCM, AES in counter mode, HMAC-SHA1; all in place, in pinned memory. */
import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import type { PinnedMemory } from "../../../platform/for-workers.ts";

/**
 * Of the memory: the body is `length` octets at `offset` with 16 octets of tag after it; associated with it are
 * `headLength` octets at `head`, and four at `more` where that is not negative.
 */
type GaloisArguments = [
  memory: PinnedMemory,
  offset: number,
  length: number,
  head: number,
  headLength: number,
  more: number,
  nonce: Uint8Array,
];

export interface Galois {
  seal(...given: GaloisArguments): void;
  /** False for what was not sealed with this key, or was changed. */
  open(...given: GaloisArguments): boolean;
  close(): void;
}

export interface CounterMode {
  /** @param counter 16 octets: the first counter block */
  crypt(memory: PinnedMemory, offset: number, length: number, counter: Uint8Array): void;
  close(): void;
}

export interface KeyedHash {
  /** 20 octets, valid until the next call. */
  digest(memory: PinnedMemory, offset: number, length: number): Buffer;
  close(): void;
}

export interface Primitives {
  galois(key: Buffer, decrypts: boolean): Galois;
  counterMode(key: Buffer): CounterMode;
  hmacSha1(key: Buffer): KeyedHash;
}

const nothing = () => {};
const slice = ({ bytes }: PinnedMemory, offset: number, length: number) =>
  bytes.subarray(offset, offset + length);

/** By node:crypto: slower, everywhere. */
export const plainPrimitives: Primitives = {
  galois: (key) => ({
    seal(memory, offset, length, head, headLength, more, nonce) {
      const cipher = createCipheriv("aes-128-gcm", key, nonce);
      cipher.setAAD(associated(memory, head, headLength, more));
      cipher.update(slice(memory, offset, length)).copy(memory.bytes, offset);
      cipher.final(); // GCM adds nothing here
      cipher.getAuthTag().copy(memory.bytes, offset + length);
    },
    open(memory, offset, length, head, headLength, more, nonce) {
      const decipher = createDecipheriv("aes-128-gcm", key, nonce, { authTagLength: 16 });
      decipher.setAAD(associated(memory, head, headLength, more));
      decipher.setAuthTag(slice(memory, offset + length, 16));
      decipher.update(slice(memory, offset, length)).copy(memory.bytes, offset);
      try {
        decipher.final();
        return true;
      } catch {
        return false; // node's way to say that the tag is not the packet's
      }
    },
    close: nothing,
  }),
  counterMode: (key) => ({
    crypt(memory, offset, length, counter) {
      const cipher = createCipheriv("aes-128-ctr", key, counter);
      cipher.update(slice(memory, offset, length)).copy(memory.bytes, offset);
    },
    close: nothing,
  }),
  hmacSha1: (key) => ({
    digest: (memory, offset, length) =>
      createHmac("sha1", key)
        .update(slice(memory, offset, length))
        .digest(),
    close: nothing,
  }),
};

const associated = (memory: PinnedMemory, head: number, headLength: number, more: number): Buffer =>
  more < 0
    ? slice(memory, head, headLength)
    : Buffer.concat([slice(memory, head, headLength), slice(memory, more, 4)]);
