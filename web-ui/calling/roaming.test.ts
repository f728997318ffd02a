/** A real Chromium that loses its network in the middle of a call and has another one: the call goes on. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import type { Person } from "../../appliance/people/index.ts";
import type { Baresip } from "../../scripts/peers/baresip.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { hearInBrowser, sayTone } from "../../scripts/peers/browser-sound.ts";
import { type Road, Sites, sitesForbidden } from "../../scripts/peers/sites.ts";
import { createSpace, signIn } from "../../scripts/peers/steps.ts";
import { password, type TelephoneHouse, telephoneHouse } from "../../scripts/peers/telephones.ts";
import { toneLevels } from "../../scripts/peers/tones.ts";
import { until } from "../../scripts/peers/until.ts";

const forbidden = sitesForbidden();
if (forbidden) console.warn(`[CA-29] is skipped, for network namespaces cannot be made here: ${forbidden}`);

let sites: Sites;
let road: Road;
let house: TelephoneHouse;
let browser: Browser;
let page: Page;
let maria: Person;
let jonas: Person;

const card = () => page.getByRole("region", { name: /Call with/ });

describe.skipIf(forbidden !== undefined)("on the road", () => {
  beforeAll(async () => {
    sites = new Sites();
    road = sites.road();
    const everywhere = { HTTP__ADDRESS: "0.0.0.0", SIP__ADDRESS: "0.0.0.0", MEDIA__ADDRESS: "0.0.0.0" };
    house = await telephoneHouse(["Maria", "Jonas"], { ...everywhere, HOST: sites.outside });
    maria = house.people.maria as Person;
    jonas = house.people.jonas as Person;
    browser = await openBrowser([], road.netns);
    ({ page } = await visitor(browser, house.box.url));
    await sayTone(page, 700);
    // The network of a new namespace settles, and the browser gives up what it loads meanwhile.
    await until(async () => (await page.goto("/sign-in").catch(() => null)) !== null);
    await signIn(page, { name: maria.name, email: maria.email, password });
    await until(() => house.box.rooms.sip.location.of(maria.id).length > 0);
  }, 60_000);

  afterEach(() => house.hangUp());
  afterAll(async () => {
    await browser?.close();
    await house?.box.dispose();
    sites?.close();
  }, 30_000);

  /** A call that stands, both ends of which hear each other. */
  async function callJonas(): Promise<Baresip> {
    const other = await house.phone(jonas, { tone: 440, answers: true });
    await page.getByRole("link", { name: "Calls" }).click();
    await page.getByLabel("Extension or address").fill(jonas.extension ?? "");
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await other.says(/Call established/);
    await bothHear(other);
    return other;
  }

  /** Measured in what arrives from now on: a recording grows by nothing else. */
  async function bothHear(other: Baresip): Promise<void> {
    const before = other.heard().samples.length;
    await until(() => other.heard().samples.length >= before + other.heard().rate);
    const atPhone = await toneLevels(other, 700, 440);
    expect(atPhone.wanted).toBeGreaterThan(10 * atPhone.other);
    expect(await hearInBrowser(page, 440)).toBeGreaterThan(0.5);
  }

  /** Where the appliance reaches the browser. */
  const wayToBrowser = () =>
    house.box.rooms.sip.location.of(maria.id).find(({ flow }) => flow.open)?.flow.address;

  test("[CA-29] a call in the app goes on when Wi-Fi goes and the mobile network comes in the same moment", async () => {
    const other = await callJonas();
    const [call] = house.box.rooms.calling.liveCalls;
    const [before, leftAt] = [wayToBrowser(), performance.now()];
    road.use("mobile");
    await until(() => ![before, undefined].includes(wayToBrowser()));
    const registered = performance.now() - leftAt;
    await bothHear(other);
    expect(house.box.rooms.calling.liveCalls).toMatchObject([{ id: call?.id, state: "connected" }]);
    expect(registered).toBeLessThan(10_000);
    await other.command("hangup"); // the browser is told over its new connection
    await card().waitFor({ state: "detached" });
    await house.quiet();
  }, 60_000);

  test("[CA-29] after a stretch without any network the same call goes on by an ICE restart in its dialog", async () => {
    const other = await callJonas();
    const { trace } = house.box.rooms.sip;
    const [call] = house.box.rooms.calling.liveCalls;
    road.use("none");
    await card().getByText("Reconnecting…").waitFor();
    const backAt = performance.now();
    road.use("wifi");
    await card()
      .getByText(/^\d\d:\d\d$/)
      .waitFor({ timeout: 25_000 });
    const back = performance.now() - backAt;
    await bothHear(other);
    expect(house.box.rooms.calling.liveCalls).toMatchObject([{ id: call?.id, state: "connected" }]);
    const offers = trace
      .of(call?.id ?? "")
      .filter(
        ({ outgoing, transport, text }) => !outgoing && transport === "WSS" && text.startsWith("INVITE "),
      );
    expect(new Set(offers.map(({ text }) => /^Call-ID: (.*)$/m.exec(text)?.[1])).size).toBe(1);
    expect(new Set(offers.map(({ text }) => /^a=ice-ufrag:(.*)$/m.exec(text)?.[1])).size).toBeGreaterThan(1);
    expect(back).toBeLessThan(15_000);
    await card().getByRole("button", { name: "End call" }).click();
    await other.says(/session closed|terminated/i);
    await house.quiet();
    expect(house.box.rooms.calling.history(maria.id)[0]).toMatchObject({ outcome: "answered" });
  }, 90_000);

  test("[CA-29] a meeting goes on after a stretch without any network, for who speaks and who listens", async () => {
    await createSpace(page, "On the road", []);
    await page.getByRole("button", { name: "Meet", exact: true }).click();
    await page.getByRole("region", { name: "Meeting in On the road" }).waitFor();
    const [meeting] = house.box.rooms.meetings.meetings.of(maria.id);
    const other = await house.phone(jonas, { tone: 440 });
    await other.command("dial", meeting?.number);
    await other.says(/Call established/);
    await bothHear(other);
    road.use("none");
    await page.waitForFunction(() => {
      const { hearthTestConnections: all } = globalThis as unknown as {
        hearthTestConnections: RTCPeerConnection[];
      };
      const open = all.filter(({ connectionState }) => connectionState !== "closed");
      return (
        open.length === 2 && open.every(({ iceConnectionState }) => iceConnectionState === "disconnected")
      );
    });
    road.use("mobile");
    await bothHear(other);
    expect(house.box.rooms.meetings.meetings.of(maria.id)).toMatchObject([{ id: meeting?.id }]);
  }, 90_000);
});
