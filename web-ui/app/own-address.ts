/** Where to go after signing in: an address of this app alone, as the browser itself reads it. */

/**
 * @param origin of the app
 * @returns path, query and fragment; undefined for what leads elsewhere, or back to the door
 */
export function ownAddress(wanted: unknown, origin: string): string | undefined {
  if (typeof wanted !== "string" || !URL.canParse(wanted, origin)) return undefined;
  const { origin: of, pathname, search, hash } = new URL(wanted, origin);
  if (of !== origin || pathname.startsWith("//") || /^\/sign-in\/*$/i.test(pathname)) return undefined;
  return pathname + search + hash;
}
