/**
 * The descriptors that a Worker holds past its runtime, in memory that it shares with whoever started it: a Worker
 * that ends, of an error or because it is told to, leaves them open, and then they are closed from outside.
 */
import { dlopen, FFIType } from "bun:ffi";

const libc = dlopen("libc.so.6", { close: { args: [FFIType.i32], returns: FFIType.i32 } });

export const closeDescriptor = (descriptor: number): void => void libc.symbols.close(descriptor);

export class OpenDescriptors {
  readonly memory: SharedArrayBuffer;
  /** By place: the descriptor, one higher; 0 for none. */
  readonly #places: Int32Array;

  /** @param memory of another one, for the same descriptors */
  constructor(memory = new SharedArrayBuffer(4 * 8192)) {
    this.memory = memory;
    this.#places = new Int32Array(memory);
  }

  get places(): number {
    return this.#places.length;
  }

  put(place: number, descriptor: number): void {
    this.#places[place] = descriptor + 1;
  }

  /** Closes the one at this place. */
  close(place: number): void {
    const descriptor = (this.#places[place] ?? 0) - 1;
    if (descriptor < 0) return;
    this.#places[place] = 0;
    closeDescriptor(descriptor);
  }

  /** For when the Worker has ended, and not before: it would go on with descriptors that are others' by then. */
  closeAll(): void {
    for (let place = 0; place < this.places; place++) this.close(place);
  }
}
