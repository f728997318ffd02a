/** When callers hear the first level, and when the one for closed hours. */
import { TagsInput } from "@mantine/core";
import { WeekHours } from "../../parts/week-hours.tsx";
import { t } from "../../text/index.ts";
import type { Definition, Hours } from "./menu-definition.ts";

export function MenuHours(props: {
  hours: Hours;
  holidays: Definition["holidays"];
  onChange: (change: Partial<Pick<Definition, "hours" | "holidays">>) => void;
}) {
  return (
    <fieldset className="keys">
      <legend>{t("telephony.menu.open")}</legend>
      {props.hours.length === 0 && <p className="secondary">{t("telephony.menu.always")}</p>}
      <WeekHours hours={props.hours} onChange={(hours) => props.onChange({ hours })} />
      <TagsInput
        w="100%"
        label={t("telephony.menu.holidays")}
        placeholder="2026-12-25"
        value={props.holidays}
        onChange={(holidays) => props.onChange({ holidays })}
      />
    </fieldset>
  );
}
