/** What a slide stands on: its layout and master, their placeholders, the theme (ECMA-376 part 1 §19.3). */
import { type Parts, textOf } from "./archive.ts";
import { colourIn, type Palette, paletteOf } from "./colour.ts";
import { type Relationship, related, relationshipsOf } from "./relationships.ts";
import { child, childrenOf, descend, numberOf, parseXml, type XmlElement } from "./xml.ts";

/** A slide, layout or master: its part and what it refers to. */
export interface Sheet {
  root: XmlElement;
  links: ReadonlyMap<string, Relationship>;
}

export interface SlideContext {
  parts: Parts;
  slide: Sheet;
  layout: Sheet | undefined;
  master: Sheet | undefined;
  palette: Palette;
  /** What the slide's colour names mean in the theme. */
  names: Readonly<Record<string, string>>;
  fonts: { major: string | undefined; minor: string | undefined };
  /** The file's own usual text. */
  defaults: XmlElement | undefined;
}

export function openSheet(parts: Parts, part: string | undefined): Sheet | undefined {
  const xml = part && textOf(parts, part);
  return xml ? { root: parseXml(xml), links: relationshipsOf(parts, part) } : undefined;
}

export function contextOf(parts: Parts, part: string, defaults: XmlElement | undefined): SlideContext {
  const slide = openSheet(parts, part);
  if (!slide) throw new SyntaxError("A slide is missing.");
  const layoutPart = related(parts, part, "slideLayout");
  const masterPart = layoutPart && related(parts, layoutPart, "slideMaster");
  const master = openSheet(parts, masterPart);
  const themeXml = masterPart && textOf(parts, related(parts, masterPart, "theme") ?? "");
  const theme = themeXml ? parseXml(themeXml) : undefined;
  const font = (kind: string) =>
    descend(theme, "themeElements", "fontScheme", kind, "latin")?.attributes.typeface;
  const overridden = descend(slide.root, "clrMapOvr", "overrideClrMapping");
  return {
    parts,
    slide,
    layout: openSheet(parts, layoutPart),
    master,
    palette: paletteOf(theme),
    names: {
      bg1: "lt1",
      tx1: "dk1",
      bg2: "lt2",
      tx2: "dk2",
      ...(overridden ?? child(master?.root, "clrMap"))?.attributes,
    },
    fonts: { major: font("majorFont"), minor: font("minorFont") },
    defaults,
  };
}

/** The theme's colours, and what names of colours mean in it. */
export type ColourContext = Pick<SlideContext, "palette" | "names">;

export const colourOf = (holder: XmlElement | undefined, { palette, names }: ColourContext) =>
  colourIn(holder, palette, names);

export const placeholderOf = (shape: XmlElement): XmlElement | undefined =>
  shape.children
    .find(({ name }) => /^nv\w*Pr$/.test(name))
    ?.children.flatMap(({ name, children }) =>
      name === "nvPr" ? children.filter((each) => each.name === "ph") : [],
    )[0];

/** Titles of all kinds take after the title, all that is no title or note at the edge after the body. */
export function placeholderFamily(placeholder: XmlElement): string {
  const { type = "obj" } = placeholder.attributes;
  if (/title/i.test(type) && type !== "subTitle") return "title";
  return /^(dt|ftr|sldNum|hdr)$/.test(type) ? type : "body";
}

/** The shapes of the layout and the master that a placeholder takes after, nearest first. */
export function inheritedBy(shape: XmlElement, { layout, master }: SlideContext): XmlElement[] {
  const placeholder = placeholderOf(shape);
  if (!placeholder) return [];
  const { idx } = placeholder.attributes;
  const family = placeholderFamily(placeholder);
  const candidates = (sheet: Sheet | undefined) =>
    childrenOf(descend(sheet?.root, "cSld", "spTree"), "sp").flatMap((each) => {
      const its = placeholderOf(each);
      return its ? [{ each, its }] : [];
    });
  const inLayout = candidates(layout);
  const nearest =
    inLayout.find(({ its }) => idx !== undefined && its.attributes.idx === idx) ??
    inLayout.find(({ its }) => placeholderFamily(its) === family);
  const farthest = candidates(master).find(({ its }) => placeholderFamily(its) === family);
  return [nearest, farthest].flatMap((found) => (found ? [found.each] : []));
}

/** A CSS background of a fill's element; undefined where there is none, or one that cannot be drawn. */
export function fillOf(holder: XmlElement | undefined, context: SlideContext): string | undefined {
  const gradient = child(holder, "gradFill");
  if (!gradient) return colourOf(child(holder, "solidFill"), context);
  const stops = childrenOf(child(gradient, "gsLst"), "gs")
    .map((stop) => ({ at: (numberOf(stop, "pos") ?? 0) / 1000, colour: colourOf(stop, context) }))
    .filter(({ colour }) => colour !== undefined)
    .toSorted((a, b) => a.at - b.at);
  if (stops.length < 2) return stops[0]?.colour;
  const listed = stops.map(({ at, colour }) => `${colour} ${at}%`).join(", ");
  if (child(gradient, "path")) return `radial-gradient(${listed})`;
  const angle = (numberOf(child(gradient, "lin"), "ang") ?? 0) / 60_000 + 90;
  return `linear-gradient(${angle}deg, ${listed})`;
}
