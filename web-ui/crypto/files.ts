/**
 * Files: 1 MiB frames of AES-256-GCM under a key of the file's own, so that any size passes through little
 * memory and an upload goes on where it was cut. The nonce is eight random bytes and the frame's number; the
 * last frame is marked in the additional data, so that a shortened file is noticed.
 */
import { ApiError, api, call, patientFetch } from "../api/client.ts";
import { fromBase64Url, toBase64Url } from "./encoding.ts";

/** What a message says of a file; travels only inside the message's ciphertext. */
export interface FileReference {
  id: string;
  name: string;
  /** Media type as the sender's browser gave it: a hint, never trusted. */
  type: string;
  /** Bytes of plaintext. */
  size: number;
  /** base64url of the AES-256 key and of the eight nonce bytes. */
  key: string;
  nonce: string;
  /** Pixels, for pictures, so that the page does not jump. */
  width?: number;
  height?: number;
}

const frameBytes = 1024 * 1024;
const tagBytes = 16;
/** Frames in one request: few where the line is slow, so that one sees it go on; milliseconds of one that is. */
const together = { first: 1, most: 8, quick: 500, slow: 2000 };

export const encryptedSize = (size: number): number =>
  size + Math.max(1, Math.ceil(size / frameBytes)) * tagBytes;

function frameAlgorithm(prefix: Uint8Array, index: number, last: boolean) {
  const iv = new Uint8Array(12);
  iv.set(prefix);
  new DataView(iv.buffer).setUint32(8, index);
  return { name: "AES-GCM", iv, additionalData: new Uint8Array([last ? 1 : 0]) };
}

async function frame(
  file: Blob,
  index: number,
  frames: number,
  key: CryptoKey,
  prefix: Uint8Array,
): Promise<ArrayBuffer> {
  const plain = await file.slice(index * frameBytes, (index + 1) * frameBytes).arrayBuffer();
  return crypto.subtle.encrypt(frameAlgorithm(prefix, index, index === frames - 1), key, plain);
}

export interface Transfer {
  signal?: AbortSignal;
  /** From 0 to 1. */
  onProgress?: (share: number) => void;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Encrypts and uploads, pictures without their metadata; survives cut connections, and cancels with `signal`
 * (rejecting with AbortError).
 */
export async function uploadFile(
  space: string,
  given: File,
  transfer: Transfer = {},
): Promise<FileReference> {
  const { withoutMetadata } = await import("../files/metadata/strip.ts");
  const file = await withoutMetadata(given);
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const prefix = crypto.getRandomValues(new Uint8Array(8));
  const frames = Math.max(1, Math.ceil(file.size / frameBytes));
  const size = encryptedSize(file.size);
  const { id } = await call(api.spaces[":id"].files.$post({ param: { id: space }, json: { size } }));
  try {
    await send(id, file, { key, prefix, frames }, transfer);
  } catch (error) {
    void discardFile(id); // another attempt is another file
    throw error;
  }
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", key));
  return {
    id,
    name: file.name,
    type: file.type,
    size: file.size,
    key: toBase64Url(raw),
    nonce: toBase64Url(prefix),
  };
}

/** Takes an upload away that no message has; the appliance does by itself after a day. */
export const discardFile = (id: string): Promise<unknown> =>
  call(api.files[":id"].$delete({ param: { id } })).catch(() => undefined);

interface Sealing {
  key: CryptoKey;
  prefix: Uint8Array;
  frames: number;
}

async function send(
  id: string,
  file: Blob,
  { key, prefix, frames }: Sealing,
  transfer: Transfer,
): Promise<void> {
  let sent = 0;
  let count = together.first;
  for (let failures = 0; sent < frames; ) {
    transfer.signal?.throwIfAborted();
    const upTo = Math.min(sent + count, frames);
    const piece = new Blob(
      await Promise.all(range(sent, upTo).map((index) => frame(file, index, frames, key, prefix))),
    );
    const began = performance.now();
    try {
      const offset = sent * (frameBytes + tagBytes);
      const options = { method: "PUT", body: piece, ...(transfer.signal && { signal: transfer.signal }) };
      await call(patientFetch(`/app/files/${id}?offset=${offset}`, options));
      sent = upTo;
      failures = 0;
      const took = performance.now() - began;
      if (took < together.quick) count = Math.min(2 * count, together.most);
      else if (took > together.slow) count = Math.max(1, count / 2);
    } catch (error) {
      if (transfer.signal?.aborted) break;
      const wrongOffset = error instanceof ApiError && error.code === "wrong-offset";
      if (!wrongOffset && !(error instanceof ApiError && error.status === 0 && ++failures < 8)) throw error;
      await pause(wrongOffset ? 0 : 500 * 2 ** failures);
      const upload = await call(api.files[":id"].upload.$get({ param: { id } })).catch(() => undefined);
      // A frame may have arrived in part: it is sent again from its beginning.
      if (upload) sent = Math.floor(upload.offset / (frameBytes + tagBytes));
    }
    transfer.onProgress?.(sent / frames);
  }
  transfer.signal?.throwIfAborted();
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

/** Downloads and decrypts into a Blob, which the browser may keep on disk. Throws when a byte was changed. */
export async function downloadFile(file: FileReference, transfer: Transfer = {}): Promise<Blob> {
  const answer = await fetch(`/app/files/${file.id}`, transfer.signal ? { signal: transfer.signal } : {});
  if (!answer.ok || !answer.body) return call<Blob>(Promise.resolve(answer));
  const key = await crypto.subtle.importKey("raw", fromBase64Url(file.key), "AES-GCM", false, ["decrypt"]);
  const prefix = fromBase64Url(file.nonce);
  const frames = Math.max(1, Math.ceil(file.size / frameBytes));
  const parts: Blob[] = [];
  let pending = new Uint8Array();
  const open = async (sealed: Uint8Array<ArrayBuffer>, last: boolean) => {
    parts.push(
      new Blob([await crypto.subtle.decrypt(frameAlgorithm(prefix, parts.length, last), key, sealed)]),
    );
    transfer.onProgress?.(parts.length / frames);
  };
  for await (const bytes of answer.body as unknown as AsyncIterable<Uint8Array>) {
    const joined = new Uint8Array(pending.length + bytes.length);
    joined.set(pending);
    joined.set(bytes, pending.length);
    let from = 0;
    for (; joined.length - from > frameBytes + tagBytes; from += frameBytes + tagBytes)
      await open(joined.subarray(from, from + frameBytes + tagBytes), false);
    pending = joined.slice(from);
  }
  await open(pending, true);
  if (parts.length !== frames) throw new Error("The file is not complete.");
  return new Blob(parts, { type: file.type });
}
