/** Builds the web UI into dist/web-ui: hashed names, gzip beside each asset, the page's template. */
import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

const root = join(import.meta.dir, "..");
const out = join(root, "dist/web-ui");

/** Inter's Latin and extended faces; the other alphabets fall back to the system's. */
const keptFonts = /inter-latin(-ext)?-wght-normal/;

export async function buildWeb(): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const result = await Bun.build({
    entrypoints: [join(root, "web-ui/app/main.tsx")],
    outdir: join(out, "assets"),
    publicPath: "/assets/",
    target: "browser",
    minify: true,
    splitting: true,
    naming: { entry: "[name]-[hash].[ext]", chunk: "[name]-[hash].[ext]", asset: "[name]-[hash].[ext]" },
    define: { "process.env.NODE_ENV": '"production"' },
  });
  if (!result.success) throw new AggregateError(result.logs, "the web UI does not build");

  const entry = result.outputs.find(({ kind }) => kind === "entry-point")?.path ?? "";
  const styles =
    result.outputs.find(({ path }) => path.endsWith(".css") && basename(path).startsWith("main"))?.path ?? "";
  const page = (await Bun.file(join(root, "web-ui/index.html")).text())
    .replace("%styles%", `/assets/${basename(styles)}`)
    .replace("%script%", `/assets/${basename(entry)}`);
  await Bun.write(join(out, "index.html"), page);
  cpSync(join(root, "web-ui/public"), out, { recursive: true });
  for (const name of readdirSync(join(out, "assets"))) {
    const path = join(out, "assets", name);
    if (name.startsWith("inter-") && !keptFonts.test(name)) rmSync(path);
    else if (/\.(js|css)$/.test(name))
      await Bun.write(`${path}.gz`, Bun.gzipSync(await Bun.file(path).bytes(), { level: 9 }));
  }
}

if (import.meta.main) await buildWeb();
