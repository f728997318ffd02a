/** Draws what callers see on hold where nobody has chosen a picture, and writes it where `calling` finds it. */
import { join } from "node:path";
import { openBrowser } from "./peers/browser.ts";

const root = join(import.meta.dir, "..");
const built = await Bun.build({
  entrypoints: [join(root, "web-ui/admin/telephony/still-picture.ts")],
  format: "esm",
});
const script = await built.outputs[0]?.text();
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: ({ url }) =>
    url.endsWith(".js")
      ? new Response(script, { headers: { "Content-Type": "text/javascript" } })
      : new Response("<!doctype html>", { headers: { "Content-Type": "text/html" } }),
});
const browser = await openBrowser();
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.port}/`); // a secure context, as WebCodecs wants
const { stills } = await page.evaluate(async (from) => {
  const { encodePicture, drawWaiting } = await import(from);
  return encodePicture(drawWaiting);
}, "/still.js");
await browser.close();
await server.stop(true);
const lines = (stills as { codec: string; height: number; frames: string[] }[]).map(
  ({ codec, height, frames }) =>
    `  { codec: "${codec}", height: ${height}, frames: [${frames.map((frame) => `of("${frame}")`).join(", ")}] },`,
);
await Bun.write(
  join(root, "appliance/calling/sounds/standard-hold-picture.ts"),
  [
    "/** Two bars on a dark ground: what scripts/draw-hold-picture.ts made. */",
    'import type { StillPicture } from "../media/index.ts";',
    "",
    "const of = (text: string) => Uint8Array.fromBase64(text);",
    "",
    "export const standardHoldPicture: readonly StillPicture[] = [",
    ...lines,
    "];",
    "",
  ].join("\n"),
);
