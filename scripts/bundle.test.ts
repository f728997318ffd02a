import { beforeAll, expect, test } from "bun:test";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildWeb } from "./build-web.ts";
import { entryOf, withImports } from "./web-imports.ts";

const out = join(import.meta.dir, "../dist/web-ui");
beforeAll(async () => {
  if (!existsSync(join(out, "index.html"))) await buildWeb();
});

test("[UX-01] the first scripts weigh at most 250 kB compressed", () => {
  const bytes = [...withImports(out, entryOf(readFileSync(join(out, "index.html"), "utf8")))].reduce(
    (sum, path) => sum + statSync(join(out, `${path}.gz`)).size,
    0,
  );
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(250_000);
});
