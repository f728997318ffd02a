/** Three questions on one screen: is everything working, who is using it, what needs me. */
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { momentOf, numberOf, sizeOf, t } from "../text/index.ts";
import { Findings } from "./health.tsx";

export function OverviewPage() {
  const overview = useQuery({
    queryKey: ["admin", "overview"],
    queryFn: () => call(api.admin.overview.$get()),
    refetchInterval: 5000,
  });
  if (overview.error) return <Problem error={overview.error} onRetry={() => void overview.refetch()} />;
  if (!overview.data) return null;
  const { figures, findings, version, startedAt } = overview.data;
  const unwell = findings.filter(({ state }) => state !== "well");
  return (
    <>
      <div className={`standing ${unwell.length > 0 ? "bad" : ""}`} role="status">
        {unwell.length > 0 ? <IconAlertTriangle /> : <IconCircleCheck />}
        {unwell.length > 0 ? t("admin.unwell", { count: unwell.length }) : t("admin.well")}
      </div>
      {unwell.length > 0 && <Findings findings={unwell} />}
      <div className="figures">
        <Figure label={t("figure.people")} value={figures.people} />
        <Figure label={t("figure.connected")} value={figures.connectedPeople} />
        <Figure label={t("figure.calls")} value={figures.activeCalls} />
        <Figure label={t("figure.meetings")} value={figures.activeMeetings} />
        <Figure label={t("figure.devices")} value={figures.registeredDevices} />
        <Figure label={t("figure.spaces")} value={figures.spaces} />
        <Figure label={t("figure.messages")} value={figures.messagesToday} />
        <Figure label={t("figure.files")} value={sizeOf(figures.fileBytes)} />
      </div>
      <p className="secondary number">
        {t("admin.version", { version, when: momentOf(startedAt) })}{" "}
        <Link to="/admin/$page" params={{ page: "health" }}>
          {t("admin.health.more")}
        </Link>
      </p>
    </>
  );
}

function Figure({ label, value }: { label: string; value: number | string }) {
  return (
    <div className="figure">
      <strong>{typeof value === "number" ? numberOf(value) : value}</strong>
      <span className="secondary">{label}</span>
    </div>
  );
}
