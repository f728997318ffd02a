/** What the built scripts import at once: for the budget of the first load, and for the offline cache. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The script at `path` (as in `/assets/main-x.js`) and everything that it and those import statically. */
export function withImports(out: string, path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  const source = readFileSync(join(out, path), "utf8");
  for (const [, imported = ""] of source.matchAll(/(?:from|import)\s*"([^"]+\.js)"/g))
    withImports(out, imported.startsWith("/") ? imported : join("/assets", imported), found);
  return found;
}

/** The script that the page loads first. */
export const entryOf = (page: string): string => /src="([^"]+\.js)"/.exec(page)?.[1] ?? "";
