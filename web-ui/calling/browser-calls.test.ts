/** Chromium and a real telephone call each other through the appliance; tones are measured at both ends. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { tone } from "../../appliance/calling/sounds/speech.ts";
import { Announcer } from "../../scripts/peers/announcer.ts";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { Baresip } from "../../scripts/peers/baresip.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { sayTone, toneInBrowser } from "../../scripts/peers/browser-sound.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { toneLevels } from "../../scripts/peers/tones.ts";
import { until } from "../../scripts/peers/until.ts";

const maria = { name: "Maria Keller", email: "maria@northwind.example", password: "correct horse battery" };
const aiko = { name: "Aiko Tanaka", email: "aiko@northwind.example", password: "a third long password" };
const jonas = { name: "Jonas Brandt", email: "jonas@northwind.example", password: "staple of the stable" };

let box: TestAppliance;
let browser: Browser;
let at: Visitor;
let page: Page;
let phone: Baresip | undefined;
let mariaId: string;
let jonasId: string;
let aikoId: string;
let extensions: { maria: string; jonas: string; aiko: string };

beforeAll(async () => {
  box = await testAppliance({ SIP__DOMAIN: "127.0.0.1", SIP__DIGEST_ALGORITHMS: "MD5" });
  const { directory, invitations } = box.rooms.people;
  const first = await directory.setUp({ code: box.setupCode ?? "", organisation: "Northwind", ...maria });
  const invited = await invitations.invite({ ...jonas, role: "user" });
  const second = await invitations.accept(invited.token, jonas);
  const third = await invitations.accept((await invitations.invite({ ...aiko, role: "user" })).token, aiko);
  mariaId = first.id;
  jonasId = second.id;
  aikoId = third.id;
  for (const { id } of [first, second, third])
    await box.rooms.calling.settings.change(id, { voicemail: false });
  extensions = {
    maria: first.extension ?? "",
    jonas: second.extension ?? "",
    aiko: third.extension ?? "",
  };
  browser = await openBrowser();
  at = await visitor(browser, box.url);
  page = at.page;
  await sayTone(page, 700);
  await signIn(page, maria);
  await until(() => box.rooms.sip.location.of(first.id).length > 0);
}, 60_000);

afterEach(async () => {
  await phone?.stop();
  phone = undefined;
  await until(() => box.rooms.calling.liveCalls.length === 0);
});

afterAll(async () => {
  await browser?.close();
  await box?.dispose();
});

/** Jonas's phones by transport: nobody has more than ten. */
const ownPhones = new Map<string, ReturnType<typeof box.rooms.sip.devices.add>>();

async function jonasPhone(transport: "udp" | "tcp" | "tls", answers: boolean): Promise<Baresip> {
  const added = ownPhones.get(transport) ?? box.rooms.sip.devices.add(jonasId, transport, { plain: true });
  ownPhones.set(transport, added);
  const { device, password } = await added;
  phone = await Baresip.start({
    username: device.username,
    password,
    port: box.rooms.sip.ports[transport],
    transport,
    tone: 440,
    answers,
    ...(transport === "tls" && { encryption: "srtp-mand" as const }),
  });
  return phone;
}

/** A phone of Aiko's that answers, beside the one of Jonas. */
async function aikoPhone(): Promise<Baresip> {
  const { device, password } = await box.rooms.sip.devices.add(aikoId, "udp", { plain: true });
  const port = box.rooms.sip.ports.udp;
  return Baresip.start({
    username: device.username,
    password,
    port,
    transport: "udp",
    tone: 1000,
    answers: true,
  });
}

async function dial(number: string): Promise<void> {
  await page.getByRole("link", { name: "Calls" }).click();
  await page.getByLabel("Extension or address").fill(number);
  await page.getByRole("button", { name: "Call", exact: true }).click();
}

const card = () => page.getByRole("region", { name: /Call with/ });

/** Ends the session that Maria began last. */
async function signOutNewest(): Promise<void> {
  const { sessions } = box.rooms.people;
  const [newest] = sessions.list(mariaId).sort((a, b) => b.createdAt - a.createdAt);
  if (newest) await sessions.end(mariaId, newest.id);
}

/** Amplitude of the browser's tone, of 32,768; level of the telephone's, in decibels below a full sine. */
const said = 16_384;
const saidByPhone = -14;

/** From now on: what the call's sound and the ringing beside it come to. */
async function soundsPlayed(of: Page) {
  await of.evaluate(() => {
    const made: { audio?: HTMLAudioElement; ringing?: AudioContext } = {};
    Object.assign(globalThis, { hearthTestSounds: made });
    const { Audio: RealAudio, AudioContext: RealContext } = globalThis;
    globalThis.Audio = class extends RealAudio {
      constructor() {
        super();
        made.audio = this;
      }
    } as typeof Audio;
    globalThis.AudioContext = class extends RealContext {
      constructor() {
        super();
        made.ringing ??= this;
      }
    };
  });
  return () =>
    of.evaluate(() => {
      const { audio, ringing } = (globalThis as unknown as { hearthTestSounds: Record<string, never> })
        .hearthTestSounds as { audio?: HTMLAudioElement; ringing?: AudioContext };
      const [track] = (audio?.srcObject as MediaStream | null)?.getAudioTracks() ?? [];
      return { muted: track?.muted, paused: audio?.paused, ringing: ringing?.state };
    });
}

/** Both ends hear each other as loud as they speak, and not themselves. */
async function expectBothWays(other: Baresip): Promise<void> {
  const atPhone = await toneLevels(other, 700, 440, 0.5 * said);
  expect(atPhone.wanted).toBeGreaterThan(10 * atPhone.other);
  expect(atPhone.wanted).toBeGreaterThan(0.4 * said);
  expect(atPhone.wanted).toBeLessThan(1.1 * said);
  // What is looked at may have begun in the silence before.
  await until(async () => {
    const atBrowser = await toneInBrowser(page, 440, 0.95);
    return atBrowser.share > 0.5 && Math.abs(atBrowser.decibels - saidByPhone) < 6;
  });
}

describe("a browser and a telephone", () => {
  for (const transport of ["udp", "tcp", "tls"] as const)
    test(`[CA-01] [CA-02] Chromium calls a phone on ${transport.toUpperCase()}, holds and resumes`, async () => {
      const other = await jonasPhone(transport, true);
      await page.getByRole("link", { name: "Calls" }).click();
      await page.getByLabel("Extension or address").fill(extensions.jonas);
      await page.getByRole("button", { name: "Call", exact: true }).click();
      await card()
        .getByText(/^\d\d:\d\d$/)
        .waitFor();
      await other.says(/Call established/);
      await expectBothWays(other);
      await card().getByRole("button", { name: "Hold" }).click();
      await card().getByText("On hold").waitFor();
      expect(box.rooms.calling.liveCalls[0]?.state).toBe("held");
      await card().getByRole("button", { name: "Resume" }).click();
      await card()
        .getByText(/^\d\d:\d\d$/)
        .waitFor();
      await expectBothWays(other);
      await card().getByRole("button", { name: "End call" }).click();
      await card().waitFor({ state: "detached" });
      await page
        .locator(".line-item")
        .filter({ hasText: "Jonas Brandt" })
        .first()
        .getByText(/Answered/)
        .waitFor();
    }, 60_000);

  for (const transport of ["udp", "tcp", "tls"] as const)
    test(`[CA-01] [CA-02] [CA-12] a phone on ${transport.toUpperCase()} calls Chromium, which answers and is told when the phone holds and resumes`, async () => {
      const other = await jonasPhone(transport, false);
      await other.command("dial", extensions.maria);
      await card().getByText("is calling you").waitFor();
      await card().getByRole("button", { name: "Answer" }).click();
      await other.says(/Call established/);
      await expectBothWays(other);
      await other.command("hold");
      await card().getByText(`On hold by ${jonas.name}`).waitFor();
      await other.command("resume");
      await card()
        .getByText(/^\d\d:\d\d$/)
        .waitFor();
      await expectBothWays(other);
      await other.command("hangup");
      await card().waitFor({ state: "detached" });
    }, 60_000);

  test("[CA-02] an announcement before the answer is played in the browser, instead of the ringing", async () => {
    const { device, password } = await box.rooms.sip.devices.add(jonasId, "announcer", { plain: true });
    const there = await Announcer.open(box.rooms.sip.ports.udp, { username: device.username, password });
    await there.peer.ask("REGISTER", "");
    const played = await soundsPlayed(page);
    await dial(extensions.jonas);
    await there.describe(183, 1000);
    expect(await toneInBrowser(page, 1000, 0.95)).toMatchObject({ share: expect.closeTo(1, 0.5) });
    expect(await played()).toEqual({ muted: false, paused: false, ringing: "closed" });
    await card().getByText("Calling").waitFor();
    await there.describe(200, 440);
    await card()
      .getByText(/^\d\d:\d\d$/)
      .waitFor();
    expect((await toneInBrowser(page, 440, 0.95)).share).toBeGreaterThan(0.5);
    await card().getByRole("button", { name: "End call" }).click();
    await card().waitFor({ state: "detached" });
    there.close();
    await box.rooms.sip.devices.remove(jonasId, device.id);
  }, 60_000);

  test("[CA-02] the reasons why a call does not come about are told in plain words", async () => {
    await page.getByRole("link", { name: "Calls" }).click();
    await page.getByLabel("Extension or address").fill("99999");
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await card().getByText("Nobody has this number").waitFor();
    await card().waitFor({ state: "detached" });
    await page.getByLabel("Extension or address").fill(extensions.jonas);
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await card().getByText("Not available now").waitFor();
    await card().waitFor({ state: "detached" });
  }, 60_000);

  test("[CA-02] a key pressed in the browser arrives at the phone", async () => {
    const other = await jonasPhone("udp", true);
    await page.getByLabel("Extension or address").fill(extensions.jonas);
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await card()
      .getByText(/^\d\d:\d\d$/)
      .waitFor();
    await card().getByRole("button", { name: "Keypad" }).click();
    await card().getByRole("button", { name: "7", exact: true }).click();
    await other.says(/received event: '7'|DTMF.*7|telev.*7/i);
    await card().getByRole("button", { name: "End call" }).click();
    await card().waitFor({ state: "detached" });
  }, 60_000);

  for (const [name, leave] of [
    ["whose page is closed", (second: Visitor) => second.context.close()],
    ["who is signed out from elsewhere", () => signOutNewest()],
  ] as const)
    test(`[CA-02] a person ${name} during a call is hung up`, async () => {
      const other = await jonasPhone("udp", true);
      const second = await visitor(browser, box.url);
      await sayTone(second.page, 700);
      await signIn(second.page, maria);
      await second.page.getByRole("link", { name: "Calls" }).click();
      await second.page.getByLabel("Extension or address").fill(extensions.jonas);
      await second.page.getByRole("button", { name: "Call", exact: true }).click();
      await other.says(/Call established/);
      await second.page
        .getByRole("region", { name: /Call with/ })
        .getByText(/^\d\d:\d\d$/)
        .waitFor();
      await leave(second);
      await other.says(/session closed|terminated/i);
      await second.context.close();
    }, 60_000);

  test("[CA-14] the app asks first and then connects the two; who transferred is out of it", async () => {
    const asked = await aikoPhone();
    const other = await jonasPhone("udp", true);
    await dial(extensions.jonas);
    await other.says(/Call established/);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Transfer…" }).click();
    await page.getByLabel("Or to a number").fill(extensions.aiko);
    await page.getByRole("button", { name: "Ask first" }).click();
    await asked.says(/Call established/);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: /^Connect/ }).click();
    await page.locator(".call-card").first().waitFor({ state: "detached" });
    const atOther = await toneLevels(other, 1000, 440);
    const atAsked = await toneLevels(asked, 440, 1000);
    expect(atOther.wanted).toBeGreaterThan(10 * atOther.other);
    expect(atAsked.wanted).toBeGreaterThan(10 * atAsked.other);
    await other.command("hangup");
    await asked.stop();
  }, 60_000);

  test("[CA-14] a transfer to a number that nobody has is refused in words, and the call is still there", async () => {
    const other = await jonasPhone("udp", true);
    await dial(extensions.jonas);
    await other.says(/Call established/);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Transfer…" }).click();
    await page.getByLabel("Or to a number").fill("99999");
    await page.getByRole("button", { name: "Transfer now" }).click();
    await page.getByText("Nobody has this number").waitFor();
    await page
      .getByRole("button", { name: "Close" })
      .or(page.locator(".mantine-Modal-close"))
      .first()
      .click();
    await expectBothWays(other);
    await card().getByRole("button", { name: "End call" }).click();
    await card().waitFor({ state: "detached" });
  }, 60_000);

  test("[CA-08] a message left by a caller is shown, played, and deleted; settings are kept", async () => {
    const { mailboxes, settings } = box.rooms.calling;
    await mailboxes.leave(
      mariaId,
      { personId: jonasId, name: jonas.name, number: extensions.jonas },
      tone(440, 2),
    );
    await page.getByRole("link", { name: "Calls" }).click();
    await page.getByRole("tab", { name: /Voicemail/ }).click();
    await page.getByText("New", { exact: true }).waitFor();
    await page.getByRole("button", { name: `Play the message from ${jonas.name}` }).click();
    await page.waitForFunction(
      () => (document.querySelector("audio.sound") as HTMLAudioElement | null)?.duration === 2,
    );
    await page.getByText("New", { exact: true }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: `Delete the message from ${jonas.name}` }).click();
    await page.getByText("No messages yet.").waitFor();
    await page.getByRole("tab", { name: "Settings" }).click();
    await page.getByLabel("Do not disturb").check();
    await page.getByLabel("When you do not answer").fill(extensions.jonas);
    await page.getByLabel("When you do not answer").blur();
    await until(() => settings.of(mariaId).forwardNoAnswer === extensions.jonas);
    expect(settings.of(mariaId).doNotDisturb).toBe(true);
    await settings.change(mariaId, { doNotDisturb: false, forwardNoAnswer: null });
    await page.getByRole("tab", { name: "Recent" }).click();
  }, 60_000);

  test("the page threw nothing on the way", () => {
    const expected = /status of 401/;
    expect(at.complaints.filter((text) => !expected.test(text))).toEqual([]);
  });
});
