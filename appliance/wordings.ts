/** The app's catalogues for what the appliance writes itself; a language is loaded when somebody reads it. */
import { enLetters } from "../web-ui/text/en-letters.ts";
import { formatMessage } from "../web-ui/text/format.ts";
import { isolated } from "../web-ui/text/isolated.ts";
import { bestLocale, type Catalogue, english, type Locale } from "../web-ui/text/locales.ts";
import type { Wording } from "./platform/index.ts";

export class Wordings {
  readonly #catalogues = new Map<string, Partial<Catalogue>>([[english.tag, enLetters]]);

  /** Resolves when letters can be written in this language, or in English where we have no such catalogue. */
  async load(tag: string): Promise<void> {
    const locale = bestLocale([tag]);
    if (this.#catalogues.has(locale.tag) || !locale.load) return;
    this.#catalogues.set(locale.tag, await locale.load());
  }

  /** @param tag BCP 47; English while its catalogue is not loaded */
  of(tag: string): Wording {
    const wanted = bestLocale([tag]);
    const catalogue = this.#catalogues.get(wanted.tag);
    return catalogue ? wordingOf(wanted, catalogue) : wordingOf(english, enLetters);
  }
}

const wordingOf = ({ tag, direction }: Locale, catalogue: Partial<Catalogue>): Wording => ({
  tag,
  direction,
  say: (text, values = {}) =>
    formatMessage(catalogue[text] ?? enLetters[text], isolated(values, direction), tag),
  list: (words) => new Intl.ListFormat(tag, { type: "unit" }).format(words),
});
