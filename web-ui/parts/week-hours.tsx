/** Hours of the week, as rows of days with a time from and until. */
import { Button, Chip, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { t, weekdayNames } from "../text/index.ts";

/** 1 is Monday, 7 is Sunday. */
export interface HoursSpan {
  days: number[];
  from: string;
  to: string;
}

/** With a key of its own, since rows come and go. */
type Row = HoursSpan & { key: string };
const rowOf = (span: HoursSpan): Row => ({ ...span, key: crypto.randomUUID() });

export function WeekHours(props: { hours: readonly HoursSpan[]; onChange: (hours: HoursSpan[]) => void }) {
  const [rows, setRows] = useState(() => props.hours.map(rowOf));
  const set = (next: Row[]) => {
    setRows(next);
    props.onChange(next.map(({ days, from, to }) => ({ days, from, to })));
  };
  const change = (key: string, part: Partial<HoursSpan>) =>
    set(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <>
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
              onChange={({ currentTarget }) =>
                currentTarget.value && change(key, { from: currentTarget.value })
              }
            />
            <TextInput
              type="time"
              label={t("telephony.menu.to")}
              value={to}
              required
              onChange={({ currentTarget }) =>
                currentTarget.value && change(key, { to: currentTarget.value })
              }
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
    </>
  );
}
