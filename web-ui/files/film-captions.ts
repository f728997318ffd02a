/** Captions of a film: files of its space that are called as it is, in WebVTT or SubRip. */
import { downloadFile } from "../crypto/files.ts";
import type { Session } from "../store/session.ts";
import { findFiles } from "./find-files.ts";
import { stackVersions } from "./versions.ts";

export interface FilmCaptions {
  id: string;
  /** A language tag (BCP 47); "" where the name says none. */
  language: string;
  /** WebVTT. */
  blob: Blob;
}

/** More than hours of talk have. */
const largest = 2 * 1024 * 1024;
const most = 12;

/** A name without its ending. */
const stemOf = (name: string): string => name.replace(/\.[^.]+$/, "");

/**
 * The language of the captions in a file of this name, "" where the name says none: `talk.vtt` and `talk.de.srt`
 * belong to `talk.mp4`. Undefined for a file that holds no captions of the film.
 */
export function captionsLanguage(film: string, name: string): string | undefined {
  const stem = stemOf(film).toLowerCase();
  if (!name.toLowerCase().startsWith(`${stem}.`)) return undefined;
  const ending = /^(?:\.([a-z]{2,3}(?:-[a-z0-9]{2,8})*))?\.(?:vtt|srt)$/i.exec(name.slice(stem.length));
  return ending ? (ending[1] ?? "") : undefined;
}

/** WebVTT as it is; SubRip has other marks of time and no first line. What is neither shows nothing. */
export function toWebVtt(text: string): string {
  const plain = text.replace(/^\uFEFF/, "");
  if (plain.startsWith("WEBVTT")) return plain;
  return `WEBVTT\n\n${plain.replace(/(\d{2}:\d{2}:\d{2}),(\d{3})/g, "$1.$2")}`;
}

/** Of each name the newest version. */
export async function captionsOf(session: Session, space: string, film: string): Promise<FilmCaptions[]> {
  const { files } = await findFiles(
    session,
    { space, text: stemOf(film), type: "all" },
    Number.MAX_SAFE_INTEGER,
  );
  const found = stackVersions(files).flatMap(({ newest: { file } }) => {
    const language = captionsLanguage(film, file.name);
    return language === undefined || file.size > largest ? [] : [{ file, language }];
  });
  return Promise.all(
    found.slice(0, most).map(async ({ file, language }) => {
      const webVtt = toWebVtt(await (await downloadFile(file)).text());
      return { id: file.id, language, blob: new Blob([webVtt], { type: "text/vtt" }) };
    }),
  );
}
