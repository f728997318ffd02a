/** A chart where it stands in a sheet or on a page; its own styles, as no sheet reaches into a Word document's tree. */
import { t } from "../../text/index.ts";
import type { FramedChart } from "./framed-chart.ts";
import { ChartFigure } from "./slide-chart.tsx";

export function ChartFrame({ framed: { label, chart, width, ratio } }: { framed: FramedChart }) {
  if (!chart) return <em style={{ color: "#444444" }}>{t("slide.missing.chart")}</em>;
  return (
    <span
      role="img"
      aria-label={label || t("slide.chart")}
      style={{
        display: "inline-block",
        width: `min(100%, ${width}px)`,
        aspectRatio: 1 / ratio,
        background: "#ffffff",
        color: "#000000",
        border: "1px solid #d9d9d9",
        boxSizing: "border-box",
        padding: 6,
      }}
    >
      <ChartFigure chart={chart} ratio={ratio} />
    </span>
  );
}
