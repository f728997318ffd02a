/** Reads BER (X.690 §8) as LDAP restricts it (RFC 4511 §5.1): every element ends inside of the one that holds it. */
import { Ber, BerReader } from "ldapts";

/** What was sent is no LDAP. */
export class NoLdap extends Error {
  override readonly name = "NoLdap";
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
/** Octets of the longest integer: all of LDAP's are 31 bits at most (RFC 4511 §4.1.1). */
const longestInteger = 4;

export const sequence = Ber.Sequence | Ber.Constructor;

/** The elements that stand one after the other in `content`. Its methods throw NoLdap where something else stands there. */
export class Elements {
  readonly #reader: BerReader;

  constructor(content: Buffer) {
    this.#reader = new BerReader(content);
  }

  /** Of the next element; undefined behind the last. */
  get tag(): number | undefined {
    return this.#reader.peek() ?? undefined;
  }

  octets(tag: number): Buffer {
    const from = this.#reader.offset;
    const content = this.#reader.readString(tag, true);
    // A length of 2³¹ and more comes out of the library negative.
    if (content === null || this.#reader.length < 0 || this.#reader.offset <= from)
      throw new NoLdap("an element is cut off");
    return content;
  }

  text(tag: number = Ber.OctetString): string {
    return utf8.decode(this.octets(tag));
  }

  integer(tag: number = Ber.Integer): number {
    const octets = this.octets(tag);
    if (octets.length < 1 || octets.length > longestInteger) throw new NoLdap("no integer of LDAP");
    return octets.readIntBE(0, octets.length);
  }

  boolean(): boolean {
    const octets = this.octets(Ber.Boolean);
    if (octets.length !== 1) throw new NoLdap("no boolean");
    return octets[0] !== 0;
  }

  within(tag: number = sequence): Elements {
    return new Elements(this.octets(tag));
  }

  /** What `read` makes of each element up to the last. */
  each<Item>(read: (elements: Elements) => Item): Item[] {
    const items: Item[] = [];
    while (this.tag !== undefined) items.push(read(this));
    return items;
  }

  end(): void {
    if (this.tag !== undefined) throw new NoLdap("something stands behind the end");
  }
}

/**
 * Octets of the message that `stream` begins with, undefined while its length has not come.
 * Throws where no message begins there.
 */
export function lengthOfMessage(stream: Buffer): number | undefined {
  const reader = new BerReader(stream);
  if (reader.readSequence(sequence) === null) return undefined;
  if (reader.length < 0) throw new NoLdap("too long");
  return reader.offset + reader.length;
}
