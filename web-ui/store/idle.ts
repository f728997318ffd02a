/** Resolves when the browser has nothing more urgent to do, after a second at the latest. */
export const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(() => resolve(), { timeout: 1000 });
    else setTimeout(resolve, 300); // Safari
  });
