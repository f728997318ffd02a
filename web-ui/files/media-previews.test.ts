/** Sound, film and pictures of the web in the preview: made by a browser, shared, and really decoded. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { tone } from "../../appliance/calling/sounds/speech.ts";
import { writeWave } from "../../appliance/calling/sounds/wave.ts";
import { type Administration, openAdministration } from "../../scripts/peers/administration.ts";
import { createSpace } from "../../scripts/peers/steps.ts";

let house: Administration;

beforeAll(async () => {
  house = await openAdministration();
  await createSpace(house.admin.page, "Studio", []);
}, 60_000);
afterAll(() => house?.dispose());

const share = async (name: string, mimeType: string, buffer: Buffer) => {
  const { page } = house.admin;
  await page.locator('input[type="file"]').first().setInputFiles({ name, mimeType, buffer });
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const card = page.getByRole("log").getByRole("button", { name: `Preview of ${name}` });
  await card.click();
  return page.getByRole("dialog", { name });
};
const close = async () => {
  await house.admin.page.keyboard.press("Escape");
  await house.admin.page.getByRole("dialog").waitFor({ state: "detached" });
};

/** A second of a moving square, as this browser films it. */
const film = async (): Promise<Buffer> => {
  const base64 = await house.admin.page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 160;
    canvas.height = 120;
    const pen = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm;codecs=vp8" });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const ended = new Promise((resolve) => {
      recorder.onstop = resolve;
    });
    recorder.start();
    for (let frame = 0; frame < 30; frame++) {
      pen?.clearRect(0, 0, 160, 120);
      pen?.fillRect(frame * 4, 40, 40, 40);
      await new Promise(requestAnimationFrame);
    }
    recorder.stop();
    await ended;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  });
  return Buffer.from(base64, "base64");
};
/** A red picture in the format. */
const picture = async (type: string): Promise<Buffer> => {
  const url = await house.admin.page.evaluate((format) => {
    const canvas = document.createElement("canvas");
    canvas.width = 64;
    canvas.height = 48;
    const pen = canvas.getContext("2d");
    if (pen) pen.fillStyle = "red";
    pen?.fillRect(0, 0, 64, 48);
    return canvas.toDataURL(format);
  }, type);
  expect(url).toStartWith(`data:${type}`);
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
};

test("[MS-10] sound is played in the preview", async () => {
  const dialog = await share("chime.wav", "audio/wav", Buffer.from(writeWave(tone(880, 1))));
  const player = dialog.locator("audio");
  await player.waitFor();
  await player.evaluate((sound: HTMLAudioElement) => sound.play());
  await player.evaluate(
    (sound: HTMLAudioElement) =>
      sound.ended || new Promise((resolve) => sound.addEventListener("ended", resolve, { once: true })),
  );
  expect(await player.evaluate((sound: HTMLAudioElement) => sound.duration)).toBeCloseTo(1, 1);
  await close();
}, 60_000);

test("[MS-10] film is played in the preview", async () => {
  const dialog = await share("walk.webm", "video/webm", await film());
  const player = dialog.locator("video");
  await player.waitFor();
  await player.evaluate(async (shown: HTMLVideoElement) => {
    await shown.play();
    await new Promise((resolve) => shown.requestVideoFrameCallback(resolve));
  });
  expect(await player.evaluate((shown: HTMLVideoElement) => [shown.videoWidth, shown.videoHeight])).toEqual([
    160, 120,
  ]);
  await close();
}, 60_000);

const subRip = "\uFEFF1\r\n00:00:00,000 --> 00:00:09,000\r\nGuten <i>Morgen</i>\r\n";

test("[UX-04] a film has the captions that lie beside it under its name, in each language", async () => {
  const page = house.admin.page;
  for (const [name, text] of [
    ["walk.de.srt", subRip],
    ["walk.vtt", "WEBVTT\n\n00:00.000 --> 00:09.000\nGood morning\n"],
    ["walk home.vtt", "WEBVTT\n\n00:00.000 --> 00:09.000\nof another film\n"],
  ] as const) {
    await share(name, "text/vtt", Buffer.from(text));
    await close();
  }
  await page.getByRole("log").getByRole("button", { name: "Preview of walk.webm" }).click();
  const player = page.getByRole("dialog", { name: "walk.webm" }).locator("video");
  await player.locator("track").nth(1).waitFor({ state: "attached" });
  const captions = await player.evaluate(async (film: HTMLVideoElement) => {
    const shown = [...film.querySelectorAll("track")].map(async (element) => {
      const loaded = new Promise((resolve, reject) => {
        element.onload = resolve;
        element.onerror = reject;
      });
      element.track.mode = "showing";
      await loaded;
      const [cue] = element.track.cues ?? [];
      return [element.kind, element.srclang, element.label, (cue as VTTCue).text];
    });
    return Promise.all(shown);
  });
  expect(captions.toSorted()).toEqual([
    ["captions", "", "Captions", "Good morning"],
    ["captions", "de", "German", "Guten <i>Morgen</i>"],
  ]);
  await close();
}, 60_000);

test("[MS-10] WebP is shown as it is, and plain text as text", async () => {
  const dialog = await share("red.webp", "image/webp", await picture("image/webp"));
  const image = dialog.getByRole("img", { name: "red.webp" });
  await image.waitFor();
  const colour = await image.evaluate(async (element: HTMLImageElement) => {
    await element.decode();
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    pen?.drawImage(element, 0, 0);
    return [...(pen?.getImageData(20, 20, 1, 1).data ?? [])];
  });
  expect(colour[0]).toBeGreaterThan(240);
  expect(colour[2]).toBeLessThan(20);
  await close();
  const text = await share("list.txt", "text/plain", Buffer.from("one\n<b>two</b>\n"));
  await text.getByText("<b>two</b>").waitFor();
  await close();
}, 60_000);
