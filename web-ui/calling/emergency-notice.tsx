/** Somebody has called for help: told to administrators and the front desk, whatever they are doing. */
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import type { EmergencyNotice as Notice } from "../../appliance/calling/index.ts";
import { useSession } from "../parts/session-context.ts";
import { t, timeOf } from "../text/index.ts";

export function EmergencyNotice() {
  const session = useSession();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  useEffect(() => {
    const show = (notice: Notice) =>
      setNotices((known) => (known.some(({ id }) => id === notice.id) ? known : [...known, notice]));
    return session.onSignal("call.emergency", (data) => show(data as Notice));
  }, [session]);
  const [notice] = notices;
  if (!notice) return null;
  const { caller, number, at, location } = notice;
  return (
    <div className="emergency" role="alert">
      <div>
        <strong>{t("emergency.title", { number })}</strong>
        <p>{t("emergency.who", { name: caller.name, extension: caller.number, time: timeOf(at) })}</p>
        <p>{location ? t("emergency.where", { address: location }) : t("emergency.nowhere")}</p>
      </div>
      <Button variant="white" color="red" onClick={() => setNotices(notices.slice(1))}>
        {t("emergency.seen")}
      </Button>
    </div>
  );
}
