/** Forwards that count at certain hours, or for certain callers; the first that fits counts. */
import { Button, TagsInput, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import type { FormEvent } from "react";
import type { CallSettings } from "../../appliance/calling/index.ts";
import { WeekHours } from "../parts/week-hours.tsx";
import { t } from "../text/index.ts";
import { moved, NumberRow } from "./number-row.tsx";
import { OwnClock, ownZone } from "./own-clock.tsx";

type Settings = Pick<CallSettings, "forwardRules" | "zone">;
type Rule = CallSettings["forwardRules"][number];

/** As the appliance has it. */
const mostRules = 10;

export function ForwardRules(props: { settings: Settings; onChange: (change: Partial<Settings>) => void }) {
  const { settings, onChange } = props;
  const { forwardRules: rules, zone } = settings;
  const set = (forwardRules: Rule[]) => onChange({ forwardRules, zone: zone ?? ownZone() });
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const number = String(new FormData(event.currentTarget).get("forward")).trim();
    if (number !== "") set([...rules, { number, hours: [], callers: [] }]);
    event.currentTarget.reset();
  };
  return (
    <section className="card">
      <h2>{t("callsettings.rules")}</h2>
      <p className="secondary">{t("callsettings.rules.lead")}</p>
      <ol className="reach-list">
        {rules.map((rule, index) => (
          <RuleRow
            // biome-ignore lint/suspicious/noArrayIndexKey: two may lead to one number; a row has nothing of its own
            key={`${index} ${rule.number}`}
            rule={rule}
            isFirst={index === 0}
            onChange={(changed) => set(rules.with(index, changed))}
            onUp={() => set(moved(rules, index, -1))}
            onRemove={() => set(rules.toSpliced(index, 1))}
          />
        ))}
      </ol>
      {rules.some(({ hours }) => hours.length > 0) && <OwnClock zone={zone} onChange={onChange} />}
      {rules.length < mostRules ? (
        <form className="dial" onSubmit={add}>
          <TextInput name="forward" label={t("callsettings.rules.number")} inputMode="tel" required />
          <Button type="submit" variant="default">
            {t("callsettings.rules.add")}
          </Button>
        </form>
      ) : (
        <p className="secondary">{t("callsettings.rules.most", { count: mostRules })}</p>
      )}
    </section>
  );
}

function RuleRow(props: {
  rule: Rule;
  isFirst: boolean;
  onChange: (changed: Rule) => void;
  onUp: () => void;
  onRemove: () => void;
}) {
  const { rule } = props;
  const { number, hours, callers } = rule;
  const when = t(hours.length > 0 ? "callsettings.rules.some" : "callsettings.rules.always");
  const who = callers.length > 0 ? callers.join(", ") : t("callsettings.rules.everybody");
  return (
    <NumberRow
      number={number}
      about={
        <p className="secondary">
          {who} · {when}
        </p>
      }
      unfold={{ label: t("callsettings.rules.change", { number }), icon: <IconPencil size={18} /> }}
      up={{ label: t("callsettings.rules.up", { number }), isThere: props.isFirst, onClick: props.onUp }}
      remove={{ label: t("callsettings.rules.remove", { number }), onClick: props.onRemove }}
    >
      <TagsInput
        w="100%"
        label={t("callsettings.rules.callers")}
        description={t("callsettings.rules.callers.lead")}
        value={callers}
        maxTags={20}
        onChange={(wanted) => props.onChange({ ...rule, callers: wanted.map((one) => one.trim()) })}
      />
      {hours.length === 0 && <p className="secondary">{t("callsettings.rules.none")}</p>}
      <WeekHours hours={hours} onChange={(changed) => props.onChange({ ...rule, hours: changed })} />
    </NumberRow>
  );
}
