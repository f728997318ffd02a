/** Milliseconds between two looks: at first, and when it takes long, as looking takes time from what is waited for. */
const pace = { first: 5, slowest: 50 };

/**
 * Looks again and again until it is so. Below the runner's own limit, so that what fails says what it waited for.
 * @param within milliseconds
 * @param every milliseconds between two looks, where each takes long itself
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  within = 20_000,
  every?: number,
): Promise<void> {
  const began = Date.now();
  while (!(await isSo())) {
    const waited = Date.now() - began;
    if (waited > within) throw new Error(`not so within ${within / 1000} s: ${isSo}`);
    await Bun.sleep(every ?? Math.min(pace.slowest, pace.first + waited / 20));
  }
}
