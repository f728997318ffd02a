/** A ZIP that grows piece by piece, so that the page stays alive and no piece is in memory twice. */
import { strToU8, Zip, ZipDeflate, ZipPassThrough } from "fflate";

/** Without ZIP64, which fflate does not write, an archive ends at 4 GiB; some is left for its directory. */
export const largestArchive = 4 * 1024 ** 3 - 64 * 1024 ** 2;

export interface Entry {
  write(text: string): void;
  end(): void;
}

export class Archive {
  readonly #parts: Blob[] = [];
  readonly #done = Promise.withResolvers<void>();
  readonly #zip = new Zip((error, chunk, last) => {
    if (error) return this.#done.reject(error);
    this.#parts.push(new Blob([chunk as Uint8Array<ArrayBuffer>]));
    this.bytes += chunk.byteLength;
    if (last) this.#done.resolve();
  });
  bytes = 0;

  /** A text that is written bit by bit, compressed. One entry is open at a time. */
  text(path: string): Entry {
    const entry = new ZipDeflate(path, { level: 6 });
    this.#zip.add(entry);
    return {
      write: (text) => entry.push(strToU8(text)),
      end: () => entry.push(new Uint8Array(), true),
    };
  }

  json(path: string, value: unknown): void {
    const entry = this.text(path);
    entry.write(`${JSON.stringify(value, undefined, 2)}\n`);
    entry.end();
  }

  async file(path: string, content: Blob): Promise<void> {
    const entry = new ZipPassThrough(path);
    this.#zip.add(entry);
    for await (const chunk of content.stream() as unknown as AsyncIterable<Uint8Array>) entry.push(chunk);
    entry.push(new Uint8Array(), true);
  }

  /** The whole, which the browser keeps on disk where it likes. */
  async finish(): Promise<Blob> {
    this.#zip.end();
    await this.#done.promise;
    return new Blob(this.#parts, { type: "application/zip" });
  }
}

/** A name that leads nowhere outside the archive, on any system. */
export const safeName = (name: string): string =>
  name
    .replaceAll(/[\p{Cc}\\/:*?"<>|]/gu, "_")
    .replace(/^\.+/, "_")
    .slice(0, 120) || "_";
