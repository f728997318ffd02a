/** The composer's text and the message's body: names that were picked become links to the people. */

/** Names in the text, by the person they mean; `all` for everybody. */
export type Mentioned = ReadonlyMap<string, string>;

/** `@Maria Keller` becomes `[@Maria Keller](mention:<id>)`; the longest names first, so that none is cut. */
export function toBody(text: string, mentioned: Mentioned): string {
  const labels = [...mentioned].sort(([, a], [, b]) => b.length - a.length);
  return labels.reduce(
    (body, [id, label]) =>
      body
        .split(/(\[[^\]]*\]\(mention:[\w-]+\))/)
        .map((part) => (part.startsWith("[") ? part : part.replaceAll(label, `[${label}](mention:${id})`)))
        .join(""),
    text.trim(),
  );
}

/** The other way: what is shown in the composer, and whom the names in it mean. */
export function fromBody(body: string): { text: string; mentioned: Map<string, string> } {
  const mentioned = new Map<string, string>();
  const text = body.replace(/\[(@[^\]]+)\]\(mention:([\w-]+)\)/g, (_whole, label: string, id: string) => {
    mentioned.set(id, label);
    return label;
  });
  return { text, mentioned };
}

/** What is being typed after an @, at the end of the text before the caret; undefined when nothing is. */
export const mentionAt = (text: string, caret: number): string | undefined =>
  /(?:^|\s)@([\p{L}\p{N}._-]{0,30})$/u.exec(text.slice(0, caret))?.[1];

interface Selection {
  text: string;
  from: number;
  to: number;
}

/** Puts marks around what is selected, or takes them away again. */
export function wrapped({ text, from, to }: Selection, mark: string): Selection {
  const inside = text.slice(from, to);
  const has = text.slice(from - mark.length, from) === mark && text.slice(to, to + mark.length) === mark;
  if (has)
    return {
      text: text.slice(0, from - mark.length) + inside + text.slice(to + mark.length),
      from: from - mark.length,
      to: to - mark.length,
    };
  return {
    text: text.slice(0, from) + mark + inside + mark + text.slice(to),
    from: from + mark.length,
    to: to + mark.length,
  };
}

/** Puts a prefix before every line of the selection, as lists and quotations have. */
export function prefixed({ text, from, to }: Selection, prefix: (line: number) => string): Selection {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const lines = text.slice(start, to).split("\n");
  const changed = lines.map((line, index) => prefix(index) + line).join("\n");
  return { text: text.slice(0, start) + changed + text.slice(to), from: start, to: start + changed.length };
}

/** By the command that asks for it. */
export const formats = {
  "composer.bold": (selection: Selection) => wrapped(selection, "**"),
  "composer.italic": (selection: Selection) => wrapped(selection, "_"),
  "composer.strike": (selection: Selection) => wrapped(selection, "~~"),
  "composer.code": (selection: Selection) => wrapped(selection, "`"),
  "composer.block": (selection: Selection) => wrapped(selection, "\n```\n"),
  "composer.numbers": (selection: Selection) => prefixed(selection, (line) => `${line + 1}. `),
  "composer.bullets": (selection: Selection) => prefixed(selection, () => "- "),
  "composer.quotation": (selection: Selection) => prefixed(selection, () => "> "),
} as const;
