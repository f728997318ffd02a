/** Colours as Office files give them: of the theme, with changes of lightness (ECMA-376 part 1 §20.1.2.3). */
import { child, numberOf, type XmlElement } from "./xml.ts";

/** `RRGGBB` by the theme's name: dk1, lt1, dk2, lt2, accent1 … accent6, hlink, folHlink. */
export type Palette = ReadonlyMap<string, string>;

const order = ["dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6"];
const hex = /^[\da-f]{6}$/i;

/** The theme's colours; Office's own where the theme names none. */
export function paletteOf(theme: XmlElement | undefined): Palette {
  const scheme = child(child(theme, "themeElements"), "clrScheme");
  const given = (scheme?.children ?? []).flatMap((entry) => {
    const [colour] = entry.children;
    const value = colour?.attributes.lastClr ?? colour?.attributes.val ?? "";
    return hex.test(value) ? [[entry.name, value] as const] : [];
  });
  const usual = [
    ["dk1", "000000"],
    ["lt1", "FFFFFF"],
    ["dk2", "44546A"],
    ["lt2", "E7E6E6"],
    ["accent1", "4472C4"],
    ["accent2", "ED7D31"],
    ["accent3", "A5A5A5"],
    ["accent4", "FFC000"],
    ["accent5", "5B9BD5"],
    ["accent6", "70AD47"],
    ["hlink", "0563C1"],
    ["folHlink", "954F72"],
  ] as const;
  return new Map([...usual, ...given]);
}

/** Spreadsheets name the theme's colours by number, light before dark (§18.8.3). */
export const paletteName = (index: number): string =>
  order[index < 4 ? index ^ 1 : index] ?? (index === 10 ? "hlink" : "folHlink");

const channels = (colour: string) => [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
const joined = (values: readonly number[]) =>
  values
    .map((value) =>
      Math.round(Math.min(255, Math.max(0, value)))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("");

/** Hue (0 to 6), saturation and lightness (0 to 1). */
function toHsl(colour: string): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => value / 255);
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  const lightness = most - range / 2;
  if (range === 0) return [0, 0, lightness];
  const hue =
    most === red
      ? ((green - blue) / range + 6) % 6
      : most === green
        ? (blue - red) / range + 2
        : (red - green) / range + 4;
  return [hue, range / (1 - Math.abs(2 * lightness - 1)), lightness];
}

function fromHsl(hue: number, saturation: number, lightness: number): string {
  const most = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const at = (offset + hue * 2) % 12;
    return 255 * (lightness - most * Math.max(-1, Math.min(at - 3, 9 - at, 1)));
  };
  return joined([channel(0), channel(8), channel(4)]);
}

const between = (value: number) => Math.min(1, Math.max(0, value));

/** Lighter by a share of what is missing to white, or darker by a share of what there is (§18.8.19). */
export function tinted(colour: string, tint: number): string {
  const [hue, saturation, lightness] = toHsl(colour);
  return fromHsl(
    hue,
    saturation,
    between(tint < 0 ? lightness * (1 + tint) : lightness + (1 - lightness) * tint),
  );
}

/** One change of a colour; values are thousandths of a percent. */
function changed(colour: string, change: XmlElement): string {
  const share = (numberOf(change, "val") ?? 100_000) / 100_000;
  const [hue, saturation, lightness] = toHsl(colour);
  switch (change.name) {
    case "lumMod":
      return fromHsl(hue, saturation, between(lightness * share));
    case "lumOff":
      return fromHsl(hue, saturation, between(lightness + share));
    case "satMod":
      return fromHsl(hue, between(saturation * share), lightness);
    case "shade":
      return joined(channels(colour).map((value) => value * share));
    case "tint":
      return joined(channels(colour).map((value) => 255 - (255 - value) * share));
    default:
      return colour;
  }
}

const presets: Readonly<Record<string, string>> = {
  black: "000000",
  white: "FFFFFF",
  red: "FF0000",
  green: "008000",
  blue: "0000FF",
  yellow: "FFFF00",
  gray: "808080",
  orange: "FFA500",
};

/**
 * The CSS colour of an element that holds one (`solidFill`, `ln`'s fill, a gradient's stop).
 * @param names what the names of the slide mean in the theme (`bg1` → `lt1`)
 * @returns undefined where it holds none that is known
 */
export function colourIn(
  holder: XmlElement | undefined,
  palette: Palette,
  names: Readonly<Record<string, string>>,
): string | undefined {
  const element = holder?.children.find(({ name }) => /Clr$/.test(name));
  const value = element?.attributes.lastClr ?? element?.attributes.val ?? "";
  const base =
    element?.name === "schemeClr"
      ? palette.get(names[value] ?? value)
      : element?.name === "prstClr"
        ? presets[value]
        : value;
  if (!element || !base || !hex.test(base)) return undefined;
  const colour = element.children.reduce(changed, base);
  const alpha = numberOf(child(element, "alpha"), "val") ?? 100_000;
  return `#${colour}${alpha < 100_000 ? joined([(alpha / 100_000) * 255]) : ""}`;
}
