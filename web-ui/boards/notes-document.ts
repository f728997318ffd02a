/** The text of notes as several people write it at once: a sequence that merges alike everywhere (Yjs). */
import {
  applyUpdate,
  ContentString,
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromTypeIndex,
  Doc,
  encodeStateAsUpdate,
  mergeUpdates,
  type RelativePosition,
  UndoManager,
} from "yjs";
import { fromBase64Url, toBase64Url } from "../crypto/encoding.ts";

/** As it lies encrypted in the log: a Yjs update, base64url. */
export interface NotesChange {
  update: string;
}

/** A place that stays between the same letters, whatever others write. */
export type Place = RelativePosition;

/** Throws where it is none: any member may have put it there. */
function updateOf(change: unknown): Uint8Array {
  if (typeof change !== "object" || change === null || !("update" in change))
    throw new Error("no change of notes");
  return fromBase64Url(String(change.update));
}

const isLeading = (code: number) => code >= 0xd800 && code < 0xdc00;
const isTrailing = (code: number) => code >= 0xdc00 && code < 0xe000;

/** What was put in place of what: the smallest piece that differs, with whole characters at both ends. */
export function differenceOf(before: string, after: string, caret: number) {
  const shorter = Math.min(before.length, after.length);
  let end = 0;
  const mostEnd = Math.min(shorter, after.length - caret); // what stands behind the caret was not typed
  while (end < mostEnd && before.at(-1 - end) === after.at(-1 - end)) end++;
  if (end > 0 && isTrailing(after.charCodeAt(after.length - end))) end--;
  let start = 0;
  while (start < shorter - end && before[start] === after[start]) start++;
  if (start > 0 && isLeading(after.charCodeAt(start - 1))) start--;
  return {
    at: start,
    removed: before.length - end - start,
    inserted: after.slice(start, after.length - end),
  };
}

const typed = "typed";
const received = "received";

export class NotesDocument {
  readonly #doc = new Doc();
  readonly #text = this.#doc.getText("notes");
  readonly #undo = new UndoManager(this.#text, { trackedOrigins: new Set([typed]) });
  #unsent: Uint8Array[] = [];
  /** Where the last typing ended. */
  #typedUpTo = 0;

  /** @param onOwn is told that there is something to take */
  constructor(onOwn: () => void = () => {}) {
    this.#doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === received) return;
      this.#unsent.push(update);
      onOwn();
    });
  }

  get text(): string {
    return this.#text.toString();
  }

  /** @param caret where in `after` the typing has ended */
  type(after: string, caret: number): void {
    const { at, removed, inserted } = differenceOf(this.text, after, caret);
    if (at + removed !== this.#typedUpTo) this.#undo.stopCapturing(); // elsewhere: a step of its own
    this.#typedUpTo = at + inserted.length;
    this.#doc.transact(() => {
      if (removed > 0) this.#text.delete(at, removed);
      if (inserted !== "") this.#text.insert(at, inserted);
    }, typed);
  }

  undo(): void {
    this.#undo.undo();
  }

  redo(): void {
    this.#undo.redo();
  }

  /** What others wrote. Changes nothing where it is no change of notes. */
  receive(change: unknown): void {
    try {
      applyUpdate(this.#doc, updateOf(change), received);
    } catch {
      // Nobody's notes end at it.
    }
    this.#keepLetters();
  }

  /** What was written here since the last time; undefined where nothing was. */
  takeOwn(): NotesChange | undefined {
    if (this.#unsent.length === 0) return undefined;
    const update = mergeUpdates(this.#unsent);
    this.#unsent = [];
    return { update: toBase64Url(update) };
  }

  everything(): NotesChange {
    return { update: toBase64Url(encodeStateAsUpdate(this.#doc)) };
  }

  placeOf(index: number): Place {
    return createRelativePositionFromTypeIndex(this.#text, index);
  }

  indexOf(place: Place): number {
    return createAbsolutePositionFromRelativePosition(place, this.#doc)?.index ?? this.text.length;
  }

  /**
   * Notes are letters: whatever else a client may put among them would shift every place behind it, and a carriage
   * return is another line end in a text field than it is here.
   */
  #keepLetters(): void {
    if (this.#text.length === this.text.length && !this.text.includes("\r")) return;
    this.#doc.transact((transaction) => {
      for (let item = this.#text._start; item; item = item.right)
        if (!item.deleted && item.countable && !(item.content instanceof ContentString))
          item.delete(transaction);
      for (let at = this.text.lastIndexOf("\r"); at >= 0; at = this.text.lastIndexOf("\r"))
        this.#text.delete(at, 1);
    });
  }
}
