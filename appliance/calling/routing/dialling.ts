/** Codes before a number: as which line it is called, and whether whoever is called outside sees the number. */

export interface Dialling {
  number: string;
  /** Number of the shared line that calls (CA-17). */
  line: string | undefined;
  /** For this call alone (CA-11). */
  callerId: "own" | "hidden" | undefined;
}

const codes = { "*67": "hidden", "*82": "own" } as const;
const asLine = /^\*5(\d{2,10})\*(.+)$/;

/**
 * `*67` hides, `*82` shows, `*5` and a line's number and `*` calls as the line; in any order, each once.
 * @param isExtension whether somebody has this number: `*8` and an extension that begins with 2 is a pickup
 */
export function readDialling(dialled: string, isExtension: (number: string) => boolean): Dialling {
  if (dialled.startsWith("*82") && isExtension(dialled.slice(2)))
    return { number: dialled, line: undefined, callerId: undefined };
  const read: Dialling = { number: dialled, line: undefined, callerId: undefined };
  for (let turn = 0; turn < 2; turn++) {
    const code = read.number.slice(0, 3);
    const callerId = code === "*67" || code === "*82" ? codes[code] : undefined;
    if (callerId && read.callerId === undefined && read.number.length > 3) {
      read.callerId = callerId;
      read.number = read.number.slice(3);
    }
    const line = read.line === undefined ? asLine.exec(read.number) : null;
    if (line) [, read.line, read.number] = line as unknown as [string, string, string];
  }
  return read;
}
