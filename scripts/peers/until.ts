/**
 * Looks again and again until it is so. Below the runner's own limit, so that what fails says what it waited for.
 * @param within milliseconds
 */
export async function until(isSo: () => boolean | Promise<boolean>, within = 20_000): Promise<void> {
  const deadline = Date.now() + within;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not so within ${within / 1000} s: ${isSo}`);
    await Bun.sleep(5);
  }
}
