/** Of all that ring for a caller the first is heard before the answer: an announcement, or how it rings there (RFC 3960). */
import type { MediaLeg, Offered } from "../../media/index.ts";
import type { Logger } from "../../platform/index.ts";
import type { Branch } from "./branch.ts";

export interface EarlyMediaParts {
  group: string;
  log: Logger;
  /** It rings, and is not heard. */
  onRinging(): void;
  /** The caller is to hear this leg before it is answered. */
  onEarlyMedia(leg: MediaLeg, heard: Offered): void;
  /** That is over, and it was not answered. */
  onEarlyMediaOver(): void;
}

export class EarlyMedia {
  readonly #parts: EarlyMediaParts;
  readonly #isOver: () => boolean;
  #heard: Branch | undefined;

  /** @param isOver whether who answers now is too late */
  constructor(parts: EarlyMediaParts, isOver: () => boolean) {
    this.#parts = parts;
    this.#isOver = isOver;
  }

  /** @param isAsked whoever answers there has to press a key first: of them nothing is heard before */
  async hear(branch: Branch, answer: string, isAsked: boolean): Promise<void> {
    const { group, log, onRinging, onEarlyMedia } = this.#parts;
    if (this.#isOver() || this.#heard === branch) return;
    if (isAsked || this.#heard) return onRinging();
    this.#heard = branch;
    try {
      const heard = await branch.leg.receiveAnswer(answer);
      if (!this.#isOver() && this.#heard === branch) onEarlyMedia(branch.leg, heard);
    } catch (error) {
      log.warn("what was to be heard before an answer was not understood", { call: group, error });
      if (this.#heard === branch) this.#heard = undefined;
      if (!this.#isOver()) onRinging();
    }
  }

  /** It does not ring any more. */
  end(branch: Branch): void {
    if (this.#heard !== branch) return;
    this.#heard = undefined;
    if (!this.#isOver()) this.#parts.onEarlyMediaOver();
  }
}
