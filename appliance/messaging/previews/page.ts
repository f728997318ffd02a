/** What a web page says of itself: title, description, site and picture, out of its HTML (https://ogp.me). */
import { decodeHTML } from "entities";

export interface PageSummary {
  title: string;
  description: string;
  site: string;
  /** Address of the picture, absolute; undefined where there is none. */
  picture?: string;
}

const longest = { title: 200, description: 300, site: 80 };
/** Where the encoding must be named (HTML §4.2.5.4). */
const sniffedBytes = 1024;

/** Undefined for a page that does not say what it is called. */
export function summaryOf(html: Uint8Array, contentType: string, address: string): PageSummary | undefined {
  const { title, properties } = headOf(decoded(html, contentType));
  const of = (...names: string[]) =>
    names.map((name) => properties.get(name) ?? "").find((text) => text !== "");
  const name = oneLine(of("og:title", "twitter:title") ?? title, longest.title);
  if (name === "") return undefined;
  const picture = absolute(of("og:image:secure_url", "og:image", "og:image:url", "twitter:image"), address);
  return {
    title: name,
    description: oneLine(of("og:description", "description", "twitter:description"), longest.description),
    site: oneLine(of("og:site_name"), longest.site),
    ...(picture && { picture }),
  };
}

/** The first title, and the first of each property that the page names. */
function headOf(html: string): { title: string; properties: Map<string, string> } {
  const properties = new Map<string, string>();
  let title = "";
  let titles = 0;
  new HTMLRewriter()
    .on("title", {
      element: () => void titles++,
      text({ text }) {
        if (titles === 1) title += text;
      },
    })
    .on("meta", {
      element(meta) {
        const name = (meta.getAttribute("property") ?? meta.getAttribute("name"))?.toLowerCase();
        const content = meta.getAttribute("content");
        if (name && content && !properties.has(name)) properties.set(name, decodeHTML(content));
      },
    })
    .transform(html);
  return { title: decodeHTML(title), properties };
}

/** As text, by the encoding that the header or the page names; UTF-8 or else Windows-1252 where none does. */
function decoded(html: Uint8Array, contentType: string): string {
  const start = Buffer.from(html.subarray(0, sniffedBytes)).toString("latin1");
  const named =
    /charset=["']?([\w.:-]+)/i.exec(contentType)?.[1] ??
    /<meta[^>]{0,200}charset=["']?\s*([\w.:-]+)/i.exec(start)?.[1];
  for (const [encoding, fatal] of [
    [named, false],
    ["utf-8", true],
  ] as const)
    try {
      if (encoding) return new TextDecoder(encoding, { fatal }).decode(html);
    } catch {
      // Unknown, or not what it says: the next.
    }
  return new TextDecoder("windows-1252").decode(html);
}

/** Without what turns, hides or breaks the text around it; shortened. */
function oneLine(text: string | undefined, most: number): string {
  const plain = (text ?? "").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  const characters = [...plain];
  return characters.length <= most ? plain : `${characters.slice(0, most - 1).join("")}…`;
}

const absolute = (address: string | undefined, base: string): string | undefined =>
  address && URL.canParse(address, base) ? new URL(address, base).href : undefined;

const signatures: readonly [type: string, test: (bytes: Buffer) => boolean][] = [
  ["image/jpeg", (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ["image/png", (bytes) => bytes.subarray(0, 8).toString("latin1") === "\x89PNG\r\n\x1a\n"],
  ["image/gif", (bytes) => /^GIF8[79]a$/.test(bytes.subarray(0, 6).toString("latin1"))],
  ["image/webp", (bytes) => /^RIFF.{4}WEBP$/s.test(bytes.subarray(0, 12).toString("latin1"))],
];

/** What kind of picture the bytes are, by what they begin with; undefined for everything else, SVG too. */
export const pictureType = (bytes: Buffer): string | undefined =>
  signatures.find(([, test]) => test(bytes))?.[0];
