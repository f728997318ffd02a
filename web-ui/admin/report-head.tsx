/** The head of a report: what it is about, and over how many days. */
import { SegmentedControl } from "@mantine/core";
import { t } from "../text/index.ts";

export function ReportHead<Days extends "1" | "7" | "30" | "90">(props: {
  title: string;
  periods: readonly Days[];
  days: Days;
  onDays: (days: Days) => void;
}) {
  return (
    <div className="section-head">
      <h2>{props.title}</h2>
      <SegmentedControl
        aria-label={t("quality.period")}
        value={props.days}
        onChange={(days) => props.onDays(days as Days)}
        data={props.periods.map((value) => ({ value, label: t(`quality.days.${value}`) }))}
      />
    </div>
  );
}
