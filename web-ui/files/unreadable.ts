/** Why a file is not shown, in words. */
import { t } from "../text/index.ts";

const texts = {
  broken: "file.broken",
  "too-much": "file.too.much",
  "too-slow": "file.too.slow",
} as const;

export type Failure = keyof typeof texts;

export class Unreadable extends Error {
  override readonly name = "Unreadable";

  constructor(failure: Failure) {
    super(t(texts[failure]));
  }
}
