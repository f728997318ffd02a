/** A presentation file (ECMA-376 part 1 §19): its slides in order, each read when it is looked at. */
import { type Parts, textOf, unpack } from "./archive.ts";
import { related, relationshipsOf } from "./relationships.ts";
import { shapesOf } from "./shapes.ts";
import type { Slide } from "./slide.ts";
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

function readSlide(parts: Parts, part: string, defaults: XmlElement | undefined): Slide {
  const context = contextOf(parts, part, defaults);
  const { slide, layout, master } = context;
  const behind = hides(slide.root) ? [] : hides(layout?.root) ? [layout] : [master, layout];
  return {
    background: backgroundOf(context),
    shapes: [
      ...behind.flatMap((sheet) => (sheet ? shapesOf(sheet, context, true) : [])),
      ...shapesOf(slide, context, false),
    ],
  };
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
