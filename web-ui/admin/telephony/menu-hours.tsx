/** When callers hear the first level, and when the one for closed hours. */
import { Button, Chip, TagsInput, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { t, weekdayNames } from "../../text/index.ts";
import type { Definition, Hours } from "./menu-definition.ts";

type Span = Hours[number];
/** With a key of its own, since rows come and go. */
type Row = Span & { key: string };
const rowOf = (span: Span): Row => ({ ...span, key: crypto.randomUUID() });

export function MenuHours(props: {
  hours: Hours;
  holidays: Definition["holidays"];
  onChange: (change: Partial<Pick<Definition, "hours" | "holidays">>) => void;
}) {
  const [rows, setRows] = useState(() => props.hours.map(rowOf));
  const set = (next: Row[]) => {
    setRows(next);
    props.onChange({ hours: next.map(({ days, from, to }) => ({ days, from, to })) });
  };
  const change = (key: string, part: Partial<Span>) =>
    set(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <fieldset className="keys">
      <legend>{t("telephony.menu.open")}</legend>
      {rows.length === 0 && <p className="secondary">{t("telephony.menu.always")}</p>}
      {rows.map(({ key, days, from, to }) => (
        <div key={key} className="hours-row">
          <Chip.Group
            multiple
            value={days.map(String)}
            onChange={(chosen: string[]) =>
              chosen.length > 0 && change(key, { days: chosen.map(Number).toSorted((a, b) => a - b) })
            }
          >
            <div className="day-chips">
              {weekdayNames().map(({ day, name }) => (
                <Chip key={day} value={String(day || 7)} size="xs">
                  {name}
                </Chip>
              ))}
            </div>
          </Chip.Group>
          <div className="dial">
            <TextInput
              type="time"
              label={t("telephony.menu.from")}
              value={from}
              required
              onChange={({ currentTarget }) => change(key, { from: currentTarget.value })}
            />
            <TextInput
              type="time"
              label={t("telephony.menu.to")}
              value={to}
              required
              onChange={({ currentTarget }) => change(key, { to: currentTarget.value })}
            />
            <button
              type="button"
              className="icon-button"
              aria-label={t("telephony.menu.hours.remove")}
              onClick={() => set(rows.filter((row) => row.key !== key))}
            >
              <IconTrash size={18} />
            </button>
          </div>
        </div>
      ))}
      <Button
        variant="subtle"
        leftSection={<IconPlus size={16} />}
        onClick={() => set([...rows, rowOf({ days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" })])}
      >
        {t("telephony.menu.hours.add")}
      </Button>
      <TagsInput
        w="100%"
        label={t("telephony.menu.holidays")}
        placeholder="2026-12-25"
        value={props.holidays}
        onChange={(holidays) => props.onChange({ holidays })}
      />
    </fieldset>
  );
}
