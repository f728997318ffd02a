/** Three Chromium and a telephone meet: everybody sees and hears the others; a screen is shared; the full are refused. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { Baresip } from "../../scripts/peers/baresip.ts";
import { movingVideos, openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { hearInBrowser, sayTone } from "../../scripts/peers/browser-sound.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { createSpace, openSpace, signIn } from "../../scripts/peers/steps.ts";
import { toneLevels } from "../../scripts/peers/tones.ts";

const people = ["Maria", "Jonas", "Aiko"].map((name) => ({
  name: `${name} Test`,
  email: `${name.toLowerCase()}@northwind.example`,
  password: "a long password",
}));
const tones = [700, 1100, 1900];

let box: TestAppliance;
let browser: Browser;
let phone: Baresip | undefined;
const visitors: Visitor[] = [];
const pages: Page[] = [];
let ids: string[] = [];

beforeAll(async () => {
  box = await testAppliance({ SIP__DOMAIN: "127.0.0.1", SIP__DIGEST_ALGORITHMS: "MD5" });
  const admin = new AppClient(box.url);
  const [first, ...others] = people;
  if (!first) throw new Error("nobody");
  const firstId = await admin.setUp(box.setupCode ?? "", "Northwind", first);
  const admitted = await Promise.all(others.map((person) => admin.admit(person)));
  ids = [firstId, ...admitted.map(({ id }) => id)];
  browser = await openBrowser();
  for (const [index, person] of people.entries()) {
    const guest = await visitor(browser, box.url, { viewport: { width: 800, height: 600 } });
    await sayTone(guest.page, tones[index] ?? 440);
    await signIn(guest.page, person);
    visitors.push(guest);
    pages.push(guest.page);
  }
}, 60_000);

afterAll(async () => {
  await phone?.stop();
  await browser?.close();
  await box?.dispose();
});

/** The page's next camera comes when the returned function is called, which resolves with what became of it. */
async function slowCamera(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    const wanted = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<MediaStream>();
    Object.assign(globalThis, { openCamera: wanted.resolve, camera: opened.promise });
    mediaDevices.getUserMedia = async (constraints) => {
      mediaDevices.getUserMedia = ask;
      await wanted.promise;
      const stream = await ask(constraints);
      opened.resolve(stream);
      return stream;
    };
  });
  return () =>
    page.evaluate(async () => {
      const page = globalThis as unknown as { openCamera(): void; camera: Promise<MediaStream> };
      page.openCamera();
      const [track] = (await page.camera).getTracks();
      await new Promise((resolve) => setTimeout(resolve)); // whoever asked has it
      return `${track?.readyState}`;
    });
}

describe("a meeting", () => {
  test("[MT-01] one presses Meet, the others join with one click", async () => {
    const [first, second, third] = pages;
    if (!first || !second || !third) throw new Error("three browsers are needed");
    await createSpace(first, "Launch", ["Jonas Test", "Aiko Test"]);
    await first.getByRole("button", { name: "Meet" }).click();
    await first.getByRole("region", { name: "Meeting in Launch" }).waitFor();
    for (const page of [second, third]) {
      await openSpace(page, "Launch");
      await page.getByRole("button", { name: "Join" }).click();
      await page.getByRole("region", { name: "Meeting in Launch" }).waitFor();
    }
    for (const page of pages) await page.getByText("3 here").waitFor();
  }, 60_000);

  test("[MT-02] each browser decodes the others' video and hears them", async () => {
    for (const page of pages) await page.getByRole("button", { name: "Turn the camera on" }).click();
    for (const page of pages) await movingVideos(page, 3);
    for (const [index, page] of pages.entries())
      for (const [other, hertz] of tones.entries())
        if (other !== index) expect(await hearInBrowser(page, hertz, 0.25)).toBeGreaterThanOrEqual(0.25);
  }, 90_000);

  test("[MT-03] a shared screen is seen by the others", async () => {
    const [first, second, third] = pages;
    if (!first || !second || !third) throw new Error("three browsers are needed");
    await first.getByRole("button", { name: "Share your screen" }).click();
    for (const page of [second, third]) {
      await page.getByLabel("Maria Test’s screen").first().waitFor();
      await movingVideos(page, 4);
    }
    await first.getByRole("button", { name: "Stop sharing" }).click();
    await second.getByLabel("Maria Test’s screen").first().waitFor({ state: "detached" });
  }, 60_000);

  test("[MT-04] a telephone dials the meeting's number, is heard, and hears everybody", async () => {
    const { device, password } = await box.rooms.sip.devices.add(ids[1] ?? "", "Desk", { plain: true });
    const port = box.rooms.sip.ports.udp;
    phone = await Baresip.start({ username: device.username, password, port, transport: "udp", tone: 440 });
    const [meeting] = box.rooms.meetings.meetings.of(ids[0] ?? "");
    await phone.command("dial", meeting?.number);
    await phone.says(/Call established/);
    await pages[0]?.getByText("4 here").waitFor();
    for (const hertz of tones) {
      const heard = await toneLevels(phone, hertz, 3100);
      expect(heard.wanted).toBeGreaterThan(10 * heard.other);
    }
    for (const page of pages) expect(await hearInBrowser(page, 440, 0.2)).toBeGreaterThanOrEqual(0.2);
    await phone.command("hangup");
    await pages[0]?.getByText("3 here").waitFor();
  }, 90_000);

  test("[MT-05] mute is seen; who leaves is gone; the host ends it for everybody", async () => {
    const [first, second, third] = pages;
    if (!first || !second || !third) throw new Error("three browsers are needed");
    await second.getByRole("button", { name: "Mute" }).click();
    await first.getByLabel("Muted").waitFor();
    await third.getByRole("button", { name: "Turn the camera off" }).click();
    const cameraAfterwards = await slowCamera(third);
    await third.getByRole("button", { name: "Turn the camera on" }).click();
    await third.getByRole("button", { name: "Leave" }).click();
    await first.getByText("2 here").waitFor();
    expect(await cameraAfterwards()).toBe("ended"); // no light stays on for nobody
    await first.getByRole("button", { name: "Leave" }).click();
    await first.getByRole("button", { name: "End for everybody" }).click();
    for (const page of pages)
      await page.getByRole("region", { name: /^Meeting in/ }).waitFor({ state: "detached" });
    expect(box.rooms.meetings.meetings.count).toBe(0);
    expect(await box.rooms.media.load()).toEqual({ legs: 0, conferences: 0 });
  }, 60_000);

  test("[MT-06] the twenty-sixth participant is refused under the basic offer, in plain words", async () => {
    const person = box.rooms.people.directory.find(ids[0] ?? "");
    if (!person) throw new Error("nobody");
    const { meetings } = box.rooms.meetings;
    const [space] = box.rooms.messaging.spaces.list(person.id);
    const { id, capacity } = await meetings.start(space?.id ?? "", person);
    expect(capacity).toBe(25);
    for (let index = 0; index < 25; index++) meetings.join(id, person);
    await pages[1]?.getByRole("button", { name: "Join" }).click();
    await pages[1]?.getByText("This meeting is full.").waitFor();
    await meetings.end(id, person);
  }, 60_000);

  test("the pages threw nothing on the way", () => {
    // What a page says of itself may come when the host has just ended the meeting.
    const expected = /status of 401|status of 409|status of 404.*\/participants\//;
    for (const { complaints } of visitors)
      expect(complaints.filter((text) => !expected.test(text))).toEqual([]);
  });
});
