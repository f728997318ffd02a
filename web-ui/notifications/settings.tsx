/** How the person wants to be told: levels, sound, this device, quiet hours; and what others see of them. */
import {
  Button,
  Chip,
  NativeSelect,
  SegmentedControl,
  Switch,
  TextInput,
  VisuallyHidden,
} from "@mantine/core";
import { useCallback } from "react";
import type { Preferences } from "../../appliance/messaging/index.ts";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { t, weekdayNames } from "../text/index.ts";
import { usePermission } from "./permission.tsx";

type Quiet = NonNullable<Preferences["quiet"]>;

const levels = ["all", "mentions", "none"] as const;
const usualNight = { from: "20:00", to: "08:00", days: [0, 1, 2, 3, 4, 5, 6] };
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function NotificationSettings() {
  const { marks, policy } = useSession();
  const { receipts: receiptsAllowed } = useSignal(policy.value);
  const preferences = useSignal(marks.preferences);
  const change = useAction(
    useCallback((change: Partial<Preferences>) => marks.changePreferences(change), [marks]),
  );
  if (!preferences) return null;
  const { notify, sound, hideContent, quiet, receipts, digest } = preferences;
  return (
    <>
      <section className="card stack">
        <h2>{t("notify.settings")}</h2>
        <Problem error={change.error} />
        <SegmentedControl
          aria-label={t("notify.level")}
          value={notify}
          onChange={(level) => change.run({ notify: level as Preferences["notify"] })}
          data={levels.map((value) => ({ value, label: t(`notify.level.${value}`) }))}
        />
        <p className="secondary">{t("notify.level.help")}</p>
        <Switch
          label={t("notify.sound")}
          checked={sound}
          onChange={({ currentTarget }) => change.run({ sound: currentTarget.checked })}
        />
        <Switch
          label={t("notify.hide")}
          description={t("notify.hide.help")}
          checked={hideContent}
          onChange={({ currentTarget }) => change.run({ hideContent: currentTarget.checked })}
        />
        <Switch
          label={t("notify.quiet")}
          description={t("notify.quiet.help")}
          checked={quiet !== null}
          onChange={({ currentTarget }) =>
            change.run({ quiet: currentTarget.checked ? { ...usualNight, zone: ownZone() } : null })
          }
        />
        {quiet && <QuietHours quiet={quiet} onChange={(next) => change.run({ quiet: next })} />}
        <NativeSelect
          label={t("digest.label")}
          description={t("digest.help")}
          value={digest}
          onChange={({ currentTarget }) =>
            change.run({ digest: currentTarget.value as Preferences["digest"] })
          }
          data={(["off", "hourly", "daily"] as const).map((value) => ({
            value,
            label: t(`digest.${value}`),
          }))}
        />
        <ThisDevice />
      </section>
      <section className="card stack">
        <h2>{t("receipts.settings")}</h2>
        <Switch
          label={t("receipts.show")}
          description={t(receiptsAllowed ? "receipts.help" : "receipts.off")}
          checked={receipts && receiptsAllowed}
          disabled={!receiptsAllowed}
          onChange={({ currentTarget }) => change.run({ receipts: currentTarget.checked })}
        />
      </section>
    </>
  );
}

function QuietHours({ quiet, onChange }: { quiet: Quiet; onChange: (quiet: Quiet) => void }) {
  const set = (change: Partial<Quiet>) => onChange({ ...quiet, zone: ownZone(), ...change });
  return (
    <fieldset className="quiet-hours">
      <VisuallyHidden component="legend">{t("notify.quiet")}</VisuallyHidden>
      {(["from", "to"] as const).map((end) => (
        <TextInput
          key={end}
          type="time"
          label={t(`notify.quiet.${end}`)}
          value={quiet[end]}
          onChange={({ currentTarget }) => currentTarget.value && set({ [end]: currentTarget.value })}
        />
      ))}
      <div className="quiet-days">
        <p className="secondary">{t("notify.quiet.days")}</p>
        <Chip.Group
          multiple
          value={quiet.days.map(String)}
          onChange={(days) => set({ days: days.map(Number).sort() })}
        >
          {weekdayNames().map(({ day, name }) => (
            <Chip key={day} value={String(day)} size="sm">
              {name}
            </Chip>
          ))}
        </Chip.Group>
      </div>
      <p className="secondary">{t("notify.quiet.zone", { zone: quiet.zone })}</p>
    </fieldset>
  );
}

function ThisDevice() {
  const { permission, ask } = usePermission();
  return (
    <div className="this-device">
      <h3>{t("notify.desktop")}</h3>
      {permission === "default" ? (
        <Button variant="default" onClick={ask}>
          {t("notify.desktop.ask")}
        </Button>
      ) : (
        <p className="secondary">
          {t(
            permission === "granted"
              ? "notify.desktop.on"
              : permission === "denied"
                ? "notify.desktop.denied"
                : "notify.desktop.none",
          )}
        </p>
      )}
    </div>
  );
}
