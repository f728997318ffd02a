/** The boxes of ISO base media files (ISO/IEC 14496-12 §4.2), read strictly: every reader throws BrokenPicture. */
import { BrokenPicture, textAt } from "./bytes.ts";

export interface Box {
  type: string;
  /** Where its header begins, where its contents do, and where they end. */
  at: number;
  body: number;
  end: number;
}

/** The boxes that fill a range wholly. @param outermost the last one may go on to the end, whatever that is */
export function boxesOf(bytes: Uint8Array, from: number, to: number, outermost = false): Box[] {
  const found: Box[] = [];
  for (let at = from; at < to; ) {
    const reader = new BoxReader(bytes, { body: at, end: to });
    const short = reader.number(4);
    const type = reader.text(4);
    const size = short === 1 ? reader.number(8) : short === 0 && outermost ? to - at : short;
    const end = at + size;
    if (end < reader.at || end > to) throw new BrokenPicture("a box is longer than what holds it");
    found.push({ type, at, body: reader.at, end });
    at = end;
  }
  return found;
}

/** Undefined where there is none. */
export function onlyBox(boxes: readonly Box[], type: string): Box | undefined {
  const [found, second] = boxes.filter((box) => box.type === type);
  if (second) throw new BrokenPicture(`${type} twice`);
  return found;
}

/** Reads one box's contents from their beginning, and never past their end. */
export class BoxReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  /** What is read next. */
  at: number;

  constructor(bytes: Uint8Array, { body, end }: Pick<Box, "body" | "end">) {
    this.#bytes = bytes;
    this.at = body;
    this.#end = end;
  }

  /** Of a full box (§4.2.2), whose flags are skipped. */
  version(): number {
    return Math.floor(this.number(4) / 2 ** 24);
  }

  /** Big-endian, of none, two, four or eight bytes. */
  number(size: number): number {
    if (![0, 2, 4, 8].includes(size)) throw new BrokenPicture("a number of an unknown size");
    const from = this.#pass(size);
    return this.#bytes.subarray(from, from + size).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  text(length: number): string {
    const from = this.#pass(length);
    return textAt(this.#bytes, from, length);
  }

  /** The text up to the next zero, which is passed. */
  zeroTerminated(): string {
    const zero = this.#bytes.indexOf(0, this.at);
    if (zero < 0 || zero - this.at > 1000) throw new BrokenPicture("a text without an end");
    const text = this.text(zero - this.at);
    this.#pass(1);
    return text;
  }

  #pass(size: number): number {
    const from = this.at;
    if (from + size > this.#end) throw new BrokenPicture("a box is shorter than what it holds");
    this.at += size;
    return from;
  }
}
