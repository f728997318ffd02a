/**
 * AES and HMAC by the system's libcrypto (OpenSSL 3) through FFI, without an object for each packet. Everything
 * that C touches is pinned memory, named by its address; contexts are pooled and keyed anew, never freed, so that
 * nothing can be used after it is gone. Undefined where the library is missing: node:crypto serves then.
 */
import { dlopen, FFIType, type Pointer } from "bun:ffi";
import { PinnedMemory } from "../../../platform/for-workers.ts";
import type { CounterMode, Galois, KeyedHash, Primitives } from "./primitives.ts";

const { ptr: pointer, i32 } = FFIType;
const update = { args: [pointer, pointer, pointer, pointer, i32], returns: i32 } as const;
const initialise = { args: [pointer, pointer, pointer, pointer, pointer], returns: i32 } as const;

const symbols = {
  EVP_CIPHER_CTX_new: { args: [], returns: pointer },
  EVP_aes_128_gcm: { args: [], returns: pointer },
  EVP_aes_128_ctr: { args: [], returns: pointer },
  EVP_EncryptInit_ex: initialise,
  EVP_EncryptUpdate: update,
  EVP_EncryptFinal_ex: { args: [pointer, pointer, pointer], returns: i32 },
  EVP_DecryptInit_ex: initialise,
  EVP_DecryptUpdate: update,
  EVP_DecryptFinal_ex: { args: [pointer, pointer, pointer], returns: i32 },
  EVP_CIPHER_CTX_ctrl: { args: [pointer, i32, i32, pointer], returns: i32 },
  SHA1_Init: { args: [pointer], returns: i32 },
  SHA1_Update: { args: [pointer, pointer, FFIType.u64], returns: i32 },
  SHA1_Final: { args: [pointer, pointer], returns: i32 },
} as const;

/** EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG (openssl/evp.h). */
const getTag = 16;
const setTag = 17;

function open() {
  try {
    return dlopen("libcrypto.so.3", symbols);
  } catch {
    return undefined; // the plain path serves
  }
}

/** Kept whole: the compiled stubs belong to it. */
const library = open();

/** Layout of what C reads besides packets. */
const scratch = new PinnedMemory(4096);
const lengthAt = (scratch.address + 0) as Pointer;
const keyOffset = 64;
const ivOffset = 128;
const digestOffset = 192;
const blockOffset = 256;
const hashOffset = 384;
const at = (address: number) => address as Pointer;
const key = at(scratch.address + keyOffset);
const iv = at(scratch.address + ivOffset);

/** struct SHA_CTX (openssl/sha.h), and what it hashes at once. */
const hashContextWords = 24;
const blockBytes = 64;

class Pool {
  readonly #free: Pointer[] = [];
  readonly #make: () => Pointer | null;

  constructor(make: () => Pointer | null) {
    this.#make = make;
  }

  take(): Pointer {
    const context = this.#free.pop() ?? this.#make();
    if (!context) throw new Error("libcrypto has no memory left");
    return context;
  }

  give(context: Pointer): void {
    this.#free.push(context);
  }
}

function primitivesOf({ symbols: evp }: NonNullable<typeof library>): Primitives {
  const ciphers = new Pool(() => evp.EVP_CIPHER_CTX_new() as Pointer | null);
  const gcm = evp.EVP_aes_128_gcm() as Pointer;
  const ctr = evp.EVP_aes_128_ctr() as Pointer;

  /** A cipher context keyed once; `undefined` after it was given back. */
  function keyed(bytes: Buffer, cipher: Pointer, decrypts: boolean): Pointer {
    const context = ciphers.take();
    scratch.bytes.set(bytes, keyOffset);
    const initialiseWith = decrypts ? evp.EVP_DecryptInit_ex : evp.EVP_EncryptInit_ex;
    if (initialiseWith(context, cipher, null, key, null) !== 1) throw new Error("libcrypto refused a key");
    scratch.bytes.fill(0, keyOffset, keyOffset + bytes.length);
    return context;
  }

  function galois(bytes: Buffer, decrypts: boolean): Galois {
    let context: Pointer | undefined = keyed(bytes, gcm, decrypts);
    return {
      seal(memory, offset, length, head, headLength, more, nonce) {
        if (!context) return;
        scratch.bytes.set(nonce, ivOffset);
        evp.EVP_EncryptInit_ex(context, null, null, null, iv);
        evp.EVP_EncryptUpdate(context, null, lengthAt, at(memory.address + head), headLength);
        if (more >= 0) evp.EVP_EncryptUpdate(context, null, lengthAt, at(memory.address + more), 4);
        const body = at(memory.address + offset);
        if (length > 0) evp.EVP_EncryptUpdate(context, body, lengthAt, body, length);
        const end = at(memory.address + offset + length);
        evp.EVP_EncryptFinal_ex(context, end, lengthAt);
        evp.EVP_CIPHER_CTX_ctrl(context, getTag, 16, end);
      },
      open(memory, offset, length, head, headLength, more, nonce) {
        if (!context) return false;
        scratch.bytes.set(nonce, ivOffset);
        evp.EVP_DecryptInit_ex(context, null, null, null, iv);
        evp.EVP_DecryptUpdate(context, null, lengthAt, at(memory.address + head), headLength);
        if (more >= 0) evp.EVP_DecryptUpdate(context, null, lengthAt, at(memory.address + more), 4);
        const body = at(memory.address + offset);
        const end = at(memory.address + offset + length);
        if (length > 0) evp.EVP_DecryptUpdate(context, body, lengthAt, body, length);
        evp.EVP_CIPHER_CTX_ctrl(context, setTag, 16, end);
        return evp.EVP_DecryptFinal_ex(context, end, lengthAt) === 1;
      },
      close() {
        if (context) ciphers.give(context);
        context = undefined;
      },
    };
  }

  function counterMode(bytes: Buffer): CounterMode {
    let context: Pointer | undefined = keyed(bytes, ctr, false);
    return {
      crypt(memory, offset, length, counter) {
        if (!context || length === 0) return;
        scratch.bytes.set(counter, ivOffset);
        evp.EVP_EncryptInit_ex(context, null, null, null, iv);
        const body = at(memory.address + offset);
        evp.EVP_EncryptUpdate(context, body, lengthAt, body, length);
      },
      close() {
        if (context) ciphers.give(context);
        context = undefined;
      },
    };
  }

  const hash = at(scratch.address + hashOffset);
  const digestAt = at(scratch.address + digestOffset);
  const hashWords = new Uint32Array(scratch.bytes.buffer, hashOffset, hashContextWords);
  const digest = scratch.bytes.subarray(digestOffset, digestOffset + 20);

  /** The state of SHA-1 after one block: the key, and `pad` (RFC 2104). */
  function keyedState(bytes: Buffer, pad: number): Uint32Array {
    const block = scratch.bytes.subarray(blockOffset, blockOffset + blockBytes).fill(pad);
    for (const [index, octet] of bytes.entries()) block[index] = pad ^ octet;
    evp.SHA1_Init(hash);
    evp.SHA1_Update(hash, at(scratch.address + blockOffset), blockBytes);
    block.fill(0);
    return hashWords.slice();
  }

  /** HMAC by SHA-1's own functions, from states kept here: libcrypto's HMAC copies its contexts for each packet. */
  function hmacSha1(bytes: Buffer): KeyedHash {
    const [inner, outer] = [keyedState(bytes, 0x36), keyedState(bytes, 0x5c)];
    return {
      digest(memory, offset, length) {
        for (let word = 0; word < hashContextWords; word++) hashWords[word] = inner[word] ?? 0;
        evp.SHA1_Update(hash, at(memory.address + offset), length);
        evp.SHA1_Final(digestAt, hash);
        for (let word = 0; word < hashContextWords; word++) hashWords[word] = outer[word] ?? 0;
        evp.SHA1_Update(hash, digestAt, digest.length);
        evp.SHA1_Final(digestAt, hash);
        return digest;
      },
      close() {
        inner.fill(0);
        outer.fill(0);
      },
    };
  }

  return { galois, counterMode, hmacSha1 };
}

export const libcrypto: Primitives | undefined = library && primitivesOf(library);
