/** Remembers what a pure function said of the last texts: one message is asked about the same few again and again. */
export function remember<Result>(most: number, ask: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= most) known.clear();
    const result = ask(text);
    known.set(text, result);
    return result;
  };
}
