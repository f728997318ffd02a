/** A chart (ECMA-376 part 1 §21.2): bars, lines or a pie, by the values that the file keeps with it. */
import type { Chart, ChartSeries } from "./slide.ts";
import { type ColourContext, colourOf } from "./slide-context.ts";
import { child, childrenOf, descend, numberOf, type XmlElement } from "./xml.ts";

const mostSeries = 20;
const mostPoints = 500;

/** Texts of a cache by their index; what it refers to lies in another file. */
function cached(holder: XmlElement | undefined): string[] {
  const reference = child(holder, "strRef") ?? child(holder, "numRef") ?? holder;
  const cache =
    child(reference, "strCache") ??
    child(reference, "numCache") ??
    child(reference, "strLit") ??
    child(reference, "numLit");
  const texts: string[] = [];
  for (const point of childrenOf(cache, "pt")) {
    const index = numberOf(point, "idx") ?? -1;
    if (Number.isInteger(index) && index >= 0 && index < mostPoints)
      texts[index] = child(point, "v")?.text ?? "";
  }
  return Array.from(texts, (text) => text ?? "");
}

/** Beyond that a drawing shows nothing. */
const largest = 1e15;

const numberIn = (text: string): number | undefined => {
  const value = text === "" ? Number.NaN : Number(text);
  return Math.abs(value) <= largest ? value : undefined;
};

/** The six accents of the theme, again and again (§21.2.2.227, where nothing is said). */
const accent = (index: number, { palette }: ColourContext): string =>
  `#${palette.get(`accent${(index % 6) + 1}`) ?? "777777"}`;

function seriesOf(element: XmlElement, index: number, byPoint: boolean, context: ColourContext): ChartSeries {
  const values = cached(child(element, "val")).map(numberIn);
  const properties = child(element, "spPr");
  const own =
    colourOf(child(properties, "solidFill"), context) ??
    colourOf(descend(properties, "ln", "solidFill"), context);
  const points = new Map(
    childrenOf(element, "dPt").map((point) => [
      numberOf(child(point, "idx"), "val"),
      colourOf(descend(point, "spPr", "solidFill"), context),
    ]),
  );
  const colour = own ?? accent(index, context);
  return {
    name: cached(child(element, "tx"))[0] ?? "",
    values,
    colours: values.map((_, at) => points.get(at) ?? (byPoint ? accent(at, context) : colour)),
  };
}

const kinds = {
  barChart: "bars",
  bar3DChart: "bars",
  lineChart: "lines",
  pieChart: "pie",
  doughnutChart: "pie",
} as const;
type Name = keyof typeof kinds;
const isKnown = (name: string): name is Name => name in kinds;

const titleOf = (chart: XmlElement | undefined): string =>
  childrenOf(descend(chart, "title", "tx", "rich"), "p")
    .flatMap((paragraph) => childrenOf(paragraph, "r").map((run) => child(run, "t")?.text ?? ""))
    .join("");

/** Undefined where it is of a kind that is not drawn here, or keeps no values. */
export function chartOf(root: XmlElement, context: ColourContext): Chart | undefined {
  const chart = child(root, "chart");
  const plot = child(chart, "plotArea")?.children.find(({ name }) => isKnown(name));
  if (!plot || !isKnown(plot.name)) return undefined;
  const kind = kinds[plot.name];
  const elements = childrenOf(plot, "ser").slice(0, kind === "pie" ? 1 : mostSeries);
  const series = elements.map((element, index) => seriesOf(element, index, kind === "pie", context));
  if (!series.some(({ values }) => values.some((value) => value !== undefined))) return undefined;
  const grouping = child(plot, "grouping")?.attributes.val ?? "";
  return {
    kind,
    title: titleOf(chart),
    categories: cached(child(elements[0], "cat")),
    series,
    stacked: /stacked/i.test(grouping),
    lying: child(plot, "barDir")?.attributes.val === "bar",
  };
}
