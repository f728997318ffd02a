/** Files on their way up, for one place that is written in: they go on while one looks elsewhere. */
import type { FileReference } from "../crypto/files.ts";
import { Signal } from "./signal.ts";

export interface Upload {
  id: string;
  file: File;
  /** From 0 to 1. */
  share: number;
  abort: AbortController;
  /** Once it has arrived. */
  reference?: FileReference | undefined;
  /** What is written in it, for search. */
  words?: string;
  /** Why it could not be uploaded. */
  error?: unknown;
}

/** Size in pixels, for pictures that the browser can read. */
async function measure(file: File): Promise<{ width: number; height: number } | undefined> {
  if (!file.type.startsWith("image/")) return undefined;
  try {
    const { width, height } = await createImageBitmap(file);
    return { width, height };
  } catch {
    return undefined; // not a picture after all: it is shared as a file
  }
}

/** Nobody will send it. */
const discard = async ({ id }: FileReference) => (await import("../crypto/files.ts")).discardFile(id);

export class Uploads {
  readonly list = new Signal<readonly Upload[]>([]);
  readonly #space: string;

  constructor(space: string) {
    this.#space = space;
  }

  readonly add = (files: readonly File[]): void => {
    for (const file of files) this.#begin(crypto.randomUUID(), file);
  };

  /** Begins anew with one that failed. */
  retry({ id, file }: Upload): void {
    this.#begin(id, file);
  }

  remove({ id, abort, reference }: Upload): void {
    abort.abort();
    if (reference) void discard(reference);
    this.list.update((all) => all.filter((upload) => upload.id !== id));
  }

  /** What has arrived belongs to a message now. */
  clear(): void {
    this.list.set([]);
  }

  /** Nobody will send them any more. */
  close(): void {
    for (const upload of this.list.value) this.remove(upload);
  }

  #begin(id: string, file: File): void {
    const abort = new AbortController();
    const begun = { id, file, share: 0, abort };
    this.list.update((all) =>
      all.some((upload) => upload.id === id)
        ? all.map((upload) => (upload.id === id ? begun : upload))
        : [...all, begun],
    );
    const patch = (change: Partial<Upload>) =>
      this.list.update((all) => all.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));
    const transfer = { signal: abort.signal, onProgress: (share: number) => patch({ share }) };
    const uploaded = import("../crypto/files.ts").then(({ uploadFile }) =>
      uploadFile(this.#space, file, transfer),
    );
    const looked = Promise.all([
      measure(file),
      import("../files/words.ts").then(({ wordsIn }) => wordsIn(file)),
    ]);
    void Promise.all([uploaded, looked]).then(
      ([reference, [size, words]]) => {
        if (abort.signal.aborted)
          void discard(reference); // while it was still looked into
        else patch({ reference: { ...reference, ...size }, words });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) patch({ error });
        void uploaded.then(discard, () => {}); // what fails by itself is gone already
      },
    );
  }
}
