/** A Word document made safe to lay out by a library that has no bounds of its own. */
import { zipSync } from "fflate";
import { TooMuch } from "../too-much.ts";
import { unpack } from "./archive.ts";

/** Of all tags in its parts: some thousand pages. */
const mostTags = 1_000_000;

const tagsIn = (xml: Uint8Array): number => {
  let count = 0;
  for (let at = xml.indexOf(0x3c); at >= 0; at = xml.indexOf(0x3c, at + 1)) count++;
  return count;
};

/**
 * The file as a ZIP whose parts are as large as they say: what lies about its size is cut, and what is too large is
 * left out. Throws TooMuch, and others on what is no ZIP.
 */
export function boundedDocument(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts = unpack(bytes, () => true);
  let tags = 0;
  for (const [name, part] of parts) {
    if (name.endsWith(".xml")) tags += tagsIn(part);
    if (tags > mostTags) throw new TooMuch();
  }
  return zipSync(Object.fromEntries(parts), { level: 0 });
}
