import { beforeAll, expect, test } from "bun:test";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildWeb } from "./build-web.ts";
import { entryOf, withImports } from "./web-imports.ts";

const out = join(import.meta.dir, "../dist/web-ui");
beforeAll(async () => {
  if (!existsSync(join(out, "index.html"))) await buildWeb();
});

test("[UX-01] the first load is one script of at most 200 kB compressed", () => {
  const scripts = [...withImports(out, entryOf(readFileSync(join(out, "index.html"), "utf8")))];
  expect(scripts).toHaveLength(1);
  const bytes = statSync(join(out, `${scripts[0]}.gz`)).size;
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(200_000);
});
