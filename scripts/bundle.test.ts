import { beforeAll, expect, test } from "bun:test";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildWeb } from "./build-web.ts";

const out = join(import.meta.dir, "../dist/web-ui");
beforeAll(async () => {
  if (!existsSync(join(out, "index.html"))) await buildWeb();
});

/** The scripts that a browser loads before anything is shown: the entry and what it imports at once. */
function firstScripts(): Set<string> {
  const page = readFileSync(join(out, "index.html"), "utf8");
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    const source = readFileSync(join(out, path), "utf8");
    for (const [, imported = ""] of source.matchAll(/(?:from|import)\s*"([^"]+\.js)"/g))
      visit(imported.startsWith("/") ? imported : join("/assets", imported));
  };
  visit(/src="([^"]+\.js)"/.exec(page)?.[1] ?? "");
  return found;
}

test("[UX-01] the first scripts weigh at most 250 kB compressed", () => {
  const bytes = [...firstScripts()].reduce((sum, path) => sum + statSync(join(out, `${path}.gz`)).size, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(250_000);
});
