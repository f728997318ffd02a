/** What is looked for in a PDF, what was found so far, and which of it one looks at. */
import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useMemo, useState } from "react";
import { type Hit, PdfWords } from "./pdf-find.ts";

export interface PdfFind {
  words: string;
  hits: readonly Hit[];
  /** Index of the hit that is looked at; -1 while there is none. */
  at: number;
  searching: boolean;
  look(words: string): void;
  /** The next one, or the one before; after the last comes the first. */
  move(by: 1 | -1): void;
}

const nothing = { hits: [] as readonly Hit[], at: -1, searching: false };

export function usePdfFind(document: PDFDocumentProxy | undefined): PdfFind {
  const pages = useMemo(() => document && new PdfWords(document), [document]);
  const [words, setWords] = useState("");
  const [found, setFound] = useState(nothing);
  useEffect(() => {
    let stopped = false;
    setFound({ ...nothing, searching: words.trim() !== "" });
    if (!pages || words.trim() === "") return;
    const add = (more: readonly Hit[]) =>
      setFound(({ hits, at, searching }) => ({ hits: [...hits, ...more], at: Math.max(0, at), searching }));
    const end = () => stopped || setFound((so) => ({ ...so, searching: false }));
    void pages.find(words, add, () => stopped).then(end);
    return () => {
      stopped = true;
    };
  }, [pages, words]);
  return {
    words,
    ...found,
    look: setWords,
    move: (by) =>
      setFound(({ hits, at, searching }) => ({
        hits,
        searching,
        at: hits.length === 0 ? -1 : (at + by + hits.length) % hits.length,
      })),
  };
}
