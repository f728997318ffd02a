/** The language in which a menu is spoken. */
import { NativeSelect } from "@mantine/core";
import { t } from "../../text/index.ts";
import { locales } from "../../text/locales.ts";
import type { Definition } from "./menu-definition.ts";

type Language = NonNullable<Definition["language"]>;

/** The voice of the house has no Hebrew. */
const spoken: Readonly<Record<Language, true>> = {
  en: true,
  ar: true,
  de: true,
  es: true,
  fr: true,
  it: true,
  ja: true,
  nl: true,
  pl: true,
  "pt-BR": true,
  "zh-Hans": true,
};
const isSpoken = (tag: string): tag is Language => Object.hasOwn(spoken, tag);

/** @param onChange undefined: the organisation's */
export function MenuLanguage(props: {
  language: Language | undefined;
  onChange: (language: Language | undefined) => void;
}) {
  const choices = locales.filter(({ tag }) => isSpoken(tag));
  return (
    <NativeSelect
      label={t("telephony.menu.language")}
      description={t("telephony.menu.language.lead")}
      value={props.language ?? ""}
      onChange={({ currentTarget: { value } }) => props.onChange(isSpoken(value) ? value : undefined)}
      data={[
        { value: "", label: t("telephony.menu.language.house") },
        ...choices.map(({ tag, name }) => ({ value: tag, label: name })),
      ]}
    />
  );
}
