/** A flag on a message: when it is due, and what to do about it. */
import { Menu, TextInput } from "@mantine/core";
import { IconFlagFilled } from "@tabler/icons-react";
import { useState } from "react";
import type { Flag } from "../../appliance/messaging/index.ts";
import { useSession } from "../parts/session-context.ts";
import { dayOf, t, timeOf } from "../text/index.ts";

/** `days` from now at `hour` o'clock, in the reader's own time. */
const later = (days: number, hour: number): number => {
  const date = new Date();
  date.setDate(date.getDate() + days);
  return date.setHours(hour, 0, 0, 0);
};

export const dueChoices = () =>
  [
    { label: "flag.due.today", at: later(0, 17) },
    { label: "flag.due.tomorrow", at: later(1, 9) },
    { label: "flag.due.week", at: later(7, 9) },
  ] as const;

/** As `datetime-local` wants it. */
const localValue = (at: number) => {
  const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 16);
};

export const dueText = ({ dueAt }: Flag): string =>
  dueAt === null ? t("flag.set") : t("flag.due", { when: `${dayOf(dueAt)}, ${timeOf(dueAt)}` });

export function FlagMark({ flag }: { flag: Flag }) {
  const session = useSession();
  const { marks } = session;
  const [own, setOwn] = useState(flag.dueAt === null ? "" : localValue(flag.dueAt));
  const setDue = (dueAt: number | null) => session.attempt(marks.setFlag(flag.message, flag.space, dueAt));
  const overdue = flag.dueAt !== null && flag.dueAt < Date.now();
  return (
    <Menu position="bottom-start" withinPortal closeOnItemClick>
      <Menu.Target>
        <button type="button" className={`bare flag-mark ${overdue ? "overdue" : ""}`}>
          <IconFlagFilled size={14} /> {dueText(flag)}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("flag.remind")}</Menu.Label>
        {dueChoices().map(({ label, at }) => (
          <Menu.Item key={label} onClick={() => setDue(at)}>
            {t(label)}
          </Menu.Item>
        ))}
        <TextInput
          type="datetime-local"
          aria-label={t("flag.due.own")}
          value={own}
          className="menu-input"
          onChange={({ currentTarget }) => setOwn(currentTarget.value)}
          onBlur={() => own !== "" && setDue(new Date(own).getTime())}
        />
        {flag.dueAt !== null && <Menu.Item onClick={() => setDue(null)}>{t("flag.due.none")}</Menu.Item>}
        <Menu.Divider />
        <Menu.Item color="red" onClick={() => session.attempt(marks.removeFlag(flag.message))}>
          {t("message.unflag")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
