/** How much may be spent in a day and in a month: four fields, of which an empty one is no limit. */
import { NumberInput } from "@mantine/core";
import type { SpendingCaps } from "../../../appliance/calling/index.ts";
import { t } from "../../text/index.ts";
import { textOf } from "../editor.tsx";
import { amountOf, decimalOf } from "../money.ts";

const periods = ["day", "month"] as const;

/** @param name what the names of its fields begin with */
export function CapFields({ name, caps }: { name: string; caps: SpendingCaps | null }) {
  return periods.map((period) => (
    <div key={period} className="fields">
      <NumberInput
        name={`${name}.${period}.money`}
        label={t(`spending.${period}.money`)}
        description={t("spending.empty")}
        min={0.01}
        decimalScale={2}
        defaultValue={decimal(caps?.[period].money ?? null)}
      />
      <NumberInput
        name={`${name}.${period}.minutes`}
        label={t(`spending.${period}.minutes`)}
        description={t("spending.empty")}
        min={1}
        allowDecimal={false}
        defaultValue={caps?.[period].minutes ?? ""}
      />
    </div>
  ));
}

/** What was filled in. */
export function capsIn(fields: FormData, name: string): SpendingCaps {
  const capOf = (period: (typeof periods)[number]) => {
    const money = textOf(fields, `${name}.${period}.money`);
    const minutes = textOf(fields, `${name}.${period}.minutes`);
    return {
      money: money === null ? null : amountOf(money),
      minutes: minutes === null ? null : Number(minutes),
    };
  };
  return { day: capOf("day"), month: capOf("month") };
}

const decimal = (money: number | null): string => (money === null ? "" : decimalOf(money));
