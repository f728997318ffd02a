/** The outline of a shape (§20.1.9): the simple ones by name, drawn ones as an SVG path in a box of 100 by 100. */
import type { Outline } from "./slide.ts";
import { child, childrenOf, descend, numberOf, type XmlElement } from "./xml.ts";

const polygon = (points: string) => `M${points.split(" ").join("L")}Z`;

const paths: Readonly<Record<string, string>> = {
  line: "M0 0L100 100",
  straightConnector1: "M0 0L100 100",
  bentConnector3: "M0 0L50 0L50 100L100 100",
  curvedConnector3: "M0 0C50 0 50 100 100 100",
  triangle: polygon("50,0 100,100 0,100"),
  rtTriangle: polygon("0,0 100,100 0,100"),
  diamond: polygon("50,0 100,50 50,100 0,50"),
  flowChartDecision: polygon("50,0 100,50 50,100 0,50"),
  parallelogram: polygon("25,0 100,0 75,100 0,100"),
  trapezoid: polygon("25,0 75,0 100,100 0,100"),
  pentagon: polygon("50,0 100,38 81,100 19,100 0,38"),
  hexagon: polygon("25,0 75,0 100,50 75,100 25,100 0,50"),
  octagon: polygon("29,0 71,0 100,29 100,71 71,100 29,100 0,71 0,29"),
  homePlate: polygon("0,0 75,0 100,50 75,100 0,100"),
  chevron: polygon("0,0 75,0 100,50 75,100 0,100 25,50"),
  rightArrow: polygon("0,25 60,25 60,0 100,50 60,100 60,75 0,75"),
  leftArrow: polygon("100,25 40,25 40,0 0,50 40,100 40,75 100,75"),
  upArrow: polygon("25,100 25,40 0,40 50,0 100,40 75,40 75,100"),
  downArrow: polygon("25,0 25,60 0,60 50,100 100,60 75,60 75,0"),
  leftRightArrow: polygon("0,50 25,0 25,25 75,25 75,0 100,50 75,100 75,75 25,75 25,100"),
  plus: polygon("33,0 67,0 67,33 100,33 100,67 67,67 67,100 33,100 33,67 0,67 0,33 33,33"),
  star5: polygon("50,0 61,35 98,35 68,57 79,91 50,70 21,91 32,57 2,35 39,35"),
};

const points = (element: XmlElement, width: number, height: number): string | undefined => {
  const pairs = childrenOf(element, "pt").map((point) => {
    const [x, y] = [numberOf(point, "x"), numberOf(point, "y")];
    return x === undefined || y === undefined ? undefined : `${(x / width) * 100} ${(y / height) * 100}`;
  });
  return pairs.includes(undefined) ? undefined : pairs.join(" ");
};

const commands: Readonly<Record<string, string>> = {
  moveTo: "M",
  lnTo: "L",
  cubicBezTo: "C",
  quadBezTo: "Q",
};

/** Undefined where it uses what is not drawn here: arcs, and points by formula. */
function drawnPath(path: XmlElement): string | undefined {
  const [width, height] = [numberOf(path, "w") ?? 0, numberOf(path, "h") ?? 0];
  if (width <= 0 || height <= 0) return undefined;
  const steps = path.children.map((step) => {
    if (step.name === "close") return "Z";
    const command = commands[step.name];
    const at = command && points(step, width, height);
    return at ? command + at : undefined;
  });
  return steps.includes(undefined) ? undefined : steps.join("");
}

/** What cannot be drawn is a rectangle, which most shapes fill. */
export function outlineOf(properties: XmlElement | undefined): Outline {
  const drawn = childrenOf(descend(properties, "custGeom", "pathLst"), "path").map(drawnPath);
  if (drawn.length > 0 && !drawn.includes(undefined)) return { kind: "path", path: drawn.join("") };
  const preset = child(properties, "prstGeom")?.attributes.prst ?? "rect";
  if (preset === "ellipse" || preset === "flowChartConnector") return { kind: "ellipse" };
  if (/^(round|flowChartAlternate|flowChartTerminator)/.test(preset)) return { kind: "rounded" };
  const path = paths[preset];
  return path ? { kind: "path", path } : { kind: "rectangle" };
}
