/** How many calls there were and how they sounded: a chart, the scores, and the worst calls. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { QualityReport as Report } from "../../appliance/calling/index.ts";
import { api, call } from "../api/client.ts";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { stampOf, t } from "../text/index.ts";
import { CallDetail } from "./call-detail.tsx";
import { CallsChart } from "./calls-chart.tsx";
import { Figures } from "./figures.tsx";
import { ReportHead } from "./report-head.tsx";

const periods = ["1", "7", "30", "90"] as const;

export function QualityReport() {
  const people = useSignal(useSession().people.byId);
  const [days, setDays] = useState<(typeof periods)[number]>("7");
  const [open, setOpen] = useState<string>();
  const report = useQuery({
    queryKey: ["admin", "quality", days],
    queryFn: () => call(api.admin.calls.quality.$get({ query: { days } })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return (
    <section className="card">
      <ReportHead title={t("quality.title")} periods={periods} days={days} onDays={setDays} />
      <Problem error={report.error} onRetry={() => void report.refetch()} />
      {report.data && (
        <>
          <Scores report={report.data} />
          {callsIn(report.data) > 0 ? <CallsChart report={report.data} /> : <NoCalls />}
          {report.data.worst.length > 0 && <h3>{t("quality.worst")}</h3>}
          {report.data.worst.map(({ callId, personId, peerName, startedAt, score }) => (
            <div key={callId} className="line-item">
              <div className="who">
                <button type="button" className="link-button truncate" onClick={() => setOpen(callId)}>
                  {people.get(personId)?.name ?? t("quality.outside")} · {peerName}
                </button>
                <p className="secondary">{stampOf(startedAt)}</p>
              </div>
              <span className={`tag ${score < 3.6 ? "bad" : "good"}`}>{score.toFixed(1)}</span>
            </div>
          ))}
        </>
      )}
      {open && <CallDetail id={open} onClose={() => setOpen(undefined)} />}
    </section>
  );
}

const callsIn = ({ spans }: Report): number => spans.reduce((sum, { calls }) => sum + calls, 0);

function NoCalls() {
  return <Empty text={t("quality.none")} way={{ label: t("quality.none.action"), to: "/admin/people" }} />;
}

/** As `0.4 s`. */
const secondsOf = (milliseconds: number | null): string =>
  milliseconds === null ? "–" : t("quality.seconds", { seconds: (milliseconds / 1000).toFixed(1) });

function Scores({ report }: { report: Report }) {
  const { half, most, nearlyAll } = report.scores;
  const answered = report.spans.reduce((sum, span) => sum + span.answered, 0);
  const figures: [string, string][] = [
    [t("quality.calls"), String(callsIn(report))],
    [t("quality.answered"), String(answered)],
    [t("quality.half"), half?.toFixed(1) ?? "–"],
    [t("quality.most"), most?.toFixed(1) ?? "–"],
    [t("quality.nearlyall"), nearlyAll?.toFixed(1) ?? "–"],
    [t("quality.setup.half"), secondsOf(report.setUp.half)],
    [t("quality.setup.most"), secondsOf(report.setUp.most)],
    [t("quality.setup.nearlyall"), secondsOf(report.setUp.nearlyAll)],
  ];
  return <Figures figures={figures} />;
}
