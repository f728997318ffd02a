/** The table of prices a minute: changed by hand, or brought as a list. */
import { Button, Modal, TextInput } from "@mantine/core";
import { IconDownload, IconPlus, IconTrash, IconUpload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useId, useRef, useState } from "react";
import type { Price, PriceProblem } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { readTable, saveTable } from "../../parts/csv.ts";
import { Problem } from "../../parts/problem.tsx";
import { useAction } from "../../parts/use-action.ts";
import { t } from "../../text/index.ts";
import { amountOf, decimalOf } from "../money.ts";
import { telephonyKey } from "./key.ts";

const pricesKey = ["admin", "prices"];
/** More are looked at in a spreadsheet. */
const mostShown = 200;
const written = String.raw`\d{1,4}([.,]\d{1,6})?`;
const typedAmount = (text: string) => amountOf(text.replace(",", "."));

interface Imported {
  count: number;
  problems: { line: number; problem: PriceProblem }[];
}

export function Prices({ currency, onClose }: { currency: string; onClose: () => void }) {
  const queries = useQueryClient();
  const prices = useQuery({
    queryKey: pricesKey,
    queryFn: async () => (await call(api.admin.calling.prices.$get())).prices,
  });
  const renew = useCallback(async () => {
    await queries.invalidateQueries({ queryKey: pricesKey });
    await queries.invalidateQueries({ queryKey: telephonyKey });
  }, [queries]);
  const change = useAction(
    useCallback(
      async (next: readonly Price[]) => {
        await call(api.admin.calling.prices.$put({ json: { prices: [...next] } }));
        await renew();
      },
      [renew],
    ),
  );
  const known = prices.data ?? [];
  return (
    <Modal opened onClose={onClose} title={t("spending.prices.title")} size="lg" centered>
      <div className="form">
        <p className="secondary">{t("spending.prices.lead")}</p>
        <Problem error={prices.error ?? change.error} />
        {prices.data && <NewPrice prices={known} onAdd={(next) => void change.run(next)} />}
        {known.slice(0, mostShown).map((price) => (
          <PriceRow
            key={`${price.destination} ${price.price}`}
            price={price}
            currency={currency}
            onChange={(amount) =>
              void change.run(known.map((one) => (one === price ? { ...price, price: amount } : one)))
            }
            onRemove={() => void change.run(known.filter((one) => one !== price))}
          />
        ))}
        {known.length > mostShown && (
          <p className="secondary">{t("spending.price.more", { shown: mostShown, count: known.length })}</p>
        )}
        <Lists prices={known} onImported={renew} />
      </div>
    </Modal>
  );
}

function NewPrice({ prices, onAdd }: { prices: readonly Price[]; onAdd: (next: Price[]) => void }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const destination = String(fields.get("destination")).trim() as Price["destination"]; // the appliance checks it
    const price = typedAmount(String(fields.get("price")));
    onAdd([{ destination, price }, ...prices]);
    event.currentTarget.reset();
  };
  return (
    <form className="dial price-add" onSubmit={submit}>
      <TextInput name="destination" label={t("spending.price.destination")} placeholder="+33" required />
      <TextInput
        name="price"
        w={150}
        label={t("spending.price.amount")}
        placeholder="0.019"
        inputMode="decimal"
        pattern={written}
        required
      />
      <Button type="submit" variant="default" leftSection={<IconPlus size={16} />}>
        {t("spending.price.add")}
      </Button>
    </form>
  );
}

function PriceRow(props: {
  price: Price;
  currency: string;
  onChange: (amount: number) => void;
  onRemove: () => void;
}) {
  const { destination, price } = props.price;
  const name = destination.startsWith("+")
    ? destination
    : t(`telephony.route.kind.${destination as "service" | "national" | "international"}`);
  return (
    <div className="line-item">
      <p className="who number">{name}</p>
      <TextInput
        w={130}
        aria-label={t("spending.price.of", { destination: name })}
        inputMode="decimal"
        rightSection={<span className="secondary">{props.currency}</span>}
        rightSectionWidth={48}
        pattern={written}
        required
        defaultValue={decimalOf(price)}
        onBlur={({ currentTarget }) => {
          if (!currentTarget.validity.valid) currentTarget.value = decimalOf(price);
          const amount = typedAmount(currentTarget.value);
          if (amount !== price) props.onChange(amount);
        }}
      />
      <button
        type="button"
        className="icon-button"
        aria-label={t("spending.price.remove", { destination: name })}
        onClick={props.onRemove}
      >
        <IconTrash size={18} />
      </button>
    </div>
  );
}

/** All at once, from and to a spreadsheet. */
function Lists({ prices, onImported }: { prices: readonly Price[]; onImported: () => Promise<void> }) {
  const input = useRef<HTMLInputElement>(null);
  const [imported, setImported] = useState<Imported>();
  const list = useId();
  const bring = useAction(
    useCallback(
      async (file: File) => {
        const csv = await readTable(file);
        setImported(await call(api.admin.calling.prices.list.$post({ json: { csv } })));
        await onImported();
      },
      [onImported],
    ),
  );
  return (
    <>
      <p className="secondary">{t("spending.import.lead")}</p>
      <Problem error={bring.error} />
      {imported && imported.problems.length === 0 && (
        <p role="status">{t("spending.import.done", { count: imported.count })}</p>
      )}
      {imported && imported.problems.length > 0 && (
        <div role="alert">
          <p className="bad-text">{t("spending.import.refused")}</p>
          <ul className="causes">
            {imported.problems.map(({ line, problem }) => (
              <li key={line}>
                {t("spending.import.line", { line, problem: t(`spending.problem.${problem}`) })}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="dialog-actions">
        <input
          ref={input}
          id={list}
          type="file"
          accept=".csv,text/csv"
          hidden
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) void bring.run(file);
            currentTarget.value = "";
          }}
        />
        {prices.length > 0 && (
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            onClick={() =>
              saveTable(
                prices.map(({ destination, price }) => ({ destination, price: decimalOf(price) })),
                "prices.csv",
              )
            }
          >
            {t("spending.export")}
          </Button>
        )}
        <Button
          variant="default"
          loading={bring.running}
          leftSection={<IconUpload size={16} />}
          onClick={() => input.current?.click()}
        >
          {t("spending.import")}
        </Button>
      </div>
    </>
  );
}
