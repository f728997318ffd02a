/** Pictures of telephones (HEIC), decoded by a worker of their own: browsers but Safari do not read them. */

export interface HeicTask {
  file: ArrayBuffer;
  /** The decoder's code, fetched by the page: the worker reaches nobody. */
  wasm: ArrayBuffer;
}

export interface HeicAnswer {
  /** Undefined where the file is damaged, too large, or something else. */
  picture: ImageData | undefined;
}

const patience = 30_000;

/** Rejects when the file shows nothing, and when it takes longer than half a minute. */
export async function decodeHeic(blob: Blob): Promise<ImageData> {
  const [file, code] = await Promise.all([blob.arrayBuffer(), fetch("/assets/libheif.wasm")]);
  const wasm = await code.arrayBuffer();
  const worker = new Worker("/assets/heic.worker.js");
  const answer = Promise.withResolvers<ImageData>();
  const timer = setTimeout(() => answer.reject(new Error("The picture takes too long.")), patience);
  worker.onmessage = ({ data: { picture } }: MessageEvent<HeicAnswer>) =>
    picture ? answer.resolve(picture) : answer.reject(new Error("The picture cannot be read."));
  worker.onerror = () => answer.reject(new Error("The picture cannot be read."));
  worker.postMessage({ file, wasm } satisfies HeicTask, [file, wasm]);
  try {
    return await answer.promise;
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}
