/** Against toll fraud: what calls outside are limited to, and whose were stopped. */
import { Button, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { Limits as CallLimits, OutsideStop } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { Problem } from "../../parts/problem.tsx";
import { usePeople } from "../../parts/session-context.ts";
import { useAction } from "../../parts/use-action.ts";
import { momentOf, seriesOf, t } from "../../text/index.ts";
import { Row, Section } from "../section.tsx";
import { Editor, textOf } from "./editor.tsx";
import { telephonyKey } from "./key.ts";

export function Limits({ limits, stops }: { limits: CallLimits; stops: readonly OutsideStop[] }) {
  const [open, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  const { countries, minutesPerDay, callsAtOnce } = limits;
  return (
    <Section title={t("telephony.limits")} lead={t("telephony.limits.lead")}>
      {stops.map((stop) => (
        <Stopped key={stop.personId} stop={stop} />
      ))}
      <Row
        title={
          countries
            ? t("telephony.limits.some", { countries: codesOf(countries) })
            : t("telephony.limits.all")
        }
        detail={seriesOf([
          ...(minutesPerDay === null ? [] : [t("telephony.limits.day", { count: minutesPerDay })]),
          t("telephony.limits.atonce", { count: callsAtOnce }),
        ])}
        onOpen={() => setOpen(true)}
      />
      {open && <LimitsEditor limits={limits} onClose={close} />}
    </Section>
  );
}

const classes = ["none", "national", "international"] as const;
/** Who has the calls of menus and groups: see party.ts. */
const houseId = "house";

const codesOf = (countries: readonly string[]): string => seriesOf(countries.map((code) => `+${code}`));

function Stopped({ stop }: { stop: OutsideStop }) {
  const people = usePeople();
  const queries = useQueryClient();
  const lift = useAction(
    useCallback(async () => {
      await call(api.admin.calling.stops[":person"].$delete({ param: { person: stop.personId } }));
      await queries.invalidateQueries({ queryKey: telephonyKey });
    }, [queries, stop.personId]),
  );
  return (
    <div className="line-item">
      <div className="who">
        <p>
          {stop.personId === houseId
            ? t("telephony.stop.house")
            : t("telephony.stop", { name: people.nameOf(stop.personId) })}
        </p>
        <p className="secondary">{t("telephony.stop.why", { count: stop.calls, when: momentOf(stop.at) })}</p>
        <Problem error={lift.error} />
      </div>
      <Button variant="default" loading={lift.running} onClick={() => void lift.run()}>
        {t("telephony.stop.lift")}
      </Button>
    </div>
  );
}

function LimitsEditor({ limits, onClose }: { limits: CallLimits; onClose: () => void }) {
  const save = (fields: FormData) => {
    const codes = textOf(fields, "countries")?.match(/\d{1,3}/g) ?? null;
    const minutes = textOf(fields, "minutesPerDay");
    const json = {
      countries: codes && [...codes],
      minutesPerDay: minutes === null ? null : Number(minutes),
      callsAtOnce: Number(fields.get("callsAtOnce")),
      burst: Number(fields.get("burst")),
      house: {
        outside: classes.find((known) => known === fields.get("houseOutside")) ?? "none",
        callsAtOnce: Number(fields.get("houseCallsAtOnce")),
      },
    };
    return call(api.admin.calling.limits.$put({ json }));
  };
  return (
    <Editor title={t("telephony.limits")} onClose={onClose} save={save}>
      <TextInput
        name="countries"
        label={t("telephony.limits.countries")}
        description={t("telephony.limits.countries.lead")}
        placeholder="+49, +44"
        defaultValue={limits.countries ? codesOf(limits.countries) : ""}
        data-autofocus
      />
      <div className="fields">
        <NumberInput
          name="minutesPerDay"
          label={t("telephony.limits.minutes")}
          min={1}
          max={1440}
          defaultValue={limits.minutesPerDay ?? ""}
        />
        <NumberInput
          name="callsAtOnce"
          label={t("telephony.limits.calls")}
          min={1}
          max={100}
          defaultValue={limits.callsAtOnce}
        />
      </div>
      <NumberInput
        name="burst"
        label={t("telephony.limits.burst")}
        description={t("telephony.limits.burst.lead")}
        min={3}
        max={1000}
        defaultValue={limits.burst}
      />
      <div className="fields">
        <NativeSelect
          name="houseOutside"
          label={t("telephony.limits.house")}
          description={t("telephony.limits.house.lead")}
          defaultValue={limits.house.outside}
          data={classes.map((value) => ({ value, label: t(`telephony.limits.house.${value}`) }))}
        />
        <NumberInput
          name="houseCallsAtOnce"
          label={t("telephony.limits.house.calls")}
          description={t("telephony.limits.house.calls.lead")}
          min={1}
          max={1000}
          defaultValue={limits.house.callsAtOnce}
        />
      </div>
    </Editor>
  );
}
