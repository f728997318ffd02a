/** "Who rings when somebody dials this?", answered from the plan without ringing anyone. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useCallback, useState } from "react";
import type { PlanStep } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { failureOf } from "../../calling/words.ts";
import { PeoplePicker } from "../../parts/people-picker.tsx";
import { Problem } from "../../parts/problem.tsx";
import { useSession } from "../../parts/session-context.ts";
import { useAction } from "../../parts/use-action.ts";
import { seriesOf, t } from "../../text/index.ts";

export function WhoRings() {
  const { person } = useSession().me;
  const [caller, setCaller] = useState(person);
  const [steps, setSteps] = useState<readonly PlanStep[]>();
  const ask = useAction(
    useCallback(
      async (number: string, at: number | undefined) => {
        const query = { caller: caller.id, number, ...(at !== undefined && { at: String(at) }) };
        const found = await call(api.admin.calling.plan.$get({ query }));
        setSteps(found.steps);
      },
      [caller.id],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const time = String(given.get("at"));
    void ask.run(String(given.get("number")), time === "" ? undefined : new Date(time).getTime());
  };
  return (
    <section className="card stack">
      <h2>{t("telephony.plan")}</h2>
      <p className="secondary">{t("telephony.plan.lead.time", { name: caller.name })}</p>
      <PeoplePicker label={t("telephony.plan.caller")} exclude={[caller.id]} onPick={setCaller} />
      <form className="dial" onSubmit={submit}>
        <TextInput name="number" label={t("telephony.plan.number")} required />
        <TextInput name="at" type="datetime-local" label={t("telephony.plan.at")} />
        <Button type="submit" variant="default" loading={ask.running}>
          {t("telephony.plan.ask")}
        </Button>
      </form>
      <Problem error={ask.error} />
      {steps && (
        <ol className="plan" aria-live="polite">
          {steps.map((step) => (
            <Step key={step.path} step={step} />
          ))}
        </ol>
      )}
    </section>
  );
}

/** What leads to the step from the one before. */
function causeOf({ when, key }: PlanStep): string {
  if (when) return t(`telephony.when.${when}`);
  if (key === undefined) return "";
  return key === "" ? t("telephony.menu.otherwise") : t("telephony.when.key", { key });
}

function Step({ step }: { step: PlanStep }) {
  const name = step.party?.name ?? "";
  return (
    <li style={{ marginInlineStart: step.level * 20 }}>
      <span className="secondary">{causeOf(step)} </span>
      {step.kind === "ring" && (
        <>
          <strong>{t("telephony.step.ring", { name, seconds: step.seconds })}</strong>
          <p className="secondary">{step.route ? step.rings.join(" → ") : seriesOf(step.rings)}</p>
          {step.route && <p className="secondary">{t("telephony.step.route", { name: step.route })}</p>}
        </>
      )}
      {step.kind === "service" && <strong>{t("telephony.step.service", { name, what: step.what })}</strong>}
      {step.kind === "menu" && (
        <strong>
          {t(step.closed ? "telephony.step.menu.closed" : "telephony.step.menu", {
            name,
            what: step.what || name,
          })}
        </strong>
      )}
      {step.choice && <strong>{t(`telephony.action.${step.choice}`)}</strong>}
      {step.kind === "refuse" && (
        <>
          <strong>{t("telephony.step.refuse", { why: t(failureOf(step.status ?? 0)) })}</strong>
          {!step.when && step.why && <p className="secondary">{t(`telephony.refused.${step.why}`)}</p>}
        </>
      )}
    </li>
  );
}
