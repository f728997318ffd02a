/**
 * Memory whose address may be kept. A typed array of less than a few hundred bytes lies inside the collector's
 * heap, and its bytes move when somebody asks for its `buffer`; a large ArrayBuffer stays where it is as long as
 * it is referred to. What C reads or writes therefore lies here, is made once for each Worker and never let go.
 */
import { ptr } from "bun:ffi";

const smallest = 4096;

export class PinnedMemory {
  readonly bytes: Buffer;
  /** Of `bytes[0]`. */
  readonly address: number;

  constructor(size: number) {
    this.bytes = Buffer.from(new ArrayBuffer(Math.max(size, smallest)));
    this.address = ptr(this.bytes);
  }
}
