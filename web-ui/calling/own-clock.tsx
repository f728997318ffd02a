/** By which clock a person's hours are meant. */
import { Button } from "@mantine/core";
import { t } from "../text/index.ts";

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function OwnClock({
  zone,
  onChange,
}: {
  zone: string | null;
  onChange: (change: { zone: string }) => void;
}) {
  if (!zone) return null;
  return (
    <div className="reach-zone">
      <p className="secondary">{t("callsettings.reach.zone", { zone })}</p>
      {zone !== ownZone() && (
        <Button variant="subtle" size="compact-sm" onClick={() => onChange({ zone: ownZone() })}>
          {t("callsettings.reach.zone.here", { zone: ownZone() })}
        </Button>
      )}
    </div>
  );
}
