/** What calls outside cost, who spent what, and the limits of it. */
import { TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import type { SpendingLimits, StandingLimit } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { Empty } from "../../parts/empty.tsx";
import { usePeople } from "../../parts/session-context.ts";
import { seriesOf, t } from "../../text/index.ts";
import { moneyOf } from "../money.ts";
import { Row, Section } from "../section.tsx";
import { CapFields, capsIn } from "./cap-fields.tsx";
import { Editor } from "./editor.tsx";
import { Prices } from "./prices.tsx";

interface Amount {
  milliseconds: number;
  cost: number;
}

export interface SpendingView {
  limits: SpendingLimits;
  /** How many there are. */
  prices: number;
  spent: readonly { personId: string | null; today: Amount; thisMonth: Amount }[];
  reached: readonly StandingLimit[];
}

const scopes = ["person", "house"] as const;
const periods = ["day", "month"] as const;
/** Who has the calls of menus and groups: see party.ts. */
const houseId = "house";

export function Spending({ spending }: { spending: SpendingView }) {
  const { limits, prices, spent, reached } = spending;
  const [open, setOpen] = useState<"limits" | "prices">();
  const close = useCallback(() => setOpen(undefined), []);
  const { currency } = limits;
  return (
    <Section title={t("spending.title")} lead={t("spending.lead")}>
      <Row
        title={t("spending.limits")}
        detail={seriesOf(wordsOf(limits)) || t("spending.none")}
        onOpen={() => setOpen("limits")}
      />
      <Row
        title={t("spending.prices.title")}
        detail={t("spending.prices", { count: prices })}
        onOpen={() => setOpen("prices")}
      />
      <h3 className="spent-title">{t("spending.spent")}</h3>
      {spent.length === 0 && (
        <Empty
          text={t("spending.spent.none")}
          way={{ label: t("spending.spent.none.way"), onPress: () => setOpen("limits") }}
        />
      )}
      {spent.map((one) => (
        <Spender
          key={one.personId ?? ""}
          {...one}
          currency={currency}
          reached={reached.filter(({ personId }) => personId === one.personId)}
        />
      ))}
      {open === "limits" && <LimitsEditor limits={limits} onClose={close} />}
      {open === "prices" && <Prices currency={currency} onClose={close} />}
    </Section>
  );
}

const minutesOf = ({ milliseconds }: Amount): string =>
  t("spending.minutes", { count: Math.ceil(milliseconds / 60_000) });

function Spender(
  props: SpendingView["spent"][number] & Pick<SpendingView, "reached"> & { currency: string },
) {
  const people = usePeople();
  const { personId, today, thisMonth, reached, currency } = props;
  const name =
    personId === null
      ? t("spending.spent.all")
      : personId === houseId
        ? t("spending.spent.house")
        : people.nameOf(personId);
  return (
    <div className="line-item">
      <div className="who">
        <p>{name}</p>
        <p className="secondary number">
          {seriesOf([
            moneyOf(thisMonth.cost, currency),
            minutesOf(thisMonth),
            t("spending.spent.today", { money: moneyOf(today.cost, currency), minutes: minutesOf(today) }),
          ])}
        </p>
      </div>
      {periods.map(
        (period) =>
          reached.some((limit) => limit.period === period) && (
            <span key={period} className="tag bad">
              {t(`spending.reached.${period}`)}
            </span>
          ),
      )}
    </div>
  );
}

/** What is limited, each in words. */
const wordsOf = (limits: SpendingLimits): string[] =>
  scopes.flatMap((scope) =>
    periods.flatMap((period) => {
      const { money, minutes } = limits[scope][period];
      const what = [
        ...(money === null ? [] : [moneyOf(money, limits.currency)]),
        ...(minutes === null ? [] : [t("spending.minutes", { count: minutes })]),
      ];
      return what.map((one) => t(`spending.${scope}.${period}`, { what: one }));
    }),
  );

function LimitsEditor({ limits, onClose }: { limits: SpendingLimits; onClose: () => void }) {
  const save = (fields: FormData) => {
    const json = {
      currency: String(fields.get("currency")).trim().toUpperCase(),
      person: capsIn(fields, "person"),
      house: capsIn(fields, "house"),
    };
    return call(api.admin.calling.spending.$put({ json }));
  };
  return (
    <Editor title={t("spending.limits")} onClose={onClose} save={save}>
      <TextInput
        name="currency"
        label={t("spending.currency")}
        description={t("spending.currency.lead")}
        defaultValue={limits.currency}
        maxLength={3}
        required
        data-autofocus
      />
      {scopes.map((scope) => (
        <fieldset key={scope} className="keys">
          <legend>{t(`spending.${scope}`)}</legend>
          <CapFields name={scope} caps={limits[scope]} />
        </fieldset>
      ))}
    </Editor>
  );
}
