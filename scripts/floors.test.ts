import { expect, test } from "bun:test";
import { dirname, join, normalize } from "node:path";
import { Glob } from "bun";

/** The floors of the house: a room imports only from floors below its own. */
const floors = [
  ["platform"],
  ["people"],
  ["keys"],
  ["messaging", "sip", "media"],
  ["boards", "care", "calling"],
  ["meetings"],
  ["devices"],
  ["hybrid", "api", "console"],
];
/** Of the ground floor also what Workers load, which is a part of its face. */
const faceOf = (room: string) => [`${room}/index.ts`, "platform/for-workers.ts"];
const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)));

interface Arrow {
  from: string;
  to: string;
  specifier: string;
  typeOnly: boolean;
}

async function arrows(folder: string): Promise<Arrow[]> {
  const found: Arrow[] = [];
  for await (const path of new Glob("**/*.{ts,tsx}").scan(folder)) {
    const file = join(folder, path);
    const source = await Bun.file(file).text();
    for (const [, type, specifier] of source.matchAll(
      /(?:(?:import|export)\s+(type\s)?[^"';]*?from\s+|\bimport\()"(\.[^"]+)"/g,
    ))
      found.push({
        from: file,
        to: normalize(join(dirname(file), specifier ?? "")),
        specifier: specifier ?? "",
        typeOnly: Boolean(type),
      });
  }
  return found;
}

const roomOf = (file: string) => /^appliance\/([^/]+)\//.exec(file)?.[1];
const isTest = (file: string) => /\.test\.tsx?$/.test(file);

test("no import runs up a floor or past another room's face", async () => {
  const wrong = (await arrows("appliance"))
    .filter(({ from, to }) => !isTest(from) && roomOf(from) !== undefined && roomOf(from) !== roomOf(to))
    .filter(({ from, to }) => {
      const room = roomOf(to);
      if (to === "firmware-config/index.ts") return roomOf(from) !== "devices"; // data with one reader
      if (room === undefined) return true; // a room never imports main
      const above = floorOf.get(roomOf(from) ?? "");
      const below = floorOf.get(room);
      return (
        above === undefined ||
        below === undefined ||
        below >= above ||
        !faceOf(room).some((face) => to.endsWith(face))
      );
    })
    .map(({ from, to }) => `${from} → ${to}`);
  expect(wrong).toEqual([]);
});

test("no import runs in a circle", async () => {
  const graph = new Map<string, string[]>();
  for (const { from, to, typeOnly } of [...(await arrows("appliance")), ...(await arrows("web-ui"))])
    if (!typeOnly) graph.set(from, [...(graph.get(from) ?? []), to]);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (done.has(file) || path.includes(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  expect(circles).toEqual([]);
});

test("the web UI takes only types from the appliance", async () => {
  const wrong = (await arrows("web-ui"))
    .filter(({ from, to, typeOnly }) => !isTest(from) && to.startsWith("appliance/") && !typeOnly)
    .map(({ from, to }) => `${from} → ${to}`);
  expect(wrong).toEqual([]);
});
