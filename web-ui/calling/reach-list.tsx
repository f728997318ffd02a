/** Numbers elsewhere that ring with the person's own phones. */
import { Button, NumberInput, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import type { FormEvent } from "react";
import type { CallSettings } from "../../appliance/calling/index.ts";
import { t } from "../text/index.ts";

type Reach = CallSettings["reach"];

export function ReachList({ reach, onChange }: { reach: Reach; onChange: (reach: Reach) => void }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const number = String(fields.get("number")).trim();
    if (number === "") return;
    onChange([...reach, { number, delaySeconds: Number(fields.get("delay")) || 0 }]);
    event.currentTarget.reset();
  };
  return (
    <section className="card">
      <h2>{t("callsettings.reach")}</h2>
      <p className="secondary">{t("callsettings.reach.lead")}</p>
      {reach.map((each) => (
        <div key={`${each.number} ${each.delaySeconds}`} className="line-item">
          <div className="who">
            <p className="number">{each.number}</p>
            <p className="secondary number">
              {t("callsettings.reach.delay")}: {each.delaySeconds}
            </p>
          </div>
          <button
            type="button"
            className="icon-button"
            aria-label={t("callsettings.reach.remove", { number: each.number })}
            onClick={() => onChange(reach.filter((other) => other !== each))}
          >
            <IconTrash size={18} />
          </button>
        </div>
      ))}
      <form className="dial" onSubmit={submit}>
        <TextInput name="number" label={t("callsettings.reach.number")} inputMode="tel" required />
        <NumberInput name="delay" label={t("callsettings.reach.delay")} min={0} max={60} defaultValue={0} />
        <Button type="submit" variant="default">
          {t("callsettings.reach.add")}
        </Button>
      </form>
    </section>
  );
}
