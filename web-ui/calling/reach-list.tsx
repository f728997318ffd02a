/** Numbers elsewhere that ring with the person's own phones, each after its delay and in its hours. */
import { Button, NumberInput, TextInput } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import type { CallSettings } from "../../appliance/calling/index.ts";
import { type HoursSpan, WeekHours } from "../parts/week-hours.tsx";
import { t } from "../text/index.ts";
import { moved, NumberRow } from "./number-row.tsx";
import { OwnClock, ownZone } from "./own-clock.tsx";

type Settings = Pick<CallSettings, "reach" | "zone">;
type Reach = CallSettings["reach"][number];

/** As the appliance has it. */
const mostReached = 10;

export function ReachList(props: {
  settings: Settings & Pick<CallSettings, "ringSeconds">;
  onChange: (change: Partial<Settings>) => void;
}) {
  const { settings, onChange } = props;
  const { reach, zone } = settings;
  const replace = (index: number, changed: Reach) => reach.map((each, at) => (at === index ? changed : each));
  const hasHours = reach.some(({ hours }) => hours?.length);
  return (
    <section className="card">
      <h2>{t("callsettings.reach")}</h2>
      <p className="secondary">{t("callsettings.reach.lead")}</p>
      <ol className="reach-list">
        {reach.map((each, index) => (
          <ReachRow
            key={each.number}
            reach={each}
            isFirst={index === 0}
            isLast={index === reach.length - 1}
            ringSeconds={settings.ringSeconds}
            onMove={(by) => onChange({ reach: moved(reach, index, by) })}
            onRemove={() => onChange({ reach: reach.toSpliced(index, 1) })}
            onDelay={(delaySeconds) => onChange({ reach: replace(index, { ...each, delaySeconds }) })}
            onHours={(hours) =>
              onChange({ reach: replace(index, { ...each, hours }), zone: zone ?? ownZone() })
            }
          />
        ))}
      </ol>
      {hasHours && <OwnClock zone={zone} onChange={onChange} />}
      {reach.length < mostReached ? (
        <AddNumber known={reach} onAdd={(added) => onChange({ reach: [...reach, added] })} />
      ) : (
        <p className="secondary">{t("callsettings.reach.most", { count: mostReached })}</p>
      )}
    </section>
  );
}

function AddNumber({ known, onAdd }: { known: readonly Reach[]; onAdd: (reach: Reach) => void }) {
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const number = String(fields.get("number")).trim();
    if (number === "") return;
    if (known.some((each) => each.number === number)) return setProblem(t("callsettings.reach.twice"));
    setProblem(undefined);
    onAdd({ number, delaySeconds: Number(fields.get("delay")) || 0 });
    event.currentTarget.reset();
  };
  return (
    <form className="dial" onSubmit={submit}>
      <TextInput
        name="number"
        label={t("callsettings.reach.number")}
        inputMode="tel"
        required
        error={problem}
      />
      <NumberInput name="delay" label={t("callsettings.reach.delay")} min={0} max={60} defaultValue={0} />
      <Button type="submit" variant="default">
        {t("callsettings.reach.add")}
      </Button>
    </form>
  );
}

function ReachRow(props: {
  reach: Reach;
  isFirst: boolean;
  isLast: boolean;
  ringSeconds: number;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
  onDelay: (seconds: number) => void;
  onHours: (hours: HoursSpan[]) => void;
}) {
  const { number, delaySeconds, hours = [] } = props.reach;
  return (
    <NumberRow
      number={number}
      about={
        <>
          <p className="secondary">
            {t(hours.length > 0 ? "callsettings.reach.some" : "callsettings.reach.always")}
          </p>
          {delaySeconds >= props.ringSeconds && (
            <p className="bad-text">{t("callsettings.reach.late", { seconds: props.ringSeconds })}</p>
          )}
        </>
      }
      field={
        <NumberInput
          w={104}
          aria-label={t("callsettings.reach.delay.of", { number })}
          suffix=" s"
          min={0}
          max={60}
          clampBehavior="strict"
          defaultValue={delaySeconds}
          onBlur={({ currentTarget }) => {
            const seconds = Number.parseInt(currentTarget.value, 10) || 0;
            if (seconds !== delaySeconds) props.onDelay(seconds);
          }}
        />
      }
      unfold={{ label: t("callsettings.reach.hours", { number }), icon: <IconClock size={18} /> }}
      up={{
        label: t("callsettings.reach.up", { number }),
        isThere: props.isFirst,
        onClick: () => props.onMove(-1),
      }}
      down={{
        label: t("callsettings.reach.down", { number }),
        isThere: props.isLast,
        onClick: () => props.onMove(1),
      }}
      remove={{ label: t("callsettings.reach.remove", { number }), onClick: props.onRemove }}
    >
      {hours.length === 0 && <p className="secondary">{t("callsettings.reach.hours.none")}</p>}
      <WeekHours hours={hours} onChange={props.onHours} />
    </NumberRow>
  );
}
