/** From key presses to commands: single keys, keys with modifiers, and two keys one after the other. */

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  /** KeyboardEvent.code */
  code?: string;
}

/** Milliseconds in which the second of two keys is waited for. */
export const sequenceWithin = 1200;

/** As in a command's keys: `mod+k`, `alt+arrowup`, `G`, `?`. Shift is named only where the key does not say it. */
export function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey, code = "" }: Press): string {
  const named = key.length > 1;
  const modified = ctrlKey || metaKey || altKey;
  return [
    ...(ctrlKey || metaKey ? ["mod"] : []),
    ...(altKey ? ["alt"] : []),
    ...(shiftKey && (named || modified) ? ["shift"] : []),
    named ? key.toLowerCase() : modified ? itself(key, code).toLowerCase() : key,
  ].join("+");
}

/** With a modifier the key itself counts, whatever it would write: on many keyboards Shift+7 is a sign of its own. */
const itself = (key: string, code: string): string =>
  /^[a-z0-9]$/i.test(key) ? key : (/^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? key);

/** Whether a press means letters for a field or tools of a whiteboard, so that single keys are no commands. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest(".board-canvas") !== null);

/** Remembers the first key of a sequence for a moment. */
export class KeySequence {
  readonly #known: ReadonlyMap<string, string>;
  readonly #firsts: ReadonlySet<string>;
  #first: { name: string; at: number } | undefined;

  constructor(commands: readonly { id: string; keys: string }[]) {
    const withKeys = commands.filter(({ keys }) => keys !== "");
    this.#known = new Map(withKeys.map(({ id, keys }) => [keys, id]));
    this.#firsts = new Set(
      withKeys.flatMap(({ keys }) => (keys.includes(" ") ? [keys.split(" ")[0] ?? ""] : [])),
    );
  }

  /** The command that this press completes; "begun" when another key is waited for. */
  press(name: string, at: number): string | "begun" | undefined {
    const first = this.#first;
    this.#first = undefined;
    if (first && at - first.at < sequenceWithin) {
      const id = this.#known.get(`${first.name} ${name}`);
      if (id) return id;
    }
    if (this.#firsts.has(name)) {
      this.#first = { name, at };
      return "begun";
    }
    return this.#known.get(name);
  }
}

const signs: Readonly<Record<string, string>> = {
  arrowup: "↑",
  arrowdown: "↓",
  enter: "↵",
  escape: "Esc",
  alt: "Alt",
  shift: "⇧",
};

/** The parts of a command's keys as they are printed on keys, each step a list. */
export function printed(keys: string, mac: boolean): string[][] {
  const sign = (part: string) =>
    part === "mod" ? (mac ? "⌘" : "Ctrl") : (signs[part] ?? (part.length === 1 ? part : part));
  return keys.split(" ").map((step) => step.split("+").map((part) => (part === "" ? "+" : sign(part))));
}
