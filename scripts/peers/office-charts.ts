/** Charts put into Word documents and spreadsheets of `documents.ts`, as Office writes them. */
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";

const schemas = "http://schemas.openxmlformats.org";
const office = `${schemas}/officeDocument/2006/relationships`;
const uri = `${schemas}/drawingml/2006/chart`;

const points = (values: readonly (string | number)[]) =>
  values.map((value, index) => `<c:pt idx="${index}"><c:v>${value}</c:v></c:pt>`).join("");

/** A chart of one series in three seasons. @param plot `barChart`, `pieChart`, `radarChart`… */
export const chartXml = (plot: string, title = "Ships by season"): string =>
  `<c:chartSpace xmlns:c="${uri}" xmlns:a="a"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>${title}</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:${plot}><c:barDir val="col"/><c:ser><c:tx><c:strRef><c:strCache>${points(["Arrivals"])}</c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache>${points(["Spring", "Summer", "Autumn"])}</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache>${points([3, 9, 5])}</c:numCache></c:numRef></c:val></c:ser></c:${plot}></c:plotArea></c:chart></c:chartSpace>`;

const relations = (targets: Readonly<Record<string, readonly [type: string, target: string]>>) =>
  `<Relationships xmlns="${schemas}/package/2006/relationships">${Object.entries(targets)
    .map(([id, [type, target]]) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`)
    .join("")}</Relationships>`;

const graphic = (id: string) =>
  `<a:graphic xmlns:a="a"><a:graphicData uri="${uri}"><c:chart xmlns:c="${uri}" r:id="${id}"/></a:graphicData></a:graphic>`;

function altered(file: Uint8Array, parts: Readonly<Record<string, string>>): Buffer {
  const more = Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]));
  return Buffer.from(zipSync({ ...unzipSync(file), ...more }));
}

/** @param charts parts as `chartXml` makes them, one below the other on the first sheet */
export function xlsxWithCharts(file: Uint8Array, charts: readonly string[]): Buffer {
  const anchors = charts.map(
    (_, at) =>
      `<xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>${at * 15}</xdr:row></xdr:from><xdr:to><xdr:col>6</xdr:col><xdr:row>${at * 15 + 12}</xdr:row></xdr:to><xdr:graphicFrame><xdr:nvGraphicFramePr><xdr:cNvPr id="${at + 2}" name="Chart"/></xdr:nvGraphicFramePr>${graphic(`c${at}`)}</xdr:graphicFrame></xdr:twoCellAnchor>`,
  );
  return altered(file, {
    "xl/worksheets/_rels/sheet1.xml.rels": relations({ d1: ["drawing", "../drawings/drawing1.xml"] }),
    "xl/drawings/drawing1.xml": `<xdr:wsDr xmlns:xdr="x" xmlns:r="${office}">${anchors.join("")}</xdr:wsDr>`,
    "xl/drawings/_rels/drawing1.xml.rels": relations(
      Object.fromEntries(charts.map((_, at) => [`c${at}`, ["chart", `../charts/chart${at}.xml`] as const])),
    ),
    ...Object.fromEntries(charts.map((xml, at) => [`xl/charts/chart${at}.xml`, xml])),
  });
}

/** @param charts parts as `chartXml` makes them, each in a paragraph after the text */
export function docxWithCharts(file: Uint8Array, charts: readonly string[]): Buffer {
  const main = strFromU8(unzipSync(file)["word/document.xml"] ?? new Uint8Array());
  const paragraphs = charts.map(
    (_, at) =>
      `<w:p><w:r><w:drawing><wp:inline xmlns:wp="wp" xmlns:r="${office}"><wp:extent cx="4572000" cy="2743200"/><wp:docPr id="${at + 1}" name="Chart" descr=""/>${graphic(`c${at}`)}</wp:inline></w:drawing></w:r></w:p>`,
  );
  return altered(file, {
    "word/document.xml": main.replace("</w:body>", `${paragraphs.join("")}</w:body>`),
    "word/_rels/document.xml.rels": relations(
      Object.fromEntries(charts.map((_, at) => [`c${at}`, ["chart", `charts/chart${at}.xml`] as const])),
    ),
    ...Object.fromEntries(charts.map((xml, at) => [`word/charts/chart${at}.xml`, xml])),
  });
}
