/** What callers hear while they wait. */
import { SoundEditor } from "../../calling/sound-editor.tsx";
import { t } from "../../text/index.ts";
import { Section } from "../section.tsx";

export function HoldMusic() {
  return (
    <Section title={t("telephony.music")} lead={t("telephony.music.lead")}>
      <SoundEditor
        src="/app/admin/calling/hold-music"
        texts={{
          own: t("telephony.music.own"),
          standard: t("telephony.music.standard"),
          record: t("sound.record"),
          stop: t("sound.stop"),
          remove: t("telephony.music.remove"),
        }}
      />
    </Section>
  );
}

/** A prompt of a menu that is there already: recorded or uploaded instead of being read out. */
export function Prompt({ attendant, menu, title }: { attendant: string; menu: string; title: string }) {
  return (
    <fieldset className="keys">
      <legend>{title}</legend>
      <SoundEditor
        src={`/app/admin/calling/prompts/${attendant}/${encodeURIComponent(menu)}`}
        texts={{
          own: t("telephony.prompt.own"),
          standard: t("telephony.prompt.standard"),
          record: t("sound.record"),
          stop: t("sound.stop"),
          remove: t("telephony.prompt.remove"),
        }}
      />
    </fieldset>
  );
}
