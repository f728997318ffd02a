/** Serves the built web UI: pages with a fresh nonce, assets by hashed name, compressed once at build. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Hono } from "hono";
import { contentSecurityPolicy, type HttpEnv, httpErrors } from "./http.ts";

const types: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  woff2: "font/woff2",
  svg: "image/svg+xml",
  png: "image/png",
  json: "application/json",
  webmanifest: "application/manifest+json",
  wasm: "application/wasm",
};

/** Workers have policies of their own: those that open what people send reach nobody, the appliance neither. */
const workerPolicies: Readonly<Record<string, string>> = {
  "/service-worker.js": "default-src 'none'; connect-src 'self'",
  "/assets/pdf.worker.min.mjs": "default-src 'none'",
  "/assets/office.worker.js": "default-src 'none'",
  "/assets/heic.worker.js": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
};

interface Asset {
  path: string;
  type: string;
  gzip: boolean;
}

/** Addresses of the appliance: what is not there is nothing, and no page. */
const elsewhere = /^\/(app|sip|phones|metrics)(\/|$)/;

/** Reads the folder once; nothing outside its listing can be asked for. */
function listAssets(folder: string): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const name of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : []) {
    const path = join(folder, name);
    if (name.endsWith(".gz") || name.endsWith(".html") || statSync(path).isDirectory()) continue;
    const type = types[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    assets.set(`/${name}`, { path, type, gzip: existsSync(`${path}.gz`) });
  }
  return assets;
}

/** @param folder what `scripts/build-web.ts` wrote; index.html holds `%nonce%` where the nonce goes */
export function staticRoutes(folder: string): Hono<HttpEnv> {
  const assets = listAssets(folder);
  const indexFile = join(folder, "index.html");
  const page = existsSync(indexFile) ? readFileSync(indexFile, "utf8") : undefined;
  return new Hono<HttpEnv>().get("*", (c) => {
    const asset = assets.get(c.req.path);
    if (asset) {
      const compressed = asset.gzip && /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
      const headers = new Headers({ "Content-Type": asset.type, Vary: "Accept-Encoding" });
      const hashed = /-[a-z0-9]{8}\.\w+$/.test(asset.path);
      headers.set("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
      const policy = workerPolicies[c.req.path];
      if (policy) headers.set("Content-Security-Policy", policy);
      if (compressed) headers.set("Content-Encoding", "gzip");
      return new Response(Bun.file(compressed ? `${asset.path}.gz` : asset.path), { headers });
    }
    const lastSegment = c.req.path.slice(c.req.path.lastIndexOf("/"));
    if (page === undefined || lastSegment.includes(".") || elsewhere.test(c.req.path))
      throw httpErrors("not-found");
    const nonce = c.get("nonce");
    c.header("Content-Security-Policy", contentSecurityPolicy(nonce));
    c.header("Cache-Control", "no-cache");
    return c.html(page.replaceAll("%nonce%", nonce));
  });
}
