/** Why a file is not shown, in words. */
import { t } from "../text/index.ts";

const texts = {
  broken: "file.broken",
  /** What reads it did not load: nothing is known of the file. */
  "not-loaded": "file.not.loaded",
  "too-much": "file.too.much",
  "too-slow": "file.too.slow",
} as const;

export type Failure = keyof typeof texts;

export class Unreadable extends Error {
  override readonly name = "Unreadable";

  readonly failure: Failure;

  constructor(failure: Failure) {
    super(t(texts[failure]));
    this.failure = failure;
  }

  /** Whether the same may go well another time. */
  static mayPass = (error: unknown): boolean => error instanceof Unreadable && error.failure === "not-loaded";
}
