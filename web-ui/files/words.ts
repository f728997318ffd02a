/** The words inside a file, read by the browser that uploads it, so that it can be found by them. */
import { ApiError } from "../api/client.ts";
import { downloadFile, type FileReference } from "../crypto/files.ts";
import { fileKind, headOf } from "./file-kind.ts";
import { askOnce } from "./office/office-reader.ts";
import { mostLetters } from "./office/written-words.ts";

/** Larger files are found by their names only. */
const largest = 50 * 1024 * 1024;
const mostPages = 300;

async function wordsOfPdf(file: Blob): Promise<string> {
  const { openPdf } = await import("./pdf.ts");
  const document = await openPdf(await file.arrayBuffer());
  let text = "";
  for (
    let number = 1;
    number <= Math.min(document.numPages, mostPages) && text.length < mostLetters;
    number++
  ) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    text += `${items.map((item) => ("str" in item ? item.str : "")).join(" ")}\n`;
  }
  await document.loadingTask.destroy();
  return text;
}

/** Empty for kinds without words, and for files that cannot be read: their names are found all the same. */
export async function wordsIn(file: File): Promise<string> {
  if (file.size > largest) return "";
  try {
    switch (fileKind(await headOf(file), file.name).kind) {
      case "pdf":
        return await wordsOfPdf(file);
      case "docx":
      case "sheet":
      case "slides":
        return await askOnce({ kind: "words", bytes: new Uint8Array(await file.arrayBuffer()) });
      case "text":
      case "markdown":
      case "csv":
        return await file.slice(0, mostLetters).text();
      default:
        return "";
    }
  } catch {
    return "";
  }
}

/** Kinds that hold no words: they need not be fetched again. */
const wordless = /^(image|audio|video)\//;

/**
 * The words inside files that were shared: what a message is found by is written anew when it is edited. A file that
 * is gone holds none; rejects with ApiError where one cannot be fetched now.
 */
export async function wordsInShared(files: readonly FileReference[]): Promise<string> {
  const read = files
    .filter(({ size, type }) => size <= largest && !wordless.test(type))
    .map(async (file) => {
      try {
        return await wordsIn(new File([await downloadFile(file)], file.name, { type: file.type }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return "";
        throw error;
      }
    });
  return (await Promise.all(read)).join("\n");
}
