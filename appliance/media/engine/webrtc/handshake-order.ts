/**
 * Brings the messages of a handshake that is not encrypted yet into order (RFC 6347 §4.2.2 to §4.2.4), each of them
 * once: networks lose, scatter and double datagrams, who waits says again what it said, and werift's server, which
 * takes messages as they come, would agree on keys that the browser has not.
 */

const recordHeader = 13;
const messageHeader = 12;
/** Types of records (RFC 5246 §6.2.1, RFC 6347). */
const [changeCipherSpec, handshake, applicationData] = [20, 22, 23];
const clientHello = 1;
/** What a client says in the clear: its hello, certificate, the proof that it has its key, and its half of the secret. */
const clearMessages: ReadonlySet<number> = new Set([clientHello, 11, 15, 16]);
/** Octets; certificates of browsers have some hundred, with RSA keys thrice as many. */
const longestMessage = 4096;
/** A flight of a browser has three messages that are not encrypted. */
const mostAhead = 4;
/** A hello is short, and what answers it is long: who forges one is not helped without end. */
const mostAnswersAgain = 8;

interface Message {
  type: number;
  length: number;
  sequence: number;
  offset: number;
  fragment: Buffer;
}

/** One of which not all has come. */
interface Part {
  type: number;
  body: Buffer;
  /** By octet: whether it has come. */
  known: Uint8Array;
  missing: number;
}

export class HandshakeOrder {
  readonly #pass: (data: Buffer) => void;
  /** The number of the message that comes next. */
  #next = 0;
  #answersAgain = 0;
  #secured = false;
  readonly #parts = new Map<number, Part>();

  /** @param pass takes records, one whole message in each of a handshake */
  constructor(pass: (data: Buffer) => void) {
    this.#pass = pass;
  }

  /** The keys are agreed on: what is not under them does not count any more. */
  secure(): void {
    this.#secured = true;
    this.#parts.clear();
  }

  /**
   * A datagram of the browser. In the clear only its half of a handshake is passed on: an alert there could be
   * anybody's, and a Finished proves nothing (RFC 5246 §7.4.9).
   */
  receive(datagram: Buffer): void {
    for (let at = 0; at + recordHeader <= datagram.length; ) {
      const end = at + recordHeader + datagram.readUInt16BE(at + 11);
      if (end > datagram.length) return;
      const record = datagram.subarray(at, end);
      at = end;
      const [type = 0] = record;
      const isEncrypted = record.readUInt16BE(3) > 0;
      if (isEncrypted) type >= changeCipherSpec && type <= applicationData && this.#pass(record);
      else if (this.#secured) continue;
      else if (type === handshake) this.#read(record);
      else if (type === changeCipherSpec) this.#pass(record);
    }
  }

  #read(record: Buffer): void {
    for (let at = recordHeader; at + messageHeader <= record.length; ) {
      const end = at + messageHeader + record.readUIntBE(at + 9, 3);
      if (end > record.length) return;
      const [type = 0] = record.subarray(at);
      this.#take(record, {
        type,
        length: record.readUIntBE(at + 1, 3),
        sequence: record.readUInt16BE(at + 4),
        offset: record.readUIntBE(at + 6, 3),
        fragment: record.subarray(at + messageHeader, end),
      });
      at = end;
    }
  }

  #take(record: Buffer, message: Message): void {
    const { type, length, sequence, offset, fragment } = message;
    if (!clearMessages.has(type) || length > longestMessage || offset + fragment.length > length) return;
    if (fragment.length === 0 && length > 0) return;
    // A hello that is said again asks for the answer to it, until what follows has come.
    const isAsked = type === clientHello && sequence === this.#next - 1 && !this.#isAhead;
    if (sequence < this.#next && !(isAsked && this.#answersAgain++ < mostAnswersAgain)) return;
    if (sequence >= this.#next + mostAhead) return;
    this.#add(message);
    if (isAsked) this.#passOn(record, sequence);
    while (this.#passOn(record, this.#next)) this.#next++;
  }

  get #isAhead(): boolean {
    for (const sequence of this.#parts.keys()) if (sequence >= this.#next) return true;
    return false;
  }

  /** What is said first of a message's type and length counts. */
  #add({ type, length, sequence, offset, fragment }: Message): void {
    const part = this.#parts.get(sequence) ?? {
      type,
      body: Buffer.alloc(length),
      known: new Uint8Array(length),
      missing: length,
    };
    if (part.body.length !== length || part.type !== type) return;
    this.#parts.set(sequence, part);
    fragment.copy(part.body, offset);
    for (let at = offset; at < offset + fragment.length; at++) {
      if (part.known[at] === 0) part.missing--;
      part.known[at] = 1;
    }
  }

  /** False where not all of this message has come. @param like whose version it bears */
  #passOn(like: Buffer, sequence: number): boolean {
    const part = this.#parts.get(sequence);
    if (!part || part.missing > 0) return false;
    this.#parts.delete(sequence);
    const { type, body } = part;
    const record = Buffer.concat([like.subarray(0, recordHeader), Buffer.alloc(messageHeader), body]);
    record.writeUInt16BE(messageHeader + body.length, 11);
    record.writeUInt8(type, recordHeader);
    record.writeUIntBE(body.length, recordHeader + 1, 3);
    record.writeUInt16BE(sequence, recordHeader + 4);
    record.writeUIntBE(body.length, recordHeader + 9, 3);
    this.#pass(record);
    return true;
  }
}
