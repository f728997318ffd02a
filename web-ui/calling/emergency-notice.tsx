/** Somebody has called for help: told to administrators and the front desk, whatever they are doing. */
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import type { EmergencyNotice as Notice } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import { useSession } from "../parts/session-context.ts";
import { t, timeOf } from "../text/index.ts";

/** What waits to be acknowledged, oldest first: told as it happens, and asked for by an app that was closed then. */
function useNotices(): [notices: readonly Notice[], acknowledge: (id: string) => void] {
  const session = useSession();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  useEffect(() => {
    const show = (notice: Notice) =>
      setNotices((known) => {
        const others = known.filter(({ id }) => id !== notice.id); // one that is called again is told again
        return [...others, notice].toSorted((one, other) => one.at - other.at);
      });
    const drop = (id: string) => setNotices((known) => known.filter((one) => one.id !== id));
    const ask = () =>
      call(api.emergencies.$get())
        .then(({ notices: standing }) => standing.forEach(show))
        .catch(() => {}); // the next connection asks again
    const stops = [
      session.onSignal("call.emergency", (data) => show(data as Notice)),
      session.onSignal("call.emergency.seen", (data) => drop((data as { id: string }).id)),
      session.stream.onConnect(() => void ask()),
    ];
    if (session.stream.connected.value) void ask();
    return () => {
      for (const stop of stops) stop();
    };
  }, [session]);
  const acknowledge = (id: string) => {
    setNotices((known) => known.filter((one) => one.id !== id));
    call(api.emergencies[":id"].seen.$post({ param: { id } })).catch(() => {}); // it is shown at the next start
  };
  return [notices, acknowledge];
}

export function EmergencyNotice() {
  const [[notice], acknowledge] = useNotices();
  if (!notice) return null;
  const { id, caller, number, at, times, location } = notice;
  return (
    <div className="emergency" role="alert">
      <div>
        <strong>{t("emergency.title", { number })}</strong>
        <p>{t("emergency.who", { name: caller.name, extension: caller.number, time: timeOf(at) })}</p>
        {times > 1 && <p>{t("emergency.again", { count: times })}</p>}
        <p>{location ? t("emergency.where", { address: location }) : t("emergency.nowhere")}</p>
      </div>
      <Button variant="white" color="red" onClick={() => acknowledge(id)}>
        {t("emergency.seen")}
      </Button>
    </div>
  );
}
