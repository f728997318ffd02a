/** The formats of one leg's picture: what was proposed and agreed, under which payload types (RFC 3264 §8.3.2). */
import type { PictureFormat } from "../pictures.ts";

export interface TypedFormat {
  format: PictureFormat;
  type: number;
}

/** Below the types that sound is proposed under elsewhere in a bundle (RFC 9143 §10.1.2). */
const firstProposed = 112;

export class PictureFormats {
  /** Of the peer, as agreed. */
  agreed: PictureFormat | undefined;
  /** What the peer wants the agreed format under. */
  sendType: number | undefined;
  /** What we want it under. */
  #receiveType: number | undefined;
  /** Payload types by key of what was ever proposed: they stay what they are. */
  readonly #proposed = new Map<string, number>();

  /** Whether a packet of the peer is of the agreed format; some send under the number that they want it under. */
  receives(type: number): boolean {
    return type === this.#receiveType || type === this.sendType;
  }

  propose(formats: readonly PictureFormat[]): TypedFormat[] {
    return formats.map((format) => {
      const type = this.#proposed.get(format.key) ?? firstProposed + this.#proposed.size;
      this.#proposed.set(format.key, type);
      return { format, type };
    });
  }

  /** Agrees on the first of `wanted` among what the peer offered; our line says what the other side takes. */
  choose(wanted: readonly PictureFormat[], offered: readonly TypedFormat[]): TypedFormat | undefined {
    for (const format of wanted) {
      const match = offered.find((one) => one.format.key === format.key);
      if (!match) continue;
      this.#agree(match.format, match.type, match.type);
      return { format, type: match.type };
    }
    this.forget();
    return undefined;
  }

  /** What the peer took of the proposal, by our key; peers may describe a profile otherwise than it was proposed. */
  taken(answered: readonly TypedFormat[]): PictureFormat | undefined {
    for (const { format, type } of answered) {
      const proposed = [...this.#proposed];
      const match =
        proposed.find(([key, own]) => own === type && key.startsWith(format.codec)) ??
        proposed.find(([key]) => key === format.key);
      if (!match) continue;
      const [key, own] = match;
      this.#agree({ ...format, key }, type, own);
      return this.agreed;
    }
    this.forget();
    return undefined;
  }

  /** There are no pictures, or none any more. */
  forget(): void {
    this.agreed = this.sendType = this.#receiveType = undefined;
  }

  #agree(format: PictureFormat, sendType: number, receiveType: number): void {
    this.agreed = format;
    this.sendType = sendType;
    this.#receiveType = receiveType;
    this.#proposed.set(format.key, receiveType);
  }
}
