/** In the settings of an expert: at which desks they are on duty. */
import { Switch } from "@mantine/core";
import { useCallback } from "react";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

export function DutyCard() {
  const { care } = useSession();
  const duties = useSignal(care.duties);
  const desks = useSignal(care.desks);
  const set = useAction(useCallback((desk: string, onDuty: boolean) => care.setDuty(desk, onDuty), [care]));
  if (duties.length === 0) return null;
  return (
    <section className="card">
      <h2>{t("care.duty")}</h2>
      <p className="secondary">{t("care.duty.lead")}</p>
      {duties.map(({ desk, onDuty }) => (
        <Switch
          key={desk}
          label={desks.find(({ id }) => id === desk)?.name ?? ""}
          checked={onDuty}
          onChange={({ currentTarget }) => void set.run(desk, currentTarget.checked)}
        />
      ))}
      <Problem error={set.error} />
    </section>
  );
}
