/** How a spreadsheet's cells look: number format, font, fill and alignment (ECMA-376 part 1 §18.8). */
import { type Palette, paletteName, tinted } from "./colour.ts";
import { formatCode } from "./number-format.ts";
import { child, childrenOf, hasFlag, isOn, numberOf, parseXml, type XmlElement } from "./xml.ts";

export interface CellStyle {
  /** Number format's code. */
  format: string;
  bold: boolean;
  italic: boolean;
  underline: boolean;
  strike: boolean;
  wrap: boolean;
  /** CSS colours; undefined where the cell has none of its own. */
  colour: string | undefined;
  fill: string | undefined;
  align: "start" | "center" | "end" | undefined;
  /** At the bottom where nothing is said. */
  vertical: "top" | "middle" | undefined;
}

export const plainStyle: CellStyle = {
  format: "General",
  bold: false,
  italic: false,
  underline: false,
  strike: false,
  wrap: false,
  colour: undefined,
  fill: undefined,
  align: undefined,
  vertical: undefined,
};

function colourOf(element: XmlElement | undefined, palette: Palette): string | undefined {
  const rgb = element?.attributes.rgb;
  const theme = numberOf(element, "theme");
  const base = rgb ? rgb.slice(-6) : theme === undefined ? undefined : palette.get(paletteName(theme));
  if (!base || !/^[\da-f]{6}$/i.test(base)) return undefined;
  return `#${tinted(base, numberOf(element, "tint") ?? 0)}`;
}

function fillOf(fill: XmlElement | undefined, palette: Palette): string | undefined {
  const pattern = child(fill, "patternFill");
  return pattern?.attributes.patternType === "solid"
    ? colourOf(child(pattern, "fgColor"), palette)
    : undefined;
}

const aligned: Readonly<Record<string, CellStyle["align"]>> = {
  left: "start",
  center: "center",
  centerContinuous: "center",
  right: "end",
};

const raised: Readonly<Record<string, CellStyle["vertical"]>> = {
  top: "top",
  center: "middle",
  distributed: "middle",
  justify: "middle",
};

/** By the index that cells carry. */
export function cellStyles(xml: string | undefined, palette: Palette): CellStyle[] {
  if (!xml) return [plainStyle];
  const sheet = parseXml(xml);
  const formats = new Map(
    childrenOf(child(sheet, "numFmts"), "numFmt").map((format) => [
      numberOf(format, "numFmtId") ?? 0,
      format.attributes.formatCode ?? "General",
    ]),
  );
  const fonts = childrenOf(child(sheet, "fonts"), "font");
  const fills = childrenOf(child(sheet, "fills"), "fill");
  return childrenOf(child(sheet, "cellXfs"), "xf").map((xf) => {
    const font = fonts[numberOf(xf, "fontId") ?? 0];
    const alignment = child(xf, "alignment");
    return {
      format: formatCode(numberOf(xf, "numFmtId") ?? 0, formats),
      bold: isOn(child(font, "b")),
      italic: isOn(child(font, "i")),
      underline: isOn(child(font, "u")),
      strike: isOn(child(font, "strike")),
      wrap: hasFlag(alignment, "wrapText"),
      colour: colourOf(child(font, "color"), palette),
      fill: fillOf(fills[numberOf(xf, "fillId") ?? 0], palette),
      align: aligned[alignment?.attributes.horizontal ?? ""],
      vertical: raised[alignment?.attributes.vertical ?? ""],
    };
  });
}
