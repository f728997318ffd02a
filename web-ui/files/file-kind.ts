/** What a file is, by its first bytes; the name decides only among kinds that have no mark of their own. */

export type FileKind =
  | "image"
  | "heic"
  | "pdf"
  | "audio"
  | "video"
  | "docx"
  | "sheet"
  | "slides"
  | "markdown"
  | "csv"
  | "text"
  | "other";

export interface KnownFile {
  kind: FileKind;
  /** The media type under which it may be shown; never one that can carry scripts. */
  type: string;
}

const ascii = (bytes: Uint8Array, from: number, length: number) =>
  String.fromCharCode(...bytes.subarray(from, from + length));

const marks: readonly (readonly [test: (bytes: Uint8Array) => boolean, known: KnownFile])[] = [
  [(bytes) => ascii(bytes, 0, 8) === "\x89PNG\r\n\x1a\n", { kind: "image", type: "image/png" }],
  [
    (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff,
    { kind: "image", type: "image/jpeg" },
  ],
  [(bytes) => /^GIF8[79]a/.test(ascii(bytes, 0, 6)), { kind: "image", type: "image/gif" }],
  [
    (bytes) => ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WEBP",
    { kind: "image", type: "image/webp" },
  ],
  [(bytes) => ascii(bytes, 4, 8) === "ftypavif", { kind: "image", type: "image/avif" }],
  [
    (bytes) => /^ftyp(heic|heix|heim|heis|hevc|mif1|msf1)/.test(ascii(bytes, 4, 8)),
    { kind: "heic", type: "image/heic" },
  ],
  [(bytes) => ascii(bytes, 0, 5) === "%PDF-", { kind: "pdf", type: "application/pdf" }],
  [
    (bytes) => ascii(bytes, 4, 4) === "ftyp" && ascii(bytes, 8, 3) === "M4A",
    { kind: "audio", type: "audio/mp4" },
  ],
  [(bytes) => ascii(bytes, 4, 4) === "ftyp", { kind: "video", type: "video/mp4" }],
  [(bytes) => ascii(bytes, 0, 4) === "\x1aE\xdf\xa3", { kind: "video", type: "video/webm" }],
  [(bytes) => ascii(bytes, 0, 4) === "OggS", { kind: "audio", type: "audio/ogg" }],
  [
    (bytes) => ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WAVE",
    { kind: "audio", type: "audio/wav" },
  ],
  [
    (bytes) => ascii(bytes, 0, 3) === "ID3" || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2),
    { kind: "audio", type: "audio/mpeg" },
  ],
];

const office: Readonly<Record<string, FileKind>> = { docx: "docx", xlsx: "sheet", pptx: "slides" };
const texts: Readonly<Record<string, FileKind>> = { md: "markdown", markdown: "markdown", csv: "csv" };
const blob = "application/octet-stream";

/** @param bytes the first 512 bytes or more */
export function fileKind(bytes: Uint8Array, name: string): KnownFile {
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  const marked = marks.find(([test]) => test(bytes))?.[1];
  if (marked) return marked;
  if (ascii(bytes, 0, 4) === "PK\x03\x04") return { kind: office[extension] ?? "other", type: blob };
  const isText = !bytes.subarray(0, 512).some((byte) => byte < 9 || (byte > 13 && byte < 32));
  return isText && bytes.length > 0
    ? { kind: texts[extension] ?? "text", type: "text/plain" }
    : { kind: "other", type: blob };
}

/** Whether one can draw on this kind of file. */
export const isAnnotatable = (kind: FileKind): boolean => kind === "image" || kind === "pdf";

export const headOf = async (file: Blob): Promise<Uint8Array> =>
  new Uint8Array(await file.slice(0, 512).arrayBuffer());
