/** What an e-mail of the house looks like: paragraphs, and at most one thing to do; as plain text and as HTML. */
import { markupText } from "./markup.ts";
import type { Language } from "./wording.ts";

const english: Language = { tag: "en", direction: "ltr" };

export interface Letter {
  /** English where absent. */
  language?: Language;
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
export function htmlOf({ language = english, paragraphs, action }: Letter): string {
  const style = "font:15px/22px system-ui,sans-serif;max-width:36em;margin:24px auto;padding:0 16px";
  const body = paragraphs.map((paragraph) => `<p dir="auto">${markupText(oneLine(paragraph))}</p>`).join("");
  const link = action
    ? `<p dir="auto"><a href="${markupText(action.url)}">${markupText(action.label)}</a></p>`
    : "";
  const { tag, direction } = language;
  return `<!doctype html><html lang="${markupText(tag)}" dir="${direction}"><body><div style="${style}">${body}${link}</div></body></html>`;
}

/** As it waits on disk: attachments are bytes, which JSON does not know. */
export const packLetter = (letter: Letter): Buffer =>
  Buffer.from(
    JSON.stringify({
      ...letter,
      language: letter.language && { tag: letter.language.tag, direction: letter.language.direction },
      attachments: (letter.attachments ?? []).map(({ content, ...rest }) => ({
        ...rest,
        content: Buffer.from(content).toString("base64"),
      })),
    }),
  );

/** @param bytes as `packLetter` has made them */
export function unpackLetter(bytes: Buffer): Letter {
  const letter = JSON.parse(bytes.toString()) as Omit<Letter, "attachments"> & {
    attachments: { name: string; type: string; content: string }[];
  };
  const attachments = letter.attachments.map(({ content, ...rest }) => ({
    ...rest,
    content: Buffer.from(content, "base64"),
  }));
  return { ...letter, attachments };
}
