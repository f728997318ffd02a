/** Between a text field and the notes: what is typed goes in, what others write appears, and the caret stays. */
import type { NotesDocument } from "./notes-document.ts";

export class NotesField {
  readonly #field: HTMLTextAreaElement;
  readonly #notes: NotesDocument;
  readonly #listening = new AbortController();
  /** Changes that wait for the end of a word that an input method still composes. */
  #held: unknown[] | undefined;

  constructor(field: HTMLTextAreaElement, notes: NotesDocument) {
    this.#field = field;
    this.#notes = notes;
    const { signal } = this.#listening;
    field.addEventListener("input", () => !this.#held && this.#typed(), { signal });
    field.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    field.addEventListener("beforeinput", (event) => this.#onHistory(event), { signal });
    field.addEventListener("compositionstart", () => (this.#held ??= []), { signal });
    field.addEventListener("compositionend", () => this.#composed(), { signal });
    field.value = notes.text;
  }

  receive(change: unknown): void {
    if (this.#held) this.#held.push(change);
    else this.#show(() => this.#notes.receive(change));
  }

  /** Takes what is in the field, also of a word that is still composed. */
  takeAll(): void {
    if (this.#held) this.#typed();
  }

  close(): void {
    this.#composed();
    this.#listening.abort();
  }

  #typed(): void {
    this.#notes.type(this.#field.value, this.#field.selectionEnd);
  }

  #composed(): void {
    if (!this.#held) return;
    const held = this.#held;
    this.#held = undefined;
    this.#typed();
    for (const change of held) this.receive(change);
  }

  /** The field's own history knows nothing of what others wrote, and would take it away. */
  #onKey(event: KeyboardEvent): void {
    if (event.altKey || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key === "z") this.#goBack(event, event.shiftKey);
    else if (key === "y" && !event.shiftKey) this.#goBack(event, true);
  }

  #onHistory(event: InputEvent): void {
    if (event.inputType === "historyUndo" || event.inputType === "historyRedo")
      this.#goBack(event, event.inputType === "historyRedo");
  }

  #goBack(event: Event, forwards: boolean): void {
    event.preventDefault();
    this.#show(() => (forwards ? this.#notes.redo() : this.#notes.undo()));
  }

  #show(change: () => void): void {
    const { selectionStart, selectionEnd, selectionDirection, scrollTop } = this.#field;
    const [start, end] = [selectionStart, selectionEnd].map((index) => this.#notes.placeOf(index));
    change();
    if (this.#field.value === this.#notes.text) return;
    this.#field.value = this.#notes.text;
    if (start && end)
      this.#field.setSelectionRange(this.#notes.indexOf(start), this.#notes.indexOf(end), selectionDirection);
    this.#field.scrollTop = scrollTop;
  }
}
