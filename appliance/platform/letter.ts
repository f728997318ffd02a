/** What an e-mail of the house looks like: paragraphs, and at most one thing to do; as plain text and as HTML. */
import { markupText } from "./markup.ts";

export interface Letter {
  subject: string;
  /** Plain sentences; what others have written in them (names, titles) needs no care. */
  paragraphs: readonly string[];
  action?: { label: string; url: string };
  attachments?: readonly Attachment[];
}

export interface Attachment {
  name: string;
  /** As in `audio/wav`. */
  type: string;
  content: Uint8Array;
}

/** One line: a name with a line break in it adds no header (RFC 5322 §2.2). */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();

export function textOf({ paragraphs, action }: Letter): string {
  const lines = [...paragraphs.map(oneLine), ...(action ? [`${action.label}:\n${action.url}`] : [])];
  return `${lines.join("\n\n")}\n`;
}

/** Simple enough for every mail program: no pictures, nothing that is loaded from anywhere. */
export function htmlOf({ paragraphs, action }: Letter): string {
  const style = "font:15px/22px system-ui,sans-serif;max-width:36em;margin:24px auto;padding:0 16px";
  const body = paragraphs.map((paragraph) => `<p>${markupText(oneLine(paragraph))}</p>`).join("");
  const link = action ? `<p><a href="${markupText(action.url)}">${markupText(action.label)}</a></p>` : "";
  return `<!doctype html><html><body><div style="${style}">${body}${link}</div></body></html>`;
}
