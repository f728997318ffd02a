/** What is typed between the key that opens a field and the field being there: it belongs into the field. */
export class TypedAhead {
  #text = "";
  #listening = false;

  /** Keeps what is typed from whatever has the focus now. */
  begin(): void {
    this.#text = "";
    if (this.#listening) return;
    this.#listening = true;
    addEventListener("keydown", this.#onKeyDown, { capture: true });
  }

  /** What was typed; from now on keys go where the focus is. */
  take(): string {
    this.#listening = false;
    removeEventListener("keydown", this.#onKeyDown, { capture: true });
    const typed = this.#text;
    this.#text = "";
    return typed;
  }

  #onKeyDown = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey, isComposing } = event;
    if (ctrlKey || metaKey || altKey || isComposing) return;
    if (key === "Backspace") this.#text = this.#text.slice(0, -1);
    else if (key.length === 1) this.#text += key;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
