/** A Word document made safe to lay out by a library that has no bounds of its own. */
import { strFromU8, strToU8, zipSync } from "fflate";
import { TooMuch } from "../too-much.ts";
import { unpack } from "./archive.ts";
import { chartsOfDocument, type FramedChart } from "./framed-chart.ts";
import { related } from "./relationships.ts";

/** Of all tags in its parts, which are fifty thousand short paragraphs: a page is busy with them for some seconds. */
const mostTags = 300_000;

const tagsIn = (xml: Uint8Array): number => {
  let count = 0;
  for (let at = xml.indexOf(0x3c); at >= 0; at = xml.indexOf(0x3c, at + 1)) count++;
  return count;
};

/** How pictures begin that browsers show, and nothing that could be read as XML. */
const picture = /^(?:\x89PNG|\xff\xd8\xff|GIF8|RIFF|BM)/;
const isPicture = (part: Uint8Array): boolean => picture.test(strFromU8(part.subarray(0, 4), true));

export interface BoundedDocument {
  file: Uint8Array<ArrayBuffer>;
  /** By the numbers that stand in their places (`chartMark`). */
  charts: readonly FramedChart[];
}

/**
 * The file as a ZIP whose parts are as large as they say: what lies about its size is cut, and what is too large is
 * left out, as is what is neither a picture nor XML. The library takes any part for XML, whatever its name, and reads
 * overlong UTF-8 as `<` too: so a part is what its bytes are, and XML is written anew as UTF-8 that has one meaning.
 * Throws TooMuch, and others on what is no ZIP.
 */
export function boundedDocument(bytes: Uint8Array): BoundedDocument {
  const kept: Record<string, Uint8Array> = {};
  const unpacked = unpack(bytes, () => true);
  const main = related(unpacked, "", "officeDocument") ?? "word/document.xml";
  let charts: readonly FramedChart[] = [];
  let tags = 0;
  for (const [name, part] of unpacked) {
    const text = isPicture(part) ? undefined : strFromU8(part);
    if (text !== undefined && !text.trimStart().startsWith("<")) continue;
    kept[name] = text === undefined ? part : strToU8(text);
    if (text !== undefined) tags += tagsIn(kept[name]);
    if (tags > mostTags) throw new TooMuch();
    if (text === undefined || name !== main) continue;
    const marked = chartsOfDocument(unpacked, main, text);
    kept[name] = strToU8(marked.xml);
    charts = marked.charts;
  }
  return { file: zipSync(kept, { level: 0 }), charts };
}
