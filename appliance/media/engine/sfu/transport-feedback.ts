/** Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1). */

const unit = 0.25; // milliseconds of a delta
const referenceUnit = 64;
const mostPackets = 5000;

export interface ArrivedPacket {
  sequence: number;
  /** Milliseconds in the receiver's own time; undefined for one that did not arrive. */
  arrivedAt: number | undefined;
}

/** @param data the RTCP packet, from its header on; undefined for what is not whole */
export function parseTransportFeedback(data: Buffer): ArrivedPacket[] | undefined {
  if (data.length < 20) return undefined;
  const base = data.readUInt16BE(12);
  const count = data.readUInt16BE(14);
  if (count > mostPackets) return undefined;
  const symbols: number[] = [];
  let offset = 20;
  while (symbols.length < count) {
    if (offset + 2 > data.length) return undefined;
    const chunk = data.readUInt16BE(offset);
    offset += 2;
    if (chunk < 0x8000) {
      const run = Math.min(chunk & 0x1fff, count - symbols.length);
      if (run === 0) return undefined;
      for (let index = 0; index < run; index++) symbols.push((chunk >> 13) & 3);
    } else if (chunk & 0x4000) for (let bit = 12; bit >= 0; bit -= 2) symbols.push((chunk >> bit) & 3);
    else for (let bit = 13; bit >= 0; bit--) symbols.push((chunk >> bit) & 1);
  }
  let time = data.readIntBE(16, 3) * referenceUnit;
  const packets: ArrivedPacket[] = [];
  for (let index = 0; index < count; index++) {
    const size = symbols[index] ?? 0;
    const sequence = (base + index) & 0xffff;
    if (size !== 1 && size !== 2) {
      packets.push({ sequence, arrivedAt: undefined });
      continue;
    }
    if (offset + size > data.length) return undefined;
    time += (size === 1 ? (data[offset] ?? 0) : data.readInt16BE(offset)) * unit;
    offset += size;
    packets.push({ sequence, arrivedAt: time });
  }
  return packets;
}

/** Remembers when packets came, and tells their sender. */
export class ArrivalLog {
  readonly #arrivals = new Map<number, number>();
  #highest = -1;
  #next: number | undefined;
  #count = 0;

  /** @param now milliseconds */
  note(sequence: number, now: number): void {
    this.#next ??= sequence;
    const ahead = (sequence - this.#next) & 0xffff;
    if (ahead >= 0x8000) return; // older than what was told
    this.#arrivals.set(sequence, now);
    if (this.#highest < 0 || ((sequence - this.#highest) & 0xffff) < 0x8000) this.#highest = sequence;
  }

  /** The feedback for what came since the last one; undefined when nothing did. */
  take(senderSsrc: number, mediaSsrc: number): Buffer | undefined {
    const base = this.#next;
    if (base === undefined || this.#arrivals.size === 0) return undefined;
    const count = Math.min(((this.#highest - base) & 0xffff) + 1, mostPackets);
    const first = Math.min(...this.#arrivals.values());
    const reference = Math.floor(first / referenceUnit);
    const symbols = new Uint8Array(Math.ceil(count / 7) * 7);
    const deltas = Buffer.alloc(count * 2);
    let size = 0;
    let time = reference * referenceUnit;
    for (let index = 0; index < count; index++) {
      const arrival = this.#arrivals.get((base + index) & 0xffff);
      if (arrival === undefined) continue;
      const delta = Math.round((arrival - time) / unit);
      if (delta < -32_768 || delta > 32_767) continue; // the sender takes it for lost
      time += delta * unit;
      if (delta >= 0 && delta < 256) {
        symbols[index] = 1;
        deltas[size++] = delta;
      } else {
        symbols[index] = 2;
        size = deltas.writeInt16BE(delta, size);
      }
    }
    this.#next = (base + count) & 0xffff;
    this.#arrivals.clear();
    this.#highest = -1;
    return this.#write(senderSsrc, mediaSsrc, base, count, reference, symbols, deltas.subarray(0, size));
  }

  #write(
    senderSsrc: number,
    mediaSsrc: number,
    base: number,
    count: number,
    reference: number,
    symbols: Uint8Array,
    deltas: Buffer,
  ): Buffer {
    const chunks = symbols.length / 7;
    const length = Math.ceil((20 + chunks * 2 + deltas.length) / 4) * 4;
    const data = Buffer.alloc(length);
    data[0] = 0x80 | 15;
    data[1] = 205;
    data.writeUInt16BE(length / 4 - 1, 2);
    data.writeUInt32BE(senderSsrc, 4);
    data.writeUInt32BE(mediaSsrc, 8);
    data.writeUInt16BE(base, 12);
    data.writeUInt16BE(count, 14);
    data.writeIntBE(reference % 0x800000, 16, 3);
    data[19] = this.#count++ & 0xff;
    for (let chunk = 0; chunk < chunks; chunk++) {
      let bits = 0xc000;
      for (let index = 0; index < 7; index++) bits |= (symbols[chunk * 7 + index] ?? 0) << (12 - 2 * index);
      data.writeUInt16BE(bits, 20 + chunk * 2);
    }
    deltas.copy(data, 20 + chunks * 2);
    return data;
  }
}
