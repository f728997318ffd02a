/** A trunk tried from end to end, and what was found. */
import { Button, TextInput } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed, IconCircleX } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import type { TrunkTestStep } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { Problem } from "../../parts/problem.tsx";
import { useAction } from "../../parts/use-action.ts";
import { t } from "../../text/index.ts";

export function TrunkTest({ id }: { id: string }) {
  const [number, setNumber] = useState("");
  const [steps, setSteps] = useState<readonly TrunkTestStep[]>();
  const test = useAction(
    useCallback(async () => {
      setSteps(undefined);
      const json = { number: number.trim() === "" ? null : number.trim() };
      const report = await call(api.admin.calling.trunks[":id"].test.$post({ param: { id }, json }));
      setSteps(report.steps);
    }, [id, number]),
  );
  return (
    <fieldset className="keys">
      <legend>{t("telephony.trunk.test")}</legend>
      <p className="secondary">{t("telephony.trunk.test.lead")}</p>
      <div className="dial">
        <TextInput
          label={t("telephony.trunk.test.number")}
          inputMode="tel"
          value={number}
          onChange={({ currentTarget }) => setNumber(currentTarget.value)}
        />
        <Button variant="default" loading={test.running} onClick={() => void test.run()}>
          {t("telephony.trunk.test.run")}
        </Button>
      </div>
      <Problem error={test.error} />
      {steps && (
        <ul className="test-steps" aria-label={t("telephony.trunk.test.report")}>
          {steps.map((step) => (
            <Step key={step.step} step={step} />
          ))}
        </ul>
      )}
    </fieldset>
  );
}

const icons = {
  good: <IconCircleCheck size={18} className="good-text" />,
  bad: <IconCircleX size={18} className="bad-text" />,
  skipped: <IconCircleDashed size={18} className="quiet-text" />,
};

function Step({ step: { step, outcome, detail } }: { step: TrunkTestStep }) {
  return (
    <li>
      {icons[outcome]}
      <div className="who">
        <p>{t(`telephony.trunk.step.${step}`)}</p>
        <p className="secondary break">
          {[t(`telephony.trunk.step.is.${outcome}`), detail].filter(Boolean).join(": ")}
        </p>
        {outcome === "bad" && <p className="secondary">{t(`telephony.trunk.step.${step}.help`)}</p>}
      </div>
    </li>
  );
}
