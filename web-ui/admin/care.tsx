/** The care desks: which there are, who answers for them, and how they do. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { DeskReport } from "../../appliance/care/index.ts";
import { api, call } from "../api/client.ts";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { spanOf, t } from "../text/index.ts";
import { type ConfiguredDesk, careKey, DeskEditor } from "./care-desk.tsx";
import { Figures } from "./figures.tsx";
import { ReportHead } from "./report-head.tsx";
import { Row, Section } from "./section.tsx";

const periods = ["7", "30", "90"] as const;

export function CarePage() {
  const [open, setOpen] = useState<ConfiguredDesk | "new">();
  const close = useCallback(() => setOpen(undefined), []);
  const found = useQuery({ queryKey: careKey, queryFn: () => call(api.admin.care.$get()) });
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return null;
  const { desks } = found.data;
  return (
    <>
      <Section
        title={t("care.desks")}
        lead={t("care.desks.lead")}
        add="care.desk.add"
        empty={desks.length === 0}
        onAdd={() => setOpen("new")}
      >
        {desks.map((desk) => (
          <Row
            key={desk.id}
            title={desk.name}
            detail={[
              t("care.desk.experts", { count: desk.experts.length }),
              ...desk.skills.map(({ name }) => name),
            ].join(" · ")}
            onOpen={() => setOpen(desk)}
          />
        ))}
      </Section>
      <Report />
      {open && <DeskEditor desk={open === "new" ? undefined : open} onClose={close} />}
    </>
  );
}

function Report() {
  const [days, setDays] = useState<(typeof periods)[number]>("30");
  const report = useQuery({
    queryKey: [...careKey, "report", days],
    queryFn: async () => (await call(api.admin.care.report.$get({ query: { days } }))).report,
    placeholderData: keepPreviousData,
  });
  return (
    <section className="card">
      <ReportHead title={t("care.report")} periods={periods} days={days} onDays={setDays} />
      <Problem error={report.error} onRetry={() => void report.refetch()} />
      {report.data?.length === 0 && (
        <Empty
          text={t("care.report.none")}
          way={{ label: t("care.report.none.way"), onPress: () => setDays("90") }}
        />
      )}
      {report.data?.map((one) => (
        <DeskFigures key={one.desk} report={one} />
      ))}
    </section>
  );
}

const span = (seconds: number | null) => (seconds === null ? "–" : spanOf(seconds * 1000));

function DeskFigures({ report }: { report: DeskReport }) {
  const people = useSignal(useSession().people.byId);
  const figures: [string, string][] = [
    [t("care.report.asked"), String(report.asked)],
    [t("care.report.answered"), String(report.answered)],
    [t("care.report.escalated"), String(report.escalated)],
    [t("care.report.open"), String(report.open)],
    [t("care.report.median"), span(report.median)],
    [t("care.report.p95"), span(report.p95)],
  ];
  const skillName = (name: string | null) =>
    name === null ? t("care.about.any") : name || t("care.report.skill.gone");
  return (
    <>
      <h3>
        {report.name} {report.closed && <span className="tag">{t("care.report.closed")}</span>}
      </h3>
      <Figures figures={figures} />
      {report.skills.map(({ skill, name, asked, answered, median }) => (
        <Line
          key={skill ?? "any"}
          name={skillName(name)}
          figures={t("care.report.skill", { asked, answered, span: span(median) })}
        />
      ))}
      {report.experts.map(({ person, answered, median }) => (
        <Line
          key={person}
          name={people.get(person)?.name ?? t("notice.unknown")}
          figures={t("care.report.line", { count: answered, span: span(median) })}
        />
      ))}
    </>
  );
}

const Line = ({ name, figures }: { name: string; figures: string }) => (
  <div className="line-item">
    <p className="who truncate">{name}</p>
    <span className="secondary number">{figures}</span>
  </div>
);
