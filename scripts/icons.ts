/** Draws the app's icons from web-ui/public/icon.svg: for the browser, for a home screen, and one to be masked. */
import { join } from "node:path";
import { openBrowser } from "./peers/browser.ts";

const folder = join(import.meta.dir, "../web-ui/public");
const svg = await Bun.file(join(folder, "icon.svg")).text();

/** Name → pixels, and what lies behind the drawing. */
const icons = {
  "icon-192": { size: 192, ground: "transparent" },
  "icon-512": { size: 512, ground: "transparent" },
  /** To the edges: the system cuts its own shape out of these, and the flame is in their safe zone. */
  "icon-maskable-512": { size: 512, ground: "#e4572e" },
  "icon-apple-180": { size: 180, ground: "#e4572e" },
};

const browser = await openBrowser();
for (const [name, { size, ground }] of Object.entries(icons)) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  await page.setContent(
    `<body style="margin:0;height:100vh;display:grid;place-items:center;background:${ground}">
      <img src="${source}" style="width:100%">`,
  );
  await page.locator("img").evaluate((image: HTMLImageElement) => image.decode());
  await page.screenshot({ path: join(folder, `${name}.png`), omitBackground: true });
  await page.close();
}
await browser.close();
