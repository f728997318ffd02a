/** A chart, drawn as SVG in a box of 400 across: bars, lines or a pie, their scale and their legend. */
import type { ReactNode } from "react";
import { numberOf } from "../../text/index.ts";
import type { Chart, ChartSeries } from "./slide.ts";

const across = 400;
const margin = { left: 46, right: 8, top: 8, bottom: 22 };
/** Where names stand in the place of numbers. */
const marginOfNames = 74;

interface Plot {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Scale {
  from: number;
  to: number;
  step: number;
}

/** Less than that is no difference to draw. */
const tiniest = 1e-9;

/** Whole steps of 1, 2 or 5 times a power of ten, about five of them, zero among them. */
export function scaleOf(values: readonly number[]): Scale {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const span = high - low > tiniest ? high - low : 1;
  const power = 10 ** Math.floor(Math.log10(span / 5));
  const step = ([1, 2, 5, 10].find((times) => span / (times * power) <= 6) ?? 10) * power;
  return { from: Math.floor(low / step) * step, to: Math.ceil(high / step) * step || step, step };
}

/** Nothing in a chart has a name of its own: its place is what tells one from another. */
const placed = <Value,>(values: readonly Value[]) =>
  values.map((value, place) => ({ value, place, key: `at ${place}` }));

const lengthOf = ({ series }: Chart): number => Math.max(...series.map(({ values }) => values.length));

/** Of each category: the sums of what is above zero and below. */
const sumsOf = (chart: Chart): number[] =>
  Array.from({ length: lengthOf(chart) }, (_, at) =>
    chart.series.map(({ values }) => values[at] ?? 0),
  ).flatMap((values) => [
    values.filter((value) => value > 0).reduce((sum, value) => sum + value, 0),
    values.filter((value) => value < 0).reduce((sum, value) => sum + value, 0),
  ]);

export function ChartFigure({ chart, ratio }: { chart: Chart; ratio: number }) {
  const height = across * Math.min(4, Math.max(0.2, ratio));
  const pie = chart.kind === "pie";
  const legend = pie ? chart.categories : chart.series.map(({ name }) => name);
  const shown = legend.filter((name) => name !== "").slice(0, 8);
  const top = margin.top + (chart.title ? 20 : 0);
  const foot = shown.length > 0 ? 18 : 0;
  const left = pie ? 0 : chart.lying ? marginOfNames : margin.left;
  const plot = {
    left,
    top,
    width: across - (pie ? 0 : left + margin.right),
    height: Math.max(20, height - top - foot - (pie ? 8 : margin.bottom)),
  };
  const colours = pie ? chart.series[0]?.colours : chart.series.map((series) => series.colours[0]);
  return (
    <svg
      viewBox={`0 0 ${across} ${height}`}
      width="100%"
      height="100%"
      aria-hidden="true"
      fontSize="11"
      style={{ fill: "#000000" }} // a Word document's sheet has it transparent
    >
      {chart.title && (
        <text x={across / 2} y={18} textAnchor="middle" fontWeight="600" fontSize="13">
          {chart.title}
        </text>
      )}
      {pie ? <Pie series={chart.series[0]} plot={plot} /> : <Axes chart={chart} plot={plot} />}
      {placed(shown).map(({ value: name, place: index, key }) => {
        const left = (across / shown.length) * index + 8;
        return (
          <g key={key}>
            <rect x={left} y={height - 14} width="8" height="8" fill={colours?.[index]} />
            <text x={left + 12} y={height - 6}>
              {name.slice(0, Math.floor(60 / shown.length) + 4)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function Axes({ chart, plot }: { chart: Chart; plot: Plot }) {
  const { series, stacked, lying, kind, categories } = chart;
  const all = series.flatMap(({ values }) => values.flatMap((value) => value ?? []));
  const scale = scaleOf(stacked ? sumsOf(chart) : all);
  const flat = lying && kind === "bars";
  const share = (value: number) => (value - scale.from) / (scale.to - scale.from);
  const count = lengthOf(chart);
  const along = flat ? plot.height : plot.width;
  const slot = along / Math.max(1, count);
  const at = (value: number) =>
    flat ? plot.left + share(value) * plot.width : plot.top + (1 - share(value)) * plot.height;
  const ticks = Array.from(
    { length: Math.round((scale.to - scale.from) / scale.step) + 1 },
    (_, index) => scale.from + index * scale.step,
  );
  const every = Math.ceil(count / (flat ? 20 : 8));
  return (
    <g>
      {ticks.map((tick) => (
        <g key={tick} fill="#555555">
          <path
            stroke="#d5d5d5"
            d={flat ? `M${at(tick)} ${plot.top}v${plot.height}` : `M${plot.left} ${at(tick)}h${plot.width}`}
          />
          {flat ? (
            <text x={at(tick)} y={plot.top + plot.height + 14} textAnchor="middle">
              {numberOf(tick)}
            </text>
          ) : (
            <text x={plot.left - 4} y={at(tick) + 4} textAnchor="end">
              {numberOf(tick)}
            </text>
          )}
        </g>
      ))}
      {kind === "bars" ? (
        <Bars chart={chart} flat={flat} slot={slot} plot={plot} at={at} />
      ) : (
        <Lines series={series} slot={slot} plot={plot} at={at} />
      )}
      {placed(categories).map(({ value: name, place: index, key }) => {
        const middle = (flat ? plot.top : plot.left) + slot * (index + 0.5);
        if (index % every !== 0) return null;
        return flat ? (
          <text key={key} x={plot.left - 4} y={middle + 4} textAnchor="end">
            {name.slice(0, 12)}
          </text>
        ) : (
          <text key={key} x={middle} y={plot.top + plot.height + 14} textAnchor="middle">
            {name.slice(0, 14)}
          </text>
        );
      })}
    </g>
  );
}

function Bars(props: {
  chart: Chart;
  flat: boolean;
  slot: number;
  plot: Plot;
  at: (value: number) => number;
}) {
  const { chart, flat, slot, plot, at } = props;
  const { series, stacked } = chart;
  const thick = (slot * 0.7) / (stacked ? 1 : series.length);
  const bars: ReactNode[] = [];
  for (let category = 0; category < lengthOf(chart); category++) {
    const bases = { above: 0, below: 0 };
    for (const [index, { values, colours }] of series.entries()) {
      const value = values[category];
      if (value === undefined) continue;
      const side = value < 0 ? "below" : "above";
      const base = stacked ? bases[side] : 0;
      bases[side] += value;
      const [one, other] = [at(base), at(base + value)];
      const start = (flat ? plot.top : plot.left) + slot * (category + 0.15) + (stacked ? 0 : thick * index);
      const [low, length] = [Math.min(one, other), Math.abs(other - one)];
      const box = flat
        ? { x: low, y: start, width: length, height: thick }
        : { x: start, y: low, width: thick, height: length };
      bars.push(<rect key={`${category} ${index}`} {...box} fill={colours[category]} />);
    }
  }
  return <g>{bars}</g>;
}

function Lines(props: {
  series: readonly ChartSeries[];
  slot: number;
  plot: Plot;
  at: (value: number) => number;
}) {
  const { series, slot, plot, at } = props;
  return placed(series).map(({ value: { values, colours }, key }) => {
    const known = values.flatMap((value, place) =>
      value === undefined ? [] : [`${plot.left + slot * (place + 0.5)} ${at(value)}`],
    );
    const path = `M${known.join("L")}`;
    return <path key={key} d={path} fill="none" stroke={colours[0]} strokeWidth="2" />;
  });
}

function Pie({ series, plot }: { series: ChartSeries | undefined; plot: Plot }) {
  const values = (series?.values ?? []).map((value) => Math.max(0, value ?? 0));
  const sum = values.reduce((all, value) => all + value, 0);
  const radius = Math.min(plot.width, plot.height) / 2 - 4;
  const [x, y] = [plot.left + plot.width / 2, plot.top + plot.height / 2];
  const pointAt = (share: number) => {
    const angle = share * 2 * Math.PI;
    return `${x + radius * Math.sin(angle)} ${y - radius * Math.cos(angle)}`;
  };
  let from = 0;
  return placed(values).map(({ value, place, key }) => {
    const start = from;
    from += value / sum;
    const fill = series?.colours[place];
    if (value === 0) return null;
    if (value === sum) return <circle key={key} cx={x} cy={y} r={radius} fill={fill} />;
    const large = value / sum > 0.5 ? 1 : 0;
    const path = `M${x} ${y}L${pointAt(start)}A${radius} ${radius} 0 ${large} 1 ${pointAt(from)}Z`;
    return <path key={key} d={path} fill={fill} stroke="#ffffff" />;
  });
}
