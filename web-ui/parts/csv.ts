/** Tables as files that spreadsheets open, and the files that they save. */
import { saveBlob } from "./save-blob.ts";

/** RFC 4180; a field that a spreadsheet would take for a formula is quoted as text. */
const field = (value: unknown): string => {
  const text = String(value ?? "");
  return `"${(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
};

/** Lines of the same columns; the names of the first are the header. */
export function saveTable(lines: readonly Readonly<Record<string, unknown>>[], name: string): void {
  const columns = Object.keys(lines[0] ?? {});
  const values = lines.map((line) => columns.map((name) => field(line[name])).join(","));
  const bom = "\uFEFF"; // without it spreadsheets take UTF-8 for the system's code page
  saveBlob(
    new Blob([`${bom}${[columns.join(","), ...values].join("\r\n")}\r\n`], { type: "text/csv" }),
    name,
  );
}

/** UTF-8; UTF-16 with its mark; and what spreadsheets save in the west where they are not asked for either. */
export async function readTable(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
