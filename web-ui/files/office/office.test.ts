/** Office files read by themselves: what cells and slides say, and rubbish of every kind. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { strToU8, unzipSync, zipSync } from "fflate";
import { pptx, xlsx } from "../../../scripts/peers/documents.ts";
import { unpack } from "./archive.ts";
import { formatNumber } from "./number-format.ts";
import { openPresentation } from "./presentation.ts";
import { columnName, mostRows, placeOf } from "./sheet.ts";
import { openWorkbook } from "./workbook.ts";
import { parseXml } from "./xml.ts";

const dot = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const book = xlsx("Costs of the year");
const show = pptx("The plan", dot);

/** The file with parts replaced. */
const altered = (file: Uint8Array, parts: Readonly<Record<string, string>>) =>
  zipSync({
    ...unzipSync(file),
    ...Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])),
  });
const readAll = (bytes: Uint8Array) => openWorkbook(bytes).sheets.map(({ open }) => open());
const showAll = (bytes: Uint8Array) => openPresentation(bytes).slides.map(({ open }) => open());

describe("[MS-10] a spreadsheet", () => {
  test("has its visible sheets, its merged cells, its numbers as they are written", () => {
    const { sheets } = openWorkbook(book);
    expect(sheets.map(({ name }) => name)).toEqual(["Costs", "Long & wide"]);
    const grid = sheets[0]?.open();
    const texts = grid?.rows.map((row) => Array.from(row, (cell) => cell?.text));
    expect(texts).toEqual([
      ["Costs of the year"],
      [],
      ["Lamp, tall", "1,234.50 EUR", "1-Jan-24", "12.50%"],
      ["Discount", "-123.45 EUR"],
    ]);
    expect(grid?.rows[0]?.[0]).toMatchObject({
      span: { rows: 1, columns: 3 },
      style: { bold: true, align: "center", fill: "#4472c4", colour: "#ffffff" },
    });
    expect(grid?.isCovered(0, 2)).toBe(true);
    expect(sheets[1]?.open().rows).toHaveLength(400);
  });

  const formats: readonly [value: number, code: string, shown: string][] = [
    [0.1 + 0.2, "General", "0.3"],
    [1234567.891, "#,##0.0", "1,234,567.9"],
    [-5, "0;(0)", "(5)"],
    [0, '0;-0;"none"', "none"],
    [7, "000", "007"],
    [1_500_000, '0.0,,"M"', "1.5M"],
    [12.5, "[$€-407] #,##0.00", "€ 12.50"],
    [45_292.75, "yyyy-mm-dd hh:mm", "2024-01-01 18:00"],
    [45_292.75, "dddd, d mmmm yyyy", "Monday, 1 January 2024"],
    [45_292.5, "h:mm AM/PM", "12:00 PM"],
    [1.5, "[h]:mm:ss", "36:00:00"],
    [0.123, "0.00E+00", "1.23E-1"],
    [3, "@", "3"],
  ];
  for (const [value, code, shown] of formats)
    test(`shows ${value} by ${code} as ${shown}`, () => expect(formatNumber(value, code)).toBe(shown));

  test("any number by any code is a text, and never a trap", () => {
    const letters = fc.constantFrom(...'#0?.,%E+-;"\\_*[]$€@ymdhs/: AP'.split(""));
    const codes = fc.array(letters, { maxLength: 24 }).map((all) => all.join(""));
    fc.assert(
      fc.property(fc.double(), codes, (value, code) => typeof formatNumber(value, code) === "string"),
    );
  });

  test("columns are letters and back", () => {
    for (const column of [0, 25, 26, 51, 701, 702])
      expect(placeOf(`${columnName(column)}1`)).toEqual({ row: 0, column });
    for (const wrong of ["", "A", "1", "A0", "AAAA1", "A1:B2", "a1"]) expect(placeOf(wrong)).toBeUndefined();
  });

  test("rows beyond what is read are cut, and the grid says so", () => {
    const rows = Array.from(
      { length: mostRows + 5 },
      (_, row) => `<row r="${row + 1}"><c><v>1</v></c></row>`,
    );
    const [grid] = readAll(
      altered(book, {
        "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${rows.join("")}</sheetData></worksheet>`,
      }),
    );
    expect(grid).toMatchObject({ cut: true, columns: 1 });
    expect(grid?.rows).toHaveLength(mostRows);
  });

  test("many large merged cells cost no more than the sheet has cells", () => {
    const merges = '<mergeCell ref="A1:CV5000"/>'.repeat(2000);
    const rows = '<row r="1"><c><v>1</v></c></row><row r="5000"><c><v>1</v></c></row>';
    const xml = `<worksheet><sheetData>${rows}</sheetData><mergeCells>${merges}</mergeCells></worksheet>`;
    const started = performance.now();
    readAll(altered(book, { "xl/worksheets/sheet1.xml": xml }));
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe("[MS-10] a presentation", () => {
  test("has its slides with what they inherit from layout, master and theme", () => {
    const [first, second] = showAll(show);
    const [title, list, box, picture, table, chart] = first?.shapes ?? [];
    expect(title).toMatchObject({
      kind: "shape",
      box: { left: 914_400, top: 457_200 },
      text: { paragraphs: [{ align: "center", runs: [{ text: "The plan", size: 44, bold: true }] }] },
    });
    expect(list).toMatchObject({ text: { paragraphs: [{ bullet: "•", runs: [{ size: 18 }] }] } });
    expect(box).toMatchObject({ outline: { kind: "rounded" }, fill: "#C03A12", text: { anchor: "center" } });
    expect(picture).toMatchObject({ kind: "picture", type: "image/png", label: "A red dot" });
    expect(table).toMatchObject({ kind: "table", rows: [{ cells: [{ columns: 2 }] }, { cells: [{}, {}] }] });
    expect(chart).toMatchObject({ kind: "missing", what: "chart" });
    expect(first?.background).toBe("#ffffff");
    expect(second?.background).toBe("#bdd5f0");
  });
});

describe("[MS-10] [SE-05] rubbish is refused", () => {
  test("XML that declares entities, is cut, is crossed, or is nested without end", () => {
    const lol = '<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>';
    for (const wrong of [
      "",
      "plain",
      lol,
      "<a>",
      "<a><b></a></b>",
      "<a b=c/>",
      "<a".repeat(9),
      "<a>".repeat(9999),
    ])
      expect(() => parseXml(wrong)).toThrow(SyntaxError);
    expect(parseXml("<a>&y;&#0;&lt;&#x41;</a>").text).toBe("&y;\0<A");
  });

  test("archives that are cut anywhere, changed anywhere, or something else", () => {
    for (const [file, open] of [
      [book, readAll],
      [show, showAll],
    ] as const) {
      for (let length = 0; length < file.length; length += 97)
        expect(() => open(file.subarray(0, length))).toThrow();
      fc.assert(
        fc.property(fc.nat(file.length - 1), fc.nat(255), (at, byte) => {
          const changed = Uint8Array.from(file);
          changed[at] = byte;
          try {
            open(changed);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
          }
        }),
      );
    }
    expect(() => readAll(show)).toThrow();
    expect(() => showAll(book)).toThrow();
  });

  test("a part that unpacks to more than it may stays packed", () => {
    const bomb = zipSync({ "xl/workbook.xml": new Uint8Array(30 * 1024 * 1024) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(unpack(bomb, () => true).size).toBe(0);
    expect(() => openWorkbook(bomb)).toThrow();
  });

  test("a part that says it is small and is not yields no more than it said", () => {
    const liar = Buffer.from(zipSync({ "xl/workbook.xml": new Uint8Array(5_000_000) }));
    const directory = liar.lastIndexOf("PK\x01\x02", liar.length, "latin1");
    liar.writeUInt32LE(10, directory + 24);
    const size = () => unpack(liar, () => true).get("xl/workbook.xml")?.length ?? 0;
    expect(size()).toBeLessThanOrEqual(10);
  });
});
