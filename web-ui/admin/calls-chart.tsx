/** Calls by hour or day as bars: those that were answered, and above them those that were not. */
import { VisuallyHidden } from "@mantine/core";
import type { QualityReport } from "../../appliance/calling/index.ts";
import { dayOf, t, timeOf } from "../text/index.ts";

const height = 120;
const width = 600;

export function CallsChart({ report: { spans, unit } }: { report: QualityReport }) {
  const most = Math.max(1, ...spans.map(({ calls }) => calls));
  const step = width / spans.length;
  const nameOf = (from: number) => (unit < 24 * 3_600_000 ? timeOf(from) : dayOf(from));
  return (
    <figure className="calls-chart">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {spans.map(({ from, calls, answered }, index) => {
          const [all, good] = [(calls / most) * height, (answered / most) * height];
          const bar = { x: index * step + step * 0.1, width: step * 0.8 };
          return (
            <g key={from}>
              <title>{`${nameOf(from)}: ${calls}`}</title>
              <rect className="unanswered" {...bar} y={height - all} height={all - good} />
              <rect className="answered" {...bar} y={height - good} height={good} />
            </g>
          );
        })}
      </svg>
      <figcaption className="secondary">
        <span>{nameOf(spans[0]?.from ?? 0)}</span>
        <span className="legend">
          <i className="answered" /> {t("quality.answered")} <i className="unanswered" />{" "}
          {t("quality.unanswered")} · {t("quality.highest", { count: most })}
        </span>
        <span>{nameOf(spans.at(-1)?.from ?? 0)}</span>
      </figcaption>
      {/* A table itself is never narrower than its cells. */}
      <VisuallyHidden component="div">
        <table>
          <caption>{t("quality.title")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("quality.when")}</th>
              <th scope="col">{t("quality.calls")}</th>
              <th scope="col">{t("quality.answered")}</th>
              <th scope="col">{t("quality.half")}</th>
            </tr>
          </thead>
          <tbody>
            {spans.map(({ from, calls, answered, score }) => (
              <tr key={from}>
                <th scope="row">{nameOf(from)}</th>
                <td>{calls}</td>
                <td>{answered}</td>
                <td>{score?.toFixed(1) ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  );
}
