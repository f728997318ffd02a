/**
 * The HEIC decoder, alone in a worker: it gets a file and the decoder's own WebAssembly from the page, and its
 * policy (appliance/platform/static.ts) lets it reach nobody. One file each, then the page ends it.
 */
import type { HeicAnswer, HeicTask } from "./heic.ts";

/** The parts of libheif's interface that are used here (https://github.com/strukturag/libheif). */
interface HeifImage {
  get_width(): number;
  get_height(): number;
  is_primary(): boolean;
  display(into: ImageData, done: (drawn: ImageData | null) => void): void;
}
interface Heif {
  HeifDecoder: new () => { decode(file: Uint8Array): HeifImage[] };
}
interface Worker {
  importScripts(path: string): void;
  libheif(parts: { wasmBinary: ArrayBuffer }): Promise<Heif>;
  postMessage(answer: HeicAnswer, transfer?: Transferable[]): void;
  onmessage: ((event: { data: HeicTask }) => void) | null;
}

const worker = self as unknown as Worker;
/** Of four bytes each. */
const mostPixels = 64_000_000;

async function decode({ file, wasm }: HeicTask): Promise<ImageData> {
  const { HeifDecoder } = await worker.libheif({ wasmBinary: wasm });
  const images = new HeifDecoder().decode(new Uint8Array(file));
  const image = images.find((each) => each.is_primary()) ?? images[0];
  if (!image) throw new Error("There is no picture in it.");
  const [width, height] = [image.get_width(), image.get_height()];
  if (width * height > mostPixels) throw new Error("The picture is too large.");
  return new Promise((resolve, reject) =>
    image.display(new ImageData(width, height), (drawn) =>
      drawn ? resolve(drawn) : reject(new Error("The picture is damaged.")),
    ),
  );
}

worker.onmessage = ({ data }) => {
  worker.importScripts("/assets/libheif.js");
  decode(data).then(
    (picture) => worker.postMessage({ picture }, [picture.data.buffer]),
    () => worker.postMessage({ picture: undefined }),
  );
};
