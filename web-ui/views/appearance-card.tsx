/** How the app looks to the person: theme, contrast, density, motion, language. */
import { NativeSelect, SegmentedControl } from "@mantine/core";
import { useCallback } from "react";
import type { Preferences } from "../../appliance/messaging/index.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { chooseLanguage, chosenLanguage, locales, type TextKey, t } from "../text/index.ts";

type Looks = Pick<Preferences, "theme" | "contrast" | "density" | "motion">;

/** What there is to choose, and what it is called. */
const words: { readonly [Look in keyof Looks]: Readonly<Record<Looks[Look], TextKey>> } = {
  theme: { auto: "settings.theme.auto", light: "settings.theme.light", dark: "settings.theme.dark" },
  contrast: {
    auto: "settings.contrast.auto",
    standard: "settings.contrast.standard",
    more: "settings.contrast.more",
  },
  density: { comfortable: "settings.density.comfortable", compact: "settings.density.compact" },
  motion: { auto: "settings.motion.auto", reduced: "settings.motion.reduced" },
};

export function AppearanceCard() {
  const { marks } = useSession();
  const preferences = useSignal(marks.preferences);
  const change = useAction(
    useCallback((change: Partial<Preferences>) => marks.changePreferences(change), [marks]),
  );
  return (
    <section className="card stack">
      <h2>{t("settings.appearance")}</h2>
      <Problem error={change.error} />
      {(["theme", "contrast", "density", "motion"] as const).map((look) => (
        <div className="look" key={look}>
          <h3>{t(`settings.${look}`)}</h3>
          <SegmentedControl
            aria-label={t(`settings.${look}`)}
            value={preferences?.[look] ?? ""}
            onChange={(value) => change.run({ [look]: value })}
            data={Object.entries(words[look]).map(([value, word]) => ({ value, label: t(word) }))}
          />
        </div>
      ))}
      <p className="secondary">{t("settings.appearance.help")}</p>
      <NativeSelect
        label={t("settings.language")}
        description={t("settings.language.help")}
        value={chosenLanguage() ?? ""}
        onChange={({ currentTarget: { value } }) =>
          // Letters of the house come in it too. Without a connection it holds here all the same.
          void marks
            .changePreferences({ language: value })
            .catch(() => {})
            .then(() => chooseLanguage(value || undefined))
        }
        data={[
          { value: "", label: t("settings.language.auto") },
          ...locales.map(({ tag, name }) => ({ value: tag, label: name })),
        ]}
      />
    </section>
  );
}
