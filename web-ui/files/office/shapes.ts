/** The shapes of a slide, from back to front, groups dissolved into their places (§19.3.1). */
import { fileKind } from "../file-kind.ts";
import { textOf } from "./archive.ts";
import { chartOf } from "./chart.ts";
import { outlineOf } from "./outline.ts";
import type { Box, Line, Shape } from "./slide.ts";
import {
  colourOf,
  fillOf,
  inheritedBy,
  placeholderOf,
  type Sheet,
  type SlideContext,
} from "./slide-context.ts";
import { tableOf } from "./slide-table.ts";
import { textOfShape } from "./slide-text.ts";
import { child, descend, hasFlag, numberOf, parseXml, type XmlElement } from "./xml.ts";

/** Where a group's own coordinates lie on the slide. */
interface Frame {
  left: number;
  top: number;
  across: number;
  down: number;
}

const whole: Frame = { left: 0, top: 0, across: 1, down: 1 };

function boxOf(transform: XmlElement | undefined, frame: Frame): Box | undefined {
  const [offset, extent] = [child(transform, "off"), child(transform, "ext")];
  if (!offset || !extent) return undefined;
  return {
    left: frame.left + (numberOf(offset, "x") ?? 0) * frame.across,
    top: frame.top + (numberOf(offset, "y") ?? 0) * frame.down,
    width: Math.max(0, (numberOf(extent, "cx") ?? 0) * frame.across),
    height: Math.max(0, (numberOf(extent, "cy") ?? 0) * frame.down),
    rotation: (numberOf(transform, "rot") ?? 0) / 60_000,
    flipped: { across: hasFlag(transform, "flipH"), down: hasFlag(transform, "flipV") },
  };
}

function frameOf(group: XmlElement, outer: Frame): Frame {
  const transform = descend(group, "grpSpPr", "xfrm");
  const box = boxOf(transform, outer);
  const [offset, extent] = [child(transform, "chOff"), child(transform, "chExt")];
  const [width, height] = [numberOf(extent, "cx") ?? 0, numberOf(extent, "cy") ?? 0];
  if (!box || width <= 0 || height <= 0) return outer;
  const [across, down] = [box.width / width, box.height / height];
  return {
    across,
    down,
    left: box.left - (numberOf(offset, "x") ?? 0) * across,
    top: box.top - (numberOf(offset, "y") ?? 0) * down,
  };
}

const usualLine = 9525;

function lineOf(shape: XmlElement, context: SlideContext): Line | undefined {
  const line = descend(shape, "spPr", "ln");
  if (child(line, "noFill")) return undefined;
  const reference = descend(shape, "style", "lnRef");
  const styled = (numberOf(reference, "idx") ?? 0) > 0 ? colourOf(reference, context) : undefined;
  const colour = colourOf(child(line, "solidFill"), context) ?? styled;
  return colour ? { colour, width: numberOf(line, "w") ?? usualLine } : undefined;
}

function fillOfShape(shape: XmlElement, inherited: readonly XmlElement[], context: SlideContext) {
  for (const each of [shape, ...inherited]) {
    const properties = child(each, "spPr");
    if (child(properties, "noFill")) return undefined;
    const fill = fillOf(properties, context);
    if (fill) return fill;
  }
  const reference = descend(shape, "style", "fillRef");
  return (numberOf(reference, "idx") ?? 0) > 0 ? colourOf(reference, context) : undefined;
}

const labelOf = (element: XmlElement): string => {
  const named = element.children.find(({ name }) => /^nv\w*Pr$/.test(name));
  return child(named, "cNvPr")?.attributes.descr ?? "";
};

const shareOf = (element: XmlElement | undefined, side: string) => (numberOf(element, side) ?? 0) / 100_000;

/** A picture by what its bytes are; what browsers cannot draw (EMF, WMF, TIFF) is said to be missing. */
function pictureOf(
  element: XmlElement,
  blip: XmlElement | undefined,
  box: Box,
  sheet: Sheet,
  context: SlideContext,
): Shape {
  const target = sheet.links.get(child(blip, "blip")?.attributes["r:embed"] ?? "")?.target;
  const bytes = target === undefined ? undefined : context.parts.get(target);
  const known = bytes && fileKind(bytes, "");
  const placed = { box, label: labelOf(element) };
  if (!bytes || known?.kind !== "image") return { ...placed, kind: "missing", what: "picture" };
  const cut = child(blip, "srcRect");
  const crop = [shareOf(cut, "t"), shareOf(cut, "r"), shareOf(cut, "b"), shareOf(cut, "l")] as const;
  return { ...placed, kind: "picture", bytes, type: known.type, crop };
}

function frameContent(element: XmlElement, box: Box, sheet: Sheet, context: SlideContext): Shape {
  const data = descend(element, "graphic", "graphicData");
  const placed = { box, label: labelOf(element) };
  const table = child(data, "tbl");
  if (table) return { ...placed, kind: "table", ...tableOf(table, context) };
  const part = sheet.links.get(child(data, "chart")?.attributes["r:id"] ?? "")?.target;
  const xml = part === undefined ? undefined : textOf(context.parts, part);
  const chart = xml === undefined ? undefined : chartOf(parseXml(xml), context);
  if (chart) return { ...placed, label: placed.label || chart.title, kind: "chart", chart };
  const uri = data?.attributes.uri ?? "";
  const what = uri.endsWith("/chart") ? "chart" : uri.endsWith("/diagram") ? "diagram" : "object";
  return { ...placed, kind: "missing", what };
}

function shapeOf(element: XmlElement, frame: Frame, sheet: Sheet, context: SlideContext): Shape | undefined {
  const inherited = inheritedBy(element, context);
  const transforms = [element, ...inherited].map((each) => descend(each, "spPr", "xfrm"));
  const box = boxOf(
    element.name === "graphicFrame" ? child(element, "xfrm") : transforms.find((each) => each),
    frame,
  );
  if (!box) return undefined;
  if (element.name === "graphicFrame") return frameContent(element, box, sheet, context);
  const filled = element.name === "pic" ? child(element, "blipFill") : descend(element, "spPr", "blipFill");
  if (filled) return pictureOf(element, filled, box, sheet, context);
  return {
    kind: "shape",
    box,
    label: labelOf(element),
    outline: outlineOf(child(element, "spPr")),
    fill: fillOfShape(element, inherited, context),
    line: lineOf(element, context),
    text: textOfShape(element, context),
  };
}

function within(tree: XmlElement, frame: Frame, sheet: Sheet, context: SlideContext): Shape[] {
  return tree.children.flatMap((element) => {
    switch (element.name) {
      case "grpSp":
        return within(element, frameOf(element, frame), sheet, context);
      case "AlternateContent": {
        const choice = child(element, "Fallback") ?? child(element, "Choice");
        return choice ? within(choice, frame, sheet, context) : [];
      }
      case "sp":
      case "pic":
      case "cxnSp":
      case "graphicFrame":
        return shapeOf(element, frame, sheet, context) ?? [];
      default:
        return [];
    }
  });
}

/** @param behind whether the sheet lies behind a slide: then its placeholders are only models, and not shown */
export function shapesOf(sheet: Sheet, context: SlideContext, behind: boolean): Shape[] {
  const tree = descend(sheet.root, "cSld", "spTree");
  if (!tree) return [];
  const children = behind ? tree.children.filter((element) => !placeholderOf(element)) : tree.children;
  return within({ ...tree, children }, whole, sheet, context);
}
