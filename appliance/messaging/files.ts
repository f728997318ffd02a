/** Encrypted files: bytes that the server stores and hands out, and cannot read. */
import { existsSync, mkdirSync, statSync, truncateSync, unlinkSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, Database } from "../platform/index.ts";
import { messagingErrors } from "./errors.ts";
import type { SpaceRights } from "./space-rights.ts";
import type { FileRow, MessagingStore } from "./store.ts";

export interface Upload {
  id: string;
  size: number;
  /** Bytes that arrived: where the upload goes on. */
  offset: number;
  complete: boolean;
}

const abandonedAfter = 24 * 3600 * 1000;

export class Files {
  readonly #store: MessagingStore;
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #rights: SpaceRights;
  readonly #folder: string;
  readonly #largest: () => number;
  readonly #writing = new Set<string>();

  constructor(parts: {
    store: MessagingStore;
    db: Database;
    clock: Clock;
    rights: SpaceRights;
    folder: string;
    /** Bytes that a file may have now. */
    largest: () => number;
  }) {
    this.#store = parts.store;
    this.#db = parts.db;
    this.#clock = parts.clock;
    this.#rights = parts.rights;
    this.#folder = parts.folder;
    this.#largest = parts.largest;
    mkdirSync(parts.folder, { recursive: true, mode: 0o700 });
  }

  /** Announces an upload of `size` bytes of ciphertext. */
  async begin(personId: string, spaceId: string, size: number): Promise<Upload> {
    this.#rights.requireWritable(spaceId, this.#rights.requireMember(spaceId, personId));
    const limit = this.#largest();
    if (size > limit) throw messagingErrors("file-too-large", { limit });
    const id = crypto.randomUUID();
    const createdAt = this.#clock.now();
    await this.#db.write(() =>
      this.#store.createFile({ id, spaceId, uploaderId: personId, size, createdAt }),
    );
    return { id, size, offset: 0, complete: false };
  }

  upload(personId: string, id: string): Upload {
    const file = this.#mine(personId, id);
    return { id, size: file.size, offset: this.#arrived(id), complete: file.complete };
  }

  /**
   * Writes a piece that begins at `offset`, at most where the last ended: what lies behind it is written anew.
   * What arrived before a cut connection stays, so that the client goes on from there. The last byte makes the file complete, after it is on disk.
   */
  async append(
    personId: string,
    id: string,
    offset: number,
    piece: ReadableStream<Uint8Array>,
  ): Promise<Upload> {
    const file = this.#mine(personId, id);
    if (this.#writing.has(id)) throw messagingErrors("upload-busy");
    const arrived = this.#arrived(id);
    if (offset > arrived || file.complete) throw messagingErrors("wrong-offset", { offset: arrived });
    this.#writing.add(id);
    let end = offset;
    try {
      if (offset < arrived) truncateSync(this.#path(id), offset);
      await using stored = await open(this.#path(id), "a", 0o600);
      for await (const bytes of piece) {
        if (end + bytes.byteLength > file.size) throw messagingErrors("file-too-large", { limit: file.size });
        writeFully(stored.fd, bytes);
        end += bytes.byteLength;
      }
      if (end === file.size) await stored.sync();
    } finally {
      this.#writing.delete(id);
      if (!this.#store.file(id)) this.discard([id]); // it was cancelled meanwhile
    }
    if (end === file.size) await this.#db.write(() => this.#store.completeFile(id));
    return { id, size: file.size, offset: end, complete: end === file.size };
  }

  async cancel(personId: string, id: string): Promise<void> {
    await this.#db.write(() => {
      // Here and not before: a message that has it may be waiting to be written.
      if (this.#mine(personId, id).messageId !== null) throw messagingErrors("file-attached");
      this.#store.deleteFile(id);
    });
    this.discard([id]);
  }

  /** The stored bytes, for a member of the space: of a sent file, or of one's own upload. */
  open(personId: string, id: string): { path: string; size: number } {
    const file = this.#store.file(id);
    const visible = file?.complete && (file.messageId !== null || file.uploaderId === personId);
    if (!file || !visible || !this.#rights.isMember(file.spaceId, personId))
      throw messagingErrors("file-not-found");
    return { path: this.#path(id), size: file.size };
  }

  /** Removes blobs whose rows are gone. */
  discard(ids: string[]): void {
    for (const id of ids) if (existsSync(this.#path(id))) unlinkSync(this.#path(id));
  }

  /** Removes uploads that nobody sent within a day. */
  async sweep(): Promise<void> {
    const abandoned = await this.#db.write(() => {
      const ids = this.#store.abandonedFiles(this.#clock.now() - abandonedAfter).map(({ id }) => id);
      for (const id of ids) this.#store.deleteFile(id);
      return ids;
    });
    this.discard(abandoned);
  }

  /** The owner's upload; blobs never hold more than announced, even after a crash while writing. */
  #mine(personId: string, id: string): FileRow {
    const file = this.#store.file(id);
    if (file?.uploaderId !== personId || !this.#rights.isMember(file.spaceId, personId))
      throw messagingErrors("file-not-found");
    if (this.#arrived(id) > file.size) truncateSync(this.#path(id), file.size);
    return file;
  }

  #arrived(id: string): number {
    return existsSync(this.#path(id)) ? statSync(this.#path(id)).size : 0;
  }

  #path(id: string): string {
    return join(this.#folder, id);
  }
}

function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.byteLength; ) from += writeSync(descriptor, bytes, from);
}
