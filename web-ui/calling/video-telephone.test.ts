/** Chromium and a telephone with pictures (baresip as an 8845) see each other in a call; decoded pictures are counted. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import type { Person } from "../../appliance/people/index.ts";
import { movingVideos, openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { readPng } from "../../scripts/peers/png.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../scripts/peers/telephones.ts";
import { until } from "../../scripts/peers/until.ts";

let house: TelephoneHouse;
let browser: Browser;
let page: Page;
let maria: Person;
let jonas: Person;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas"]);
  maria = house.people.maria as Person;
  jonas = house.people.jonas as Person;
  browser = await openBrowser();
  ({ page } = await visitor(browser, house.box.url));
  await signIn(page, { name: maria.name, email: maria.email, password });
  await until(() => house.box.rooms.sip.location.of(maria.id).length > 0);
}, 60_000);
afterEach(() => house.hangUp());
afterAll(async () => {
  await browser?.close();
  await house?.box.dispose();
});

const card = () => page.getByRole("region", { name: /Call with/ });
const picture = () => page.getByLabel("Picture from Jonas");
const press = (name: string) => card().getByRole("button", { name, exact: true }).click();
const firstPicture = /receiving with resolution \d+ x \d+/;

/** Resolves with the height of what the browser shows of the other side, once it shows it. */
const shownHeight = () =>
  picture().evaluate(
    (video) =>
      new Promise<number>((resolve) => {
        const { requestVideoFrameCallback } = video as HTMLVideoElement;
        requestVideoFrameCallback.call(video as HTMLVideoElement, (_now, { height }) => resolve(height));
      }),
  );

type Colour = [red: number, green: number, blue: number];

/** What the browser shows of the other side, at the left and in the middle of the upper half. */
const shownColours = (): Promise<Colour[]> =>
  picture().evaluate((element) => {
    const video = element as HTMLVideoElement;
    const context = new OffscreenCanvas(160, 90).getContext("2d");
    context?.drawImage(video, 0, 0, 160, 90);
    return [16, 80].map((x) => [...(context?.getImageData(x, 28, 1, 1).data ?? [])].slice(0, 3) as Colour);
  });

/** Dark, with the sign in orange. */
const isNamed = ([left, middle]: Colour[]): boolean =>
  Math.max(...(left ?? [255])) < 70 && (middle?.[0] ?? 0) > 170 && (middle?.[2] ?? 255) < 100;

for (const [codec, name] of [
  ["h264", "H264"],
  ["vp8", "VP8"],
] as const)
  test(`[CA-01] the app calls a telephone with ${name}: each sees the other in 720 lines, soon after the answer`, async () => {
    const phone = await house.phone(jonas, { tone: 1000, answers: true, video: codec });
    await page.getByRole("link", { name: "People" }).click();
    await page.getByRole("button", { name: "Call Jonas" }).click();
    await phone.says(/Call established/);
    expect(await shownHeight()).toBe(720);
    await press("Turn the camera on");
    await phone.says(firstPicture);
    await phone.watches(10); // a second, on cores that encode and decode everything twice
    await movingVideos(page, 2);
    await press("Turn the camera off");
    await press("End call");
    await house.quiet();
    const [record] = house.box.rooms.calling.history(maria.id);
    expect(record).toMatchObject({ outcome: "answered", pictureCodec: name });
    expect(record?.picturePacketsReceived).toBeGreaterThan(10);
  }, 90_000);

test("[CA-01] a telephone with pictures calls the app, which answers with its camera on", async () => {
  const phone = await house.phone(jonas, { tone: 1000, video: "h264" });
  await phone.command("dial", `${maria.extension}`);
  await press("Answer with the camera on");
  await phone.says(firstPicture);
  expect(await shownHeight()).toBe(720);
  await phone.watches(10);
  await press("Hold");
  await card().getByText("On hold").waitFor();
  await press("Resume");
  await phone.watches(10);
  expect(await shownHeight()).toBe(720);
  await phone.command("hangup");
  await card().waitFor({ state: "detached" });
  await house.quiet();
}, 90_000);

test("[CA-12] who waits sees the organisation's name, which an administrator has put there: telephone and app", async () => {
  await page.goto("/admin/hold");
  await page.getByRole("button", { name: "Show our name" }).click();
  await page.getByRole("img", { name: "Picture on hold" }).waitFor();
  await page.getByText("Callers see your picture.").waitFor();
  const { location } = house.box.rooms.sip;
  const before = location.of(maria.id)[0]?.flow;
  await page.goto("/");
  await until(() => location.of(maria.id).some(({ flow }) => flow.open && flow !== before));
  const phone = await house.phone(jonas, { tone: 1000, video: "h264" });
  await phone.command("dial", `${maria.extension}`);
  await press("Answer");
  await phone.says(/Call established/);
  await picture().waitFor();
  await phone.command("hold");
  await until(async () => isNamed(await shownColours()));
  await phone.command("resume");
  await until(async () => !isNamed(await shownColours()));
  await press("Hold");
  for (;;) {
    const { at } = readPng(await phone.sees());
    if (isNamed([at(0.1, 0.5), at(0.5, 0.31), at(0.5, 0.31)])) break;
  }
  await press("Resume");
  await press("End call");
  await house.quiet();
}, 90_000);

test("[CA-01] with a telephone that has no pictures the call has sound, and the camera shows nothing to it", async () => {
  const phone = await house.phone(jonas, { tone: 1000, answers: true });
  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("button", { name: "Call Jonas" }).click();
  await phone.says(/Call established/);
  await card()
    .getByText(/\d\d:\d\d/)
    .waitFor();
  expect(await picture().count()).toBe(0);
  await press("End call");
  await house.quiet();
  expect(house.box.rooms.calling.history(maria.id)[0]).toMatchObject({ pictureCodec: "" });
}, 60_000);
