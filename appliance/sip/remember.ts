/** Longer texts are asked about anew: what is remembered holds on to its text. */
const longest = 256;

/** Remembers what a pure function said of the last texts: messages are asked about the same few again and again. */
export function remember<Result>(most: number, ask: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const result = ask(text);
    if (text.length > longest) return result;
    if (known.size >= most) known.clear();
    known.set(text, result);
    return result;
  };
}
