/** A real Chromium for tests, with a fake camera and microphone. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const executable = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);

const flags = [
  "--no-sandbox",
  "--ignore-certificate-errors", // as where the box's authority is installed: else there are no service workers
  "--disable-gpu",
  "--in-process-gpu", // there is none, and a process for it takes an eighth of all that browsers compute
  "--disable-dev-shm-usage",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--auto-accept-this-tab-capture",
  "--auto-select-desktop-capture-source=Entire screen",
  `--disable-features=${[
    "WebRtcHideLocalIpsWithMdns",
    // What a window's address bar would show takes a second of a core for each visitor.
    ...["AimEnabled", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"],
    ...["MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints"],
  ]}`,
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
];

/**
 * @param more further flags, as in `--use-file-for-fake-audio-capture=tone.wav`
 * @param netns the network namespace that it runs in; the test's own when left out
 */
export async function openBrowser(more: readonly string[] = [], netns?: string): Promise<Browser> {
  if (!executable) throw new Error("Chromium is missing: scripts/install-peers installs it.");
  const executablePath = netns ? launcherWithin(netns, executable) : executable;
  return chromium.launch({ executablePath, headless: true, args: [...flags, ...more] });
}

/** A command that runs Chromium in a network namespace, whatever it is given. */
function launcherWithin(netns: string, chromiumPath: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "hearth-chromium-")), "chromium");
  writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${netns} ${chromiumPath} "$@"\n`, { mode: 0o755 });
  return path;
}

export interface Visitor {
  context: BrowserContext;
  page: Page;
  /** What the page complained about so far: errors of scripts, of the console, of the page's policy. */
  complaints: string[];
}

export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

/** A person at a browser of their own, whose cookies are shared with nobody. */
export async function visitor(
  browser: Browser,
  baseURL: string,
  options: {
    viewport?: { width: number; height: number };
    colorScheme?: "light" | "dark";
    hasTouch?: boolean;
    /** BCP 47 tag of the language that the browser asks for. */
    locale?: string;
  } = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL,
    ignoreHTTPSErrors: true,
    viewport: desktop,
    locale: "en-GB",
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // The machine's: another test has made a network, and the app asks again.
    if (message.type() !== "error" || message.text().includes("ERR_NETWORK_CHANGED")) return;
    complaints.push(`${message.text()} ${message.location().url}`);
  });
  return { context, page, complaints };
}

/**
 * Resolves with how many frames each shown video has decoded, once all `count` of them move. Several browsers
 * that encode and decode on two cores may need their time.
 */
export const movingVideos = (page: Page, count: number) =>
  page.waitForFunction(
    (wanted) => {
      const videos = [...document.querySelectorAll("video")].filter(({ videoWidth }) => videoWidth > 0);
      const frames = videos.map((video) => video.getVideoPlaybackQuality().totalVideoFrames);
      return frames.length >= wanted && frames.every((total) => total > 15) && frames;
    },
    count,
    { timeout: 45_000 },
  );

/** The files under a folder, with a word that lies in them in the clear: for tests that none does. */
export function filesWith(folder: string, words: readonly string[]): [file: string, word: string][] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
  if (files.length < 4) throw new Error(`${folder} is no appliance's folder`);
  return files.flatMap((path) => {
    const bytes = readFileSync(path);
    return words.filter((word) => bytes.includes(word)).map((word) => [path, word] as [string, string]);
  });
}
