/** Milliseconds between two looks: at first, and when it takes long, as looking takes time from what is waited for. */
const pace = { first: 5, slowest: 50 };

/**
 * Looks again and again until it is so. Below the runner's own limit, so that what fails says what it waited for.
 * @param within milliseconds
 */
export async function until(isSo: () => boolean | Promise<boolean>, within = 20_000): Promise<void> {
  const began = Date.now();
  while (!(await isSo())) {
    const waited = Date.now() - began;
    if (waited > within) throw new Error(`not so within ${within / 1000} s: ${isSo}`);
    await Bun.sleep(Math.min(pace.slowest, pace.first + waited / 20));
  }
}
