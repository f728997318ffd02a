/** What many clients are told of at once and ask about: each at a moment of its own, and once for all that comes until then. */

/** @param most milliseconds until `run`, at the longest */
export function joined(run: () => void, most: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    want(): void {
      timer ??= setTimeout(() => {
        timer = undefined;
        run();
      }, Math.random() * most);
    },
    close: () => clearTimeout(timer),
  };
}
