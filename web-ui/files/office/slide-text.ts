/** The text of a shape, with what it inherits from its placeholder, the master and the file (§21.1.2). */

import type { Paragraph, Run, TextBody } from "./slide.ts";
import {
  colourOf,
  inheritedBy,
  placeholderFamily,
  placeholderOf,
  type SlideContext,
} from "./slide-context.ts";
import { child, childrenOf, descend, numberOf, type XmlElement } from "./xml.ts";

const usualSize = 18;
/** A tenth of an inch at the sides, half of it above and below. */
const usualInsets = { l: 91_440, r: 91_440, t: 45_720, b: 45_720 } as const;

/** Lists of styles by level, the nearest first. */
function listStyles(shape: XmlElement, context: SlideContext): XmlElement[] {
  const own = [shape, ...inheritedBy(shape, context)].map((each) => descend(each, "txBody", "lstStyle"));
  const placeholder = placeholderOf(shape);
  const family = placeholder ? placeholderFamily(placeholder) : "other";
  const style = family === "title" ? "titleStyle" : family === "body" ? "bodyStyle" : "otherStyle";
  const masters = descend(context.master?.root, "txStyles", style);
  return [...own, masters, context.defaults].filter((each) => each !== undefined);
}

/** The first that has the attribute. */
const firstNumber = (sources: readonly XmlElement[], name: string): number | undefined =>
  sources.map((source) => numberOf(source, name)).find((value) => value !== undefined);
const firstAttribute = (sources: readonly XmlElement[], name: string): string | undefined =>
  sources.map(({ attributes }) => attributes[name]).find((value) => value !== undefined);
const firstChild = (sources: readonly XmlElement[], test: RegExp): XmlElement | undefined =>
  sources.map(({ children }) => children.find(({ name }) => test.test(name))).find((found) => found);

const alignments: Readonly<Record<string, Paragraph["align"]>> = {
  ctr: "center",
  r: "end",
  just: "justify",
  dist: "justify",
};

interface Sources {
  context: SlideContext;
  /** Share to which the text was shrunk to fit. */
  scale: number;
  /** The colour that the shape's style gives to text. */
  styled: string | undefined;
}

function runOf(run: XmlElement, inherited: readonly XmlElement[], { context, scale, styled }: Sources): Run {
  const own = child(run, "rPr");
  const sources = own ? [own, ...inherited] : inherited;
  const set = (name: string, off: string) =>
    ![undefined, off, "0", "false"].includes(firstAttribute(sources, name));
  const face = firstChild(sources, /^latin$/)?.attributes.typeface;
  const { major, minor } = context.fonts;
  const coloured = (from: readonly XmlElement[]) => colourOf(firstChild(from, /^solidFill$/), context);
  return {
    text: run.name === "br" ? "\n" : (child(run, "t")?.text ?? ""),
    size: ((firstNumber(sources, "sz") ?? usualSize * 100) / 100) * scale,
    bold: set("b", "0"),
    italic: set("i", "0"),
    underline: set("u", "none"),
    strike: set("strike", "noStrike"),
    colour: (own && coloured([own])) ?? styled ?? coloured(inherited),
    font: face === "+mj-lt" ? major : face === "+mn-lt" || !face ? minor : face,
  };
}

/** 1, a, A, i: as the list's kind has it. */
function numeral(kind: string, count: number): string {
  const letter = () => String.fromCharCode(97 + ((count - 1) % 26));
  const body = kind.startsWith("alphaLc")
    ? letter()
    : kind.startsWith("alphaUc")
      ? letter().toUpperCase()
      : String(count);
  return kind.endsWith("ParenR") ? `${body})` : kind.endsWith("Plain") ? body : `${body}.`;
}

function bulletOf(sources: readonly XmlElement[], count: number): string | undefined {
  const bullet = firstChild(sources, /^bu(None|Char|AutoNum|Blip)$/);
  switch (bullet?.name) {
    case "buChar": {
      const { char = "•" } = bullet.attributes;
      return /[\uf000-\uf0ff§ü]/.test(char) ? "•" : char; // of a font of symbols that is not here
    }
    case "buAutoNum":
      return numeral(bullet.attributes.type ?? "", count + (numberOf(bullet, "startAt") ?? 1) - 1);
    case "buBlip":
      return "•";
    default:
      return undefined;
  }
}

/** Share of the line, or points, of a spacing. */
const shareOf = (spacing: XmlElement | undefined) =>
  (numberOf(child(spacing, "spcPct"), "val") ?? 0) / 100_000;
const pointsOf = (spacing: XmlElement | undefined) => (numberOf(child(spacing, "spcPts"), "val") ?? 0) / 100;

function paragraphOf(
  element: XmlElement,
  styles: readonly XmlElement[],
  numbered: number,
  parts: Sources,
): Paragraph {
  const own = child(element, "pPr");
  const level = (numberOf(own, "lvl") ?? 0) + 1;
  const leveled = styles.flatMap((style) => child(style, `lvl${level}pPr`) ?? child(style, "defPPr") ?? []);
  const sources = own ? [own, ...leveled] : leveled;
  const runDefaults = sources.flatMap((source) => child(source, "defRPr") ?? []);
  const runs = element.children
    .filter(({ name }) => /^(r|br|fld)$/.test(name))
    .map((run) => runOf(run, runDefaults, parts));
  const end = { name: "r", attributes: {}, children: childrenOf(element, "endParaRPr"), text: "" };
  const first =
    runs[0] ??
    runOf({ ...end, children: end.children.map((each) => ({ ...each, name: "rPr" })) }, runDefaults, parts);
  const before = firstChild(sources, /^spcBef$/);
  return {
    runs: runs.length > 0 ? runs : [{ ...first, text: "\u00a0" }],
    align: alignments[firstAttribute(sources, "algn") ?? ""] ?? "start",
    bullet: runs.some(({ text }) => text !== "") ? bulletOf(sources, numbered) : undefined,
    margin: firstNumber(sources, "marL") ?? 0,
    indent: firstNumber(sources, "indent") ?? 0,
    lineHeight: 1.2 * (shareOf(firstChild(sources, /^lnSpc$/)) || 1),
    before: (pointsOf(before) || shareOf(before) * first.size) * parts.scale,
  };
}

const anchors: Readonly<Record<string, TextBody["anchor"]>> = { ctr: "center", b: "end" };

/** @param bodies what says how the text lies in its box, nearest first */
function bodyOf(
  text: XmlElement,
  bodies: readonly XmlElement[],
  styles: readonly XmlElement[],
  parts: Sources,
): TextBody {
  const inset = (side: keyof typeof usualInsets) => firstNumber(bodies, `${side}Ins`) ?? usualInsets[side];
  let numbered = 0;
  const paragraphs = childrenOf(text, "p").map((element) => {
    const isNumbered = child(child(element, "pPr"), "buAutoNum") !== undefined;
    numbered = isNumbered ? numbered + 1 : 0;
    return paragraphOf(element, styles, Math.max(1, numbered), parts);
  });
  return {
    paragraphs,
    anchor: anchors[firstAttribute(bodies, "anchor") ?? ""] ?? "start",
    insets: [inset("t"), inset("r"), inset("b"), inset("l")],
    wraps: firstAttribute(bodies, "wrap") !== "none",
  };
}

/** Undefined where nothing is written. */
export function textOfShape(shape: XmlElement, context: SlideContext): TextBody | undefined {
  const text = child(shape, "txBody");
  if (
    !text ||
    !childrenOf(text, "p").some((paragraph) => paragraph.children.some(({ name }) => /^(r|fld)$/.test(name)))
  )
    return undefined;
  const bodies = [shape, ...inheritedBy(shape, context)].flatMap(
    (each) => descend(each, "txBody", "bodyPr") ?? [],
  );
  const scale = (numberOf(child(bodies[0], "normAutofit"), "fontScale") ?? 100_000) / 100_000;
  const styled = colourOf(descend(shape, "style", "fontRef"), context);
  return bodyOf(text, bodies, listStyles(shape, context), { context, scale, styled });
}

/** @param colour what the table's style gives to the text of this cell */
export function textOfCell(cell: XmlElement, context: SlideContext, colour: string | undefined): TextBody {
  const text = child(cell, "txBody");
  const properties = child(cell, "tcPr");
  const empty = { name: "txBody", attributes: {}, children: [], text: "" };
  const defaults = [descend(context.master?.root, "txStyles", "otherStyle"), context.defaults];
  const styles = defaults.filter((each) => each !== undefined);
  const named = properties && { ...properties, attributes: marginsAsInsets(properties.attributes) };
  return bodyOf(text ?? empty, named ? [named] : [], styles, { context, scale: 1, styled: colour });
}

/** Cells call `marL` what text boxes call `lIns`. */
const marginsAsInsets = ({ marL, marR, marT, marB, ...rest }: Readonly<Record<string, string>>) => ({
  ...rest,
  ...(marL && { lIns: marL }),
  ...(marR && { rIns: marR }),
  ...(marT && { tIns: marT }),
  ...(marB && { bIns: marB }),
});
