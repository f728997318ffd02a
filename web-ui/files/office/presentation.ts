/** A presentation file (ECMA-376 part 1 §19): its slides in order, each read when it is looked at. */
import { TooMuch } from "../too-much.ts";
import { type Parts, textOf, unpack } from "./archive.ts";
import { related, relationshipsOf } from "./relationships.ts";
import { shapesOf } from "./shapes.ts";
import type { Shape, Slide, TextBody } from "./slide.ts";
import { colourOf, contextOf, fillOf, type SlideContext } from "./slide-context.ts";
import { child, childrenOf, descend, hasFlag, numberOf, parseXml, type XmlElement } from "./xml.ts";

export interface Presentation {
  /** EMU. */
  width: number;
  height: number;
  slides: readonly { id: string; open: () => Slide }[];
}

/** 10 by 7.5 inches, as §19.2.1.39 has it where nothing is said. */
const usual = { width: 9_144_000, height: 6_858_000 };

function backgroundOf({ slide, layout, master, ...rest }: SlideContext): string {
  const context = { slide, layout, master, ...rest };
  for (const sheet of [slide, layout, master]) {
    const background = descend(sheet?.root, "cSld", "bg");
    const found = fillOf(child(background, "bgPr"), context) ?? colourOf(child(background, "bgRef"), context);
    if (found) return found;
  }
  return "#ffffff";
}

const hides = (root: XmlElement | undefined) =>
  root?.attributes.showMasterSp !== undefined && !hasFlag(root, "showMasterSp");

/** What a browser draws of one slide without stopping: shapes, paragraphs, runs and cells together. */
const mostThings = 20_000;

const thingsIn = ({ paragraphs = [] }: Partial<TextBody> = {}): number =>
  paragraphs.reduce((sum, { runs }) => sum + 1 + runs.length, 0);

function weightOf(shape: Shape): number {
  if (shape.kind === "shape") return 1 + thingsIn(shape.text);
  if (shape.kind !== "table") return 1;
  return shape.rows.flatMap(({ cells }) => cells).reduce((sum, { text }) => sum + 1 + thingsIn(text), 1);
}

function readSlide(parts: Parts, part: string, defaults: XmlElement | undefined): Slide {
  const context = contextOf(parts, part, defaults);
  const { slide, layout, master } = context;
  const behind = hides(slide.root) ? [] : hides(layout?.root) ? [layout] : [master, layout];
  const shapes = [
    ...behind.flatMap((sheet) => (sheet ? shapesOf(sheet, context, true) : [])),
    ...shapesOf(slide, context, false),
  ];
  if (shapes.reduce((sum, shape) => sum + weightOf(shape), 0) > mostThings) throw new TooMuch();
  return { background: backgroundOf(context), shapes };
}

/** Throws where the bytes are no presentation. */
export function openPresentation(bytes: Uint8Array): Presentation {
  const parts = unpack(
    bytes,
    (name) => /^(_rels\/|ppt\/).*\.(xml|rels)$/.test(name) || /^ppt\/media\//.test(name),
  );
  const part = related(parts, "", "officeDocument") ?? "ppt/presentation.xml";
  const root = parseXml(textOf(parts, part) ?? "");
  const links = relationshipsOf(parts, part);
  const size = child(root, "sldSz");
  const slides = childrenOf(child(root, "sldIdLst"), "sldId").flatMap(({ attributes }) => {
    const link = links.get(attributes["r:id"] ?? "");
    const target = link?.type === "slide" ? link.target : undefined;
    if (target === undefined || !parts.has(target)) return [];
    return [{ id: target, open: () => readSlide(parts, target, child(root, "defaultTextStyle")) }];
  });
  if (slides.length === 0) throw new SyntaxError("There is no slide in it.");
  const positive = (value: number | undefined, otherwise: number) => (value && value > 0 ? value : otherwise);
  return {
    width: positive(numberOf(size, "cx"), usual.width),
    height: positive(numberOf(size, "cy"), usual.height),
    slides,
  };
}
