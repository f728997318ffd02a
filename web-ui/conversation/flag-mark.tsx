/** A flag on a message: when it is due, and what to do about it. */
import { Button, Popover, TextInput } from "@mantine/core";
import { IconFlagFilled } from "@tabler/icons-react";
import { Fragment, type ReactNode, useState } from "react";
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
  const [open, setOpen] = useState(false);
  const [own, setOwn] = useState(flag.dueAt === null ? "" : localValue(flag.dueAt));
  const setDue = (dueAt: number | null) => session.attempt(marks.setFlag(flag.message, flag.space, dueAt));
  const overdue = flag.dueAt !== null && flag.dueAt < Date.now();
  const choice = (children: ReactNode, onChoose: () => void) => (
    <Button
      variant="subtle"
      color="var(--ink)"
      justify="flex-start"
      onClick={() => {
        setOpen(false);
        onChoose();
      }}
    >
      {children}
    </Button>
  );
  return (
    <Popover position="bottom-start" opened={open} onChange={setOpen} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={`bare flag-mark ${overdue ? "overdue" : ""}`}
          onClick={() => setOpen(!open)}
        >
          <IconFlagFilled size={14} /> {dueText(flag)}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="flag-choices" aria-label={t("flag.remind")}>
        {dueChoices().map(({ label, at }) => (
          <Fragment key={label}>{choice(t(label), () => setDue(at))}</Fragment>
        ))}
        <TextInput
          type="datetime-local"
          aria-label={t("flag.due.own")}
          value={own}
          onChange={({ currentTarget }) => setOwn(currentTarget.value)}
          onBlur={() => own !== "" && setDue(new Date(own).getTime())}
        />
        {flag.dueAt !== null && choice(t("flag.due.none"), () => setDue(null))}
        {choice(<span className="bad">{t("message.unflag")}</span>, () =>
          session.attempt(marks.removeFlag(flag.message)),
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
