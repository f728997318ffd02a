/** Builds the web UI into dist/web-ui: hashed names, gzip beside each asset, the page's template. */
import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { BunPlugin } from "bun";
import { entryOf, withImports } from "./web-imports.ts";

const root = join(import.meta.dir, "..");
const out = join(root, "dist/web-ui");
const assets = join(out, "assets");
/** The whiteboard's own style sheet and fonts: loaded from here, never from its makers' servers. */
const drawing = join(root, "node_modules/@excalidraw/excalidraw/dist/prod");
const fonts = join(root, "node_modules/@fontsource-variable/inter/files");

/** The drawing library falls back to fonts on its makers' server: it shall look only at ours. */
const ownFontsOnly: BunPlugin = {
  name: "own fonts only",
  setup(build) {
    build.onLoad({ filter: /@excalidraw\/excalidraw\/dist\/prod\/.*\.js$/ }, async ({ path }) => {
      const source = await Bun.file(path).text();
      const contents = source.replace(
        /return (\w+)\.push\(new URL\(\w+,\w+\.ASSETS_FALLBACK_URL\)\),\1/,
        "return $1",
      );
      return { contents, loader: "js" };
    });
  },
};

/** The Word viewer empties elements by writing HTML, which the page's Trusted Types refuse. */
const withoutHtmlWrites: BunPlugin = {
  name: "without HTML writes",
  setup(build) {
    build.onLoad({ filter: /docx-preview\/dist\/docx-preview\.mjs$/ }, async ({ path }) => {
      const source = await Bun.file(path).text();
      const contents = source
        .replaceAll('.innerHTML = "";', ".replaceChildren();")
        .replaceAll('.innerHTML = "&nbsp;"', '.textContent = "\\u00a0"');
      return { contents, loader: "js" };
    });
  },
};

/** Copies the fonts that a style sheet names, under hashed names, and names those instead. */
async function withFonts(css: string): Promise<string> {
  const copies = [...css.matchAll(/\/assets\/(inter-[\w-]+)\.woff2/g)].map(async ([url, name]) => {
    const bytes = await Bun.file(join(fonts, `${name}.woff2`)).bytes();
    const hashed = `${name}-${Bun.hash(bytes).toString(36).slice(0, 8)}.woff2`;
    await Bun.write(join(assets, hashed), bytes);
    return { url, hashed };
  });
  return (await Promise.all(copies)).reduce(
    (text, { url, hashed }) => text.replace(url, `/assets/${hashed}`),
    css,
  );
}

/** Views that open without a connection; the rest is kept when it was used once. */
const offlineViews =
  /^(account-menu|announcements|space|new-space|notices|push|call-card|emergency-notice|centre|flagged|people|calls|settings|files|tags|palette|shortcut-sheet|strangers|trouble)-/;

/** The service worker knows what the app needs to open; its name changes with any of it. */
async function buildServiceWorker(page: string): Promise<void> {
  const views = readdirSync(assets).filter((name) => offlineViews.test(name) && name.endsWith(".js"));
  const scripts = [entryOf(page), ...views.map((name) => `/assets/${name}`)];
  const styles = [...page.matchAll(/href="(\/assets\/[^"]+\.css)"/g)].map(([, path]) => path ?? "");
  const fonts = readdirSync(assets).filter((name) => /^inter-latin-[\w-]+\.woff2$/.test(name));
  const files = [
    ...new Set(scripts.flatMap((path) => [...withImports(out, path)])),
    ...styles,
    ...fonts.map((name) => `/assets/${name}`),
    ...readdirSync(join(root, "web-ui/public")).map((name) => `/${name}`),
  ].sort();
  const contents = await Promise.all(files.map((path) => Bun.file(join(out, path)).bytes()));
  const version = contents.reduce((seed, bytes) => Bun.hash(bytes, seed), Bun.hash(page)).toString(36);
  const result = await Bun.build({
    entrypoints: [join(root, "web-ui/offline/service-worker.ts")],
    outdir: out,
    target: "browser",
    format: "iife",
    minify: true,
    naming: "service-worker.js",
    define: { VERSION: JSON.stringify(version), FILES: JSON.stringify(files) },
  });
  if (!result.success) throw new AggregateError(result.logs, "the service worker does not build");
}

/** A worker that opens what people send: one file under a name of its own, by which it gets its policy. */
async function buildWorker(entry: string, naming: string): Promise<void> {
  const result = await Bun.build({
    entrypoints: [join(root, "web-ui/files", entry)],
    outdir: assets,
    target: "browser",
    format: "iife",
    minify: true,
    naming,
  });
  if (!result.success) throw new AggregateError(result.logs, `${naming} does not build`);
}

/** The decoder's own files lie beside ours as their makers made them, to be exchanged by who wants to (LGPL-3.0). */
function copyHeicDecoder(): void {
  for (const name of ["libheif.js", "libheif.wasm"])
    cpSync(join(root, "node_modules/libheif-js/libheif-wasm", name), join(assets, name));
}

export async function buildWeb(): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(assets, { recursive: true });
  const result = await Bun.build({
    entrypoints: [join(root, "web-ui/app/main.tsx")],
    outdir: assets,
    publicPath: "/assets/",
    target: "browser",
    minify: true,
    splitting: true,
    minChunkSize: 16_384,
    external: ["/assets/*"],
    naming: { entry: "[name]-[hash].[ext]", chunk: "[name]-[hash].[ext]", asset: "[name]-[hash].[ext]" },
    plugins: [ownFontsOnly, withoutHtmlWrites],
    define: { "process.env.NODE_ENV": '"production"', "process.env.IS_PREACT": '"false"' },
  });
  if (!result.success) throw new AggregateError(result.logs, "the web UI does not build");

  const entry = result.outputs.find(({ kind }) => kind === "entry-point")?.path ?? "";
  const styles =
    result.outputs.find(({ path }) => path.endsWith(".css") && basename(path).startsWith("main"))?.path ?? "";
  await Bun.write(styles, await withFonts(await Bun.file(styles).text()));
  const page = (await Bun.file(join(root, "web-ui/index.html")).text())
    .replace("%styles%", `/assets/${basename(styles)}`)
    .replace("%script%", `/assets/${basename(entry)}`);
  await Bun.write(join(out, "index.html"), page);
  cpSync(join(root, "web-ui/public"), out, { recursive: true });
  const pdfWorker = join(root, "node_modules/pdfjs-dist/build/pdf.worker.min.mjs");
  cpSync(pdfWorker, join(assets, "pdf.worker.min.mjs"));
  copyHeicDecoder();
  await buildWorker("heic/heic-worker.ts", "heic.worker.js");
  await buildWorker("office/office-worker.ts", "office.worker.js");
  for (const part of ["fonts", "index.css"])
    cpSync(join(drawing, part), join(assets, "excalidraw", part), { recursive: true });
  await buildServiceWorker(page);
  for (const name of readdirSync(assets))
    if (/\.(m?js|css|wasm)$/.test(name)) {
      const path = join(assets, name);
      const packed = Bun.gzipSync(await Bun.file(path).bytes(), { library: "libdeflate", level: 12 });
      await Bun.write(`${path}.gz`, packed);
    }
}

if (import.meta.main) await buildWeb();
