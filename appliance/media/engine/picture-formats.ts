/** The formats of one leg's picture: what was proposed and agreed, under which payload types (RFC 3264 §8.3.2). */
import { inProfileOf, type PictureFormat } from "../pictures.ts";

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
  /** What it comes under: our number, the peer's, or that of a like format that the peer was offered too. */
  #receiveTypes: ReadonlySet<number> = new Set();
  /** Payload types by key of what was ever proposed: they stay what they are. */
  readonly #proposed = new Map<string, number>();

  /** Whether a packet of the peer is of the agreed format. */
  receives(type: number): boolean {
    return this.#receiveTypes.has(type);
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
      return { format: inProfileOf(format, match.format), type: match.type };
    }
    this.forget();
    return undefined;
  }

  /** What the peer took of the proposal, by our key; peers may describe a profile otherwise than it was proposed. */
  taken(answered: readonly TypedFormat[]): PictureFormat | undefined {
    const ownKey = ({ format, type }: TypedFormat) =>
      [...this.#proposed].find(([key, own]) => own === type && key.startsWith(format.codec))?.[0];
    const taken =
      answered.find(({ format }) => this.#proposed.has(format.key)) ??
      answered.find((one) => ownKey(one) !== undefined);
    const key = taken && (this.#proposed.has(taken.format.key) ? taken.format.key : ownKey(taken));
    const own = key === undefined ? undefined : this.#proposed.get(key);
    if (!taken || key === undefined || own === undefined) {
      this.forget();
      return undefined;
    }
    this.#agree({ ...taken.format, key }, taken.type, own);
    return this.agreed;
  }

  /** There are no pictures, or none any more. */
  forget(): void {
    this.agreed = this.sendType = undefined;
    this.#receiveTypes = new Set();
  }

  #agree(format: PictureFormat, sendType: number, receiveType: number): void {
    this.agreed = format;
    this.sendType = sendType;
    this.#proposed.set(format.key, receiveType);
    // Some send under a number of two variants of baseline while they have answered with the other (baresip 1.0).
    const like = format.key.slice(0, format.key.lastIndexOf("/") + 1);
    const alike = [...this.#proposed].flatMap(([key, type]) => (key.startsWith(like) ? [type] : []));
    this.#receiveTypes = new Set([receiveType, sendType, ...(like === "" ? [] : alike)]);
  }
}
