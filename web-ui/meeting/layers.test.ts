/** A receiver behind a narrow path: it gets a smaller picture, keeps the sound, and gets the large one back. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { desktop, openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { hearInBrowser, sayTone } from "../../scripts/peers/browser-sound.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { NarrowLink } from "../../scripts/peers/narrow-link.ts";
import { createSpace, openSpace, signIn } from "../../scripts/peers/steps.ts";

const people = ["Maria", "Jonas"].map((name) => ({
  name: `${name} Test`,
  email: `${name.toLowerCase()}@northwind.example`,
  password: "a long password",
}));

let box: TestAppliance;
let browser: Browser;
let sender: Page;
let receiver: Page;
let link: NarrowLink;

/** What the page receives comes by way of the link: the appliance's offers name its port instead. */
async function receiveThrough(page: Page, port: number): Promise<void> {
  await page.addInitScript((hop: number) => {
    const real = RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = function (
      this: RTCPeerConnection,
      description: RTCSessionDescriptionInit,
    ): Promise<void> {
      const { type, sdp = "" } = description;
      const rewritten =
        type === "offer" ? sdp.replace(/(a=candidate:\S+ 1 udp \d+ \S+) \d+/g, `$1 ${hop}`) : sdp;
      return Reflect.apply(real, this, [{ type, sdp: rewritten }]);
    };
  }, port);
}

interface Received {
  height: number;
  frames: number;
  soundLost: number;
  soundReceived: number;
}

const received = (page: Page): Promise<Received> =>
  page.evaluate(async () => {
    const { hearthTestConnections } = globalThis as unknown as { hearthTestConnections: RTCPeerConnection[] };
    const seen = { height: 0, frames: 0, soundLost: 0, soundReceived: 0 };
    for (const connection of hearthTestConnections)
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== "inbound-rtp") continue;
        if (report.kind === "video" && report.framesDecoded > 0) {
          seen.height = Math.max(seen.height, report.frameHeight ?? 0);
          seen.frames += report.framesDecoded;
        }
        if (report.kind === "audio") {
          seen.soundLost += report.packetsLost;
          seen.soundReceived += report.packetsReceived;
        }
      }
    return seen;
  });

/** Resolves with the seconds it took until the picture was as wanted; rejects with what was seen instead. */
async function pictureBecomes(wanted: (height: number) => boolean, within: number): Promise<number> {
  const started = performance.now();
  for (;;) {
    const { height } = await received(receiver);
    const seconds = (performance.now() - started) / 1000;
    if (wanted(height)) return seconds;
    if (seconds > within) throw new Error(`after ${within} s the picture is ${height} pixels high`);
    await receiver.waitForTimeout(100);
  }
}

beforeAll(async () => {
  box = await testAppliance();
  const [maria, jonas] = people;
  if (!maria || !jonas) throw new Error("nobody");
  const admin = new AppClient(box.url);
  await admin.setUp(box.setupCode ?? "", "Northwind", maria);
  await admin.admit(jonas);
  link = await NarrowLink.open(box.rooms.media.webrtcPorts[0] ?? 0);
  browser = await openBrowser();
  const pages = await Promise.all(
    people.map(async () => (await visitor(browser, box.url, { viewport: desktop })).page),
  );
  [sender, receiver] = pages as [Page, Page];
  await receiveThrough(receiver, link.port);
  for (const [index, page] of pages.entries()) {
    await sayTone(page, index === 0 ? 700 : 1100);
    const person = people[index];
    if (person) await signIn(page, person);
  }
  await createSpace(sender, "Launch", ["Jonas Test"]);
  await sender.getByRole("button", { name: "Meet" }).click();
  await openSpace(receiver, "Launch");
  await receiver.getByRole("button", { name: "Join" }).click();
  await sender.getByText("2 here").waitFor();
  await sender.getByRole("button", { name: "Turn the camera on" }).click();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await link?.close();
  await box?.dispose();
});

describe("[MT-18] a receiver's path", () => {
  test("that is wide brings the picture that fills the tile", async () => {
    await pictureBecomes((height) => height >= 540, 25);
  }, 30_000);

  test("that narrows to 300 kbit/s with losses brings a small picture, and the sound stays", async () => {
    link.rate = 300_000;
    link.loss = 0.1;
    await pictureBecomes((height) => height > 0 && height <= 360, 5);
    await receiver.waitForTimeout(2000); // the queue of the large picture drains
    const before = await received(receiver);
    expect(await hearInBrowser(receiver, 700, 0.5)).toBeGreaterThanOrEqual(0.5);
    await receiver.waitForTimeout(4000);
    const after = await received(receiver);
    expect(after.frames).toBeGreaterThan(before.frames + 20);
    const lost = after.soundLost - before.soundLost;
    expect(lost / (lost + after.soundReceived - before.soundReceived)).toBeLessThan(0.2);
  }, 40_000);

  test("that is wide again brings the large picture back", async () => {
    link.rate = Number.POSITIVE_INFINITY;
    link.loss = 0;
    await pictureBecomes((height) => height >= 540, 30);
  }, 40_000);

  test("carries nothing of a picture that is not shown", async () => {
    await receiver.getByRole("button", { name: "Back to the messages" }).click();
    await pictureBecomes((height) => height <= 360, 10);
  }, 20_000);
});
