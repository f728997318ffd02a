/** The headers of a message, in order, looked up by name; the structured ones are read when they are asked for. */
import { fullName, type HeaderName, written } from "./header-names.ts";
import { type CSeq, type NameAddress, parseCSeq, parseNameAddress, parseVia, type Via } from "./headers.ts";

/** What was read of a header, as long as its text stays the same. */
interface Reading<Parsed> {
  text: string;
  parsed: Parsed | undefined;
}

function read<Parsed>(
  known: Reading<Parsed> | undefined,
  text: string,
  parse: (text: string) => Parsed | undefined,
): Reading<Parsed> {
  return known && known.text === text ? known : { text, parsed: parse(text) };
}

export class Headers {
  readonly #names: HeaderName[] = [];
  readonly #values: string[] = [];
  #via: Reading<Via> | undefined;
  #from: Reading<NameAddress> | undefined;
  #to: Reading<NameAddress> | undefined;
  #cseq: Reading<CSeq> | undefined;

  constructor(entries: Iterable<readonly [name: string, value: string]> = []) {
    for (const [name, value] of entries) this.add(name, value);
  }

  /** @param name however it is written */
  add(name: string, value: string): this {
    return this.addNamed(fullName(name), value);
  }

  /** Puts all of another list behind these, but those of this name. */
  append(others: Headers, except?: HeaderName): this {
    for (let index = 0; index < others.#names.length; index++) {
      const name = others.#names[index];
      if (name !== undefined && name !== except) this.addNamed(name, others.#values[index] ?? "");
    }
    return this;
  }

  addNamed(name: HeaderName, value: string): this {
    this.#names.push(name);
    this.#values.push(value);
    return this;
  }

  /** Replaces every header of this name. */
  set(name: HeaderName, value: string): this {
    return this.delete(name).addNamed(name, value);
  }

  delete(name: HeaderName): this {
    for (let index = this.#names.length - 1; index >= 0; index--)
      if (this.#names[index] === name) {
        this.#names.splice(index, 1);
        this.#values.splice(index, 1);
      }
    return this;
  }

  /** The first value of this name, as it was written. */
  get(name: HeaderName): string | undefined {
    const index = this.#names.indexOf(name);
    return index < 0 ? undefined : this.#values[index];
  }

  /** The first of these names that more than one line bears. */
  repeated(names: readonly HeaderName[]): string | undefined {
    return names.find((name) => {
      const index = this.#names.indexOf(name);
      return index >= 0 && this.#names.indexOf(name, index + 1) >= 0;
    });
  }

  /** Every value of this name, in order; a line that lists several by commas yields each. */
  all(name: HeaderName): string[] {
    const all: string[] = [];
    for (const line of this.lines(name))
      if (line.includes(",")) all.push(...splitList(line));
      else if (line !== "") all.push(line);
    return all;
  }

  /** The lines of this name, in order, as they were written. */
  lines(name: HeaderName): string[] {
    const lines: string[] = [];
    for (let index = 0; index < this.#names.length; index++)
      if (this.#names[index] === name) lines.push(this.#values[index] ?? "");
    return lines;
  }

  /** The first value of this name, without the others of its line. */
  first(name: HeaderName): string | undefined {
    const line = this.get(name);
    return line?.includes(",") ? splitList(line)[0] : line;
  }

  /** Replaces the first value of this name; the others of its line stay. */
  setFirst(name: HeaderName, value: string): void {
    const index = this.#names.indexOf(name);
    const line = this.#values[index] ?? "";
    const others = line.includes(",") ? splitList(line).slice(1) : [];
    if (index >= 0) this.#values[index] = [value, ...others].join(", ");
  }

  /** The topmost Via; undefined, like the following, where it is missing or malformed. */
  get via(): Via | undefined {
    this.#via = read(this.#via, this.first("via") ?? "", parseVia);
    return this.#via.parsed;
  }

  get from(): NameAddress | undefined {
    this.#from = read(this.#from, this.get("from") ?? "", parseNameAddress);
    return this.#from.parsed;
  }

  get to(): NameAddress | undefined {
    this.#to = read(this.#to, this.get("to") ?? "", parseNameAddress);
    return this.#to.parsed;
  }

  get cseq(): CSeq | undefined {
    this.#cseq = read(this.#cseq, this.get("cseq") ?? "", parseCSeq);
    return this.#cseq.parsed;
  }

  get size(): number {
    return this.#names.length;
  }

  /** As on the wire, with a Content-Length of so many octets in place of its own. */
  write(contentLength: number): string {
    let text = "";
    for (let index = 0; index < this.#names.length; index++) {
      const name = this.#names[index] ?? "";
      if (name !== "content-length") text += `${written(name)}: ${this.#values[index]}\r\n`;
    }
    return `${text}Content-Length: ${contentLength}\r\n`;
  }
}

/** Splits at commas that stand neither in a quoted string nor between angle brackets. */
export function splitList(value: string): string[] {
  if (!value.includes(",")) return value === "" ? [] : [value];
  const parts: string[] = [];
  let from = 0;
  const take = (end: number) => {
    const part = end > from ? value.slice(from, end).trim() : "";
    if (part !== "") parts.push(part);
  };
  let quoted = false;
  let bracketed = false;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (quoted) {
      if (code === 0x5c) index++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x3c) bracketed = true;
    else if (code === 0x3e) bracketed = false;
    else if (code === 0x2c && !bracketed) {
      take(index);
      from = index + 1;
    }
  }
  take(value.length);
  return parts;
}
