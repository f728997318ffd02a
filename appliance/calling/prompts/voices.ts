/** In which language somebody is spoken to, and by which voice of espeak-ng (CA-08, CA-19, MS-20). */
import { z } from "zod";
import type { Speech } from "../sounds/speech.ts";
import type { Samples } from "../sounds/wave.ts";
import { ar } from "./languages/ar.ts";
import { de } from "./languages/de.ts";
import { en } from "./languages/en.ts";
import { es } from "./languages/es.ts";
import { fr } from "./languages/fr.ts";
import { it } from "./languages/it.ts";
import { ja } from "./languages/ja.ts";
import { nl } from "./languages/nl.ts";
import { pl } from "./languages/pl.ts";
import { ptBr } from "./languages/pt-br.ts";
import { zhHans } from "./languages/zh-hans.ts";
import type { Sentences } from "./sentences.ts";

/** The languages of the app but Hebrew, which is written without the vowels that the voice would need. */
export const spokenLanguages = [
  "en",
  "ar",
  "de",
  "es",
  "fr",
  "it",
  "ja",
  "nl",
  "pl",
  "pt-BR",
  "zh-Hans",
] as const;
export const spokenLanguage = z.enum(spokenLanguages);
export type SpokenLanguage = z.output<typeof spokenLanguage>;

interface Tongue {
  sentences: Sentences;
  /** As `espeak-ng --voices` names it. */
  voice: string;
  /** Names whose letters are all of these are read; others would be spelled as "Chinese letter". */
  letters: RegExp;
}

const latin = /^[\p{Script=Latin}\p{M}\P{L}]*$/u;
const western = (sentences: Sentences, voice: string): Tongue => ({ sentences, voice, letters: latin });

const tongues: Readonly<Record<Exclude<SpokenLanguage, "en">, Tongue>> = {
  ar: { sentences: ar, voice: "ar", letters: /^[\p{Script=Arabic}\p{Script=Latin}\p{M}\P{L}]*$/u },
  de: western(de, "de"),
  es: western(es, "es"),
  fr: western(fr, "fr-fr"),
  it: western(it, "it"),
  ja: {
    sentences: ja,
    voice: "ja",
    letters: /^[\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Latin}\p{M}\P{L}]*$/u,
  },
  nl: western(nl, "nl"),
  pl: western(pl, "pl"),
  "pt-BR": western(ptBr, "pt-br"),
  // The voice `cmn` reads characters as if they were English.
  "zh-Hans": {
    sentences: zhHans,
    voice: "cmn-latn-pinyin",
    letters: /^[\p{Script=Han}\p{Script=Latin}\p{M}\P{L}]*$/u,
  },
};

/** Speaks one language. */
export interface Voice {
  readonly sentences: Sentences;
  say(text: string): Promise<Samples>;
  /** Whether a name is in letters that it reads. */
  reads(name: string): boolean;
}

export interface VoicesParts {
  speech: Speech;
  /** The espeak-ng voice of English. */
  english: string;
  /** BCP 47: what a person has chosen; the organisation's for who has chosen none, and for strangers. */
  languageOf(personId: string | undefined): string;
}

export class Voices {
  readonly #parts: VoicesParts;
  readonly #known = new Map<SpokenLanguage, Voice>();

  constructor(parts: VoicesParts) {
    this.#parts = parts;
  }

  /** What is spoken here: English in the place of a language whose voice is missing, and nothing without espeak-ng. */
  get spoken(): SpokenLanguage[] {
    if (!this.#parts.speech.available) return [];
    return spokenLanguages.filter((language) => language === "en" || this.#speaks(language));
  }

  /** Speaks to this person. */
  of(personId: string | undefined): Voice {
    return this.in(this.#parts.languageOf(personId));
  }

  /** Who reads this aloud to somebody whose own voice does not; undefined: no voice has its letters. */
  readerOf(text: string): Voice | undefined {
    return this.spoken.map((language) => this.in(language)).find((voice) => voice.reads(text));
  }

  /** @param tag BCP 47; English for what is not spoken */
  in(tag: string): Voice {
    const [primary] = tag.split("-", 1);
    const wanted = spokenLanguages.find((language) => language.split("-", 1)[0] === primary);
    const language = wanted && this.#speaks(wanted) ? wanted : "en";
    const known = this.#known.get(language) ?? this.#voiceOf(language);
    this.#known.set(language, known);
    return known;
  }

  #speaks(language: SpokenLanguage): boolean {
    return language !== "en" && this.#parts.speech.voices.has(tongues[language].voice);
  }

  #voiceOf(language: SpokenLanguage): Voice {
    const { speech, english } = this.#parts;
    const { sentences, voice, letters } = language === "en" ? western(en, english) : tongues[language];
    return { sentences, say: (text) => speech.say(text, voice), reads: (name) => letters.test(name) };
  }
}
