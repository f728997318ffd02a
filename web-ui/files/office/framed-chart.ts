/** Charts that stand in a spreadsheet or a Word document (ECMA-376 part 1 §20.4, §20.5), with their size. */
import { type Parts, textOf } from "./archive.ts";
import { chartOf } from "./chart.ts";
import { type Palette, paletteOf } from "./colour.ts";
import { type Relationship, related, relationshipsOf } from "./relationships.ts";
import type { Chart } from "./slide.ts";
import type { ColourContext } from "./slide-context.ts";
import { child, descend, numberOf, parseXml, type XmlElement } from "./xml.ts";

/** Of one sheet, or one document. */
const mostCharts = 50;
const emuPerPixel = 9525;
/** Usual sizes of cells, in pixels: a chart's own lie between cells. */
const [usualWidth, usualHeight] = [64, 20];

export interface FramedChart {
  /** What it says to those who do not see it; may be empty. */
  label: string;
  /** Undefined where it is of a kind that is not drawn here, or keeps no values. */
  chart: Chart | undefined;
  /** In pixels. */
  width: number;
  /** Height by width. */
  ratio: number;
}

/** What colour names mean where no slide says otherwise. */
const names = { bg1: "lt1", tx1: "dk1", bg2: "lt2", tx2: "dk2" };

interface Place {
  parts: Parts;
  links: ReadonlyMap<string, Relationship>;
  palette: Palette;
}

/** @param holder of the `graphic` @param named its name and description */
function framed(
  holder: XmlElement,
  named: XmlElement | undefined,
  [width, height]: readonly [number, number],
  { parts, links, palette }: Place,
): FramedChart | undefined {
  const data = descend(holder, "graphic", "graphicData");
  if (!/\/chart(ex)?$/.test(data?.attributes.uri ?? "")) return undefined;
  const target = links.get(child(data, "chart")?.attributes["r:id"] ?? "")?.target;
  const xml = target === undefined ? undefined : textOf(parts, target);
  const chart = xml === undefined ? undefined : readChart(xml, { palette, names });
  const across = Math.min(2000, Math.max(120, width || 480));
  return {
    label: named?.attributes.descr || named?.attributes.title || chart?.title || "",
    chart,
    width: Math.round(across),
    ratio: Math.min(4, Math.max(0.2, height / width || 0.6)),
  };
}

/** A broken chart leaves what it stands in to be read. */
function readChart(xml: string, context: ColourContext): Chart | undefined {
  try {
    return chartOf(parseXml(xml), context);
  } catch {
    return undefined; // it is said that it cannot be shown
  }
}

const sizeIn = (extent: XmlElement | undefined): [number, number] => [
  (numberOf(extent, "cx") ?? 0) / emuPerPixel,
  (numberOf(extent, "cy") ?? 0) / emuPerPixel,
];

function sizeOfAnchor(anchor: XmlElement): [number, number] {
  const [from, to] = [child(anchor, "from"), child(anchor, "to")];
  if (!from || !to) return sizeIn(child(anchor, "ext"));
  const span = (name: string) => Number(child(to, name)?.text) - Number(child(from, name)?.text);
  return [span("col") * usualWidth || 0, span("row") * usualHeight || 0];
}

/** The charts of a sheet, in their order. @param part its name */
export function chartsOfSheet(parts: Parts, part: string, palette: Palette): FramedChart[] {
  const drawing = related(parts, part, "drawing");
  const xml = drawing === undefined ? undefined : textOf(parts, drawing);
  if (xml === undefined || drawing === undefined) return [];
  const place = { parts, links: relationshipsOf(parts, drawing), palette };
  return parseXml(xml)
    .children.flatMap((anchor) => {
      const choice = child(anchor, "AlternateContent");
      const frame = child(anchor, "graphicFrame") ?? descend(choice, "Choice", "graphicFrame");
      const named = descend(frame, "nvGraphicFramePr", "cNvPr");
      return (frame && framed(frame, named, sizeOfAnchor(anchor), place)) ?? [];
    })
    .slice(0, mostCharts);
}

/** Letters of a private use area around a chart's number: what stands in the text where the chart is to stand. */
const [open, close] = ["\ue0c0", "\ue0c1"];
export const chartMark = new RegExp(`${open}(\\d+)${close}`);

/** A document's main part with marks in the place of its charts, and those. */
export function chartsOfDocument(
  parts: Parts,
  part: string,
  xml: string,
): { xml: string; charts: FramedChart[] } {
  const themeXml = textOf(parts, related(parts, part, "theme") ?? "");
  const palette = paletteOf(themeXml ? parseXml(themeXml) : undefined);
  const place = { parts, links: relationshipsOf(parts, part), palette };
  const charts: FramedChart[] = [];
  const marked = xml.replace(/<w:drawing\b(?:(?!<w:drawing\b)[\s\S])*?<\/w:drawing>/g, (drawing) => {
    if (charts.length >= mostCharts || !/\/chart(ex)?"/.test(drawing)) return drawing;
    const holder = parseXml(drawing).children[0];
    const found = holder && framed(holder, child(holder, "docPr"), sizeIn(child(holder, "extent")), place);
    if (!found) return drawing;
    charts.push(found);
    return `<w:t>${open}${charts.length - 1}${close}</w:t>`;
  });
  return { xml: marked, charts };
}
