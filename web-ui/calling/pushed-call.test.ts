/** A call for somebody whose app is closed: a push tells of it, the app opens from there, and the call is answered. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, CDPSession } from "playwright-core";
import type { Person } from "../../appliance/people/index.ts";
import { openBrowser, type Visitor, visitor } from "../../scripts/peers/browser.ts";
import { hearInBrowser, sayTone } from "../../scripts/peers/browser-sound.ts";
import { pushService } from "../../scripts/peers/push-service.ts";
import { signIn } from "../../scripts/peers/steps.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../scripts/peers/telephones.ts";
import { toneLevels } from "../../scripts/peers/tones.ts";
import { until } from "../../scripts/peers/until.ts";

let folder: string;
let service: Awaited<ReturnType<typeof pushService>>;
let house: TelephoneHouse;
let browser: Browser;
let at: Visitor;
let maria: Person;
let jonas: Person;

const isRegistered = () => house.box.rooms.sip.location.of(jonas.id).some(({ deviceId }) => !deviceId);

/** Jonas's browser, allowed to be woken, whose app is closed again. */
async function closedApp(): Promise<CDPSession> {
  await sayTone(at.page, 700);
  await signIn(at.page, { name: jonas.name, email: jonas.email, password });
  // A headless browser has no push service of its own: ours stands in for it, and the worker is told by hand.
  await at.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await at.page.evaluate(async (json) => {
    const headers = { "Content-Type": "application/json" };
    await fetch("/app/push/subscriptions", { method: "PUT", headers, body: JSON.stringify(json) });
  }, service.subscription("phone"));
  const idle = await at.context.newPage();
  const session = await at.context.newCDPSession(idle);
  await until(isRegistered);
  await at.page.close();
  await until(() => !isRegistered());
  at.page = idle;
  return session;
}

/** What the worker has shown, within so many milliseconds. */
async function notified(within: number): Promise<{ title: string; path: string } | undefined> {
  const deadline = Date.now() + within;
  for (;;) {
    const [worker] = at.context.serviceWorkers();
    const shown = await worker?.evaluate(async () => {
      const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
      const [one] = await registration.getNotifications();
      return one && { title: one.title, path: one.data.path as string };
    });
    if (shown || Date.now() > deadline) return shown;
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-pushed-"));
  service = await pushService(join(folder, "tls"));
  writeFileSync(join(folder, "authority.pem"), service.authority);
  house = await houseWithoutMailboxes(["Maria", "Jonas"], {
    PUSH__ENABLED: "true",
    PUSH__ALLOWED_HOSTS: service.host,
    PUSH__AUTHORITY: join(folder, "authority.pem"),
    PUSH__SUBJECT: "mailto:it@northwind.example",
  });
  maria = house.people.maria as Person;
  jonas = house.people.jonas as Person;
  browser = await openBrowser();
  at = await visitor(browser, house.box.url);
  await at.context.grantPermissions(["notifications", "microphone"]);
}, 60_000);
afterEach(() => house.hangUp());
afterAll(async () => {
  await browser?.close();
  await house?.box.dispose();
  service?.close();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

describe("[CA-29] a call for a closed app", () => {
  test("[CA-29] is told by a push, opens the app, and is answered there; both hear each other", async () => {
    const session = await closedApp();
    const told = service.next();
    const caller = await house.phone(maria, { tone: 440 });
    await caller.command("dial", jonas.extension ?? "");
    const { text, headers } = await told;
    expect(headers.get("TTL")).toBe("30");
    expect(JSON.parse(text)).toMatchObject({ kind: "incoming-call", actor: maria.id, caller: "" });
    await caller.says(/180 Ringing/);

    const workers: string[] = [];
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      workers.push(...registrations.map(({ registrationId }) => registrationId));
    });
    await session.send("ServiceWorker.enable");
    await until(() => workers.length > 0);
    const push = { origin: house.box.url, registrationId: workers[0] ?? "", data: text };
    let shown: Awaited<ReturnType<typeof notified>>;
    // The browser's tools lose a message to a worker that is just being stopped.
    for (let delivery = 0; delivery < 4 && !shown; delivery++) {
      await session.send("ServiceWorker.deliverPushMessage", push);
      shown = await notified(5_000);
    }
    expect(shown).toEqual({ title: "Maria is calling", path: "/calls" });

    const app = await at.context.newPage(); // as the worker does on a click, which needs a hand
    await sayTone(app, 700);
    await app.goto("/calls");
    const card = app.getByRole("region", { name: /Call with Maria/ });
    await card.getByRole("button", { name: "Answer", exact: true }).click();
    await caller.says(/Call established/);
    const atCaller = await toneLevels(caller, 700, 440);
    expect(atCaller.wanted).toBeGreaterThan(10 * atCaller.other);
    expect(await hearInBrowser(app, 440)).toBeGreaterThan(0.5);
    await caller.command("hangup");
    await house.quiet();
    expect(house.box.rooms.calling.history(jonas.id)[0]).toMatchObject({ outcome: "answered" });
    await app.close();
  }, 60_000);

  test("[CA-29] that nobody opens is missed after the time it rings; one that is given up leaves nothing waiting", async () => {
    await until(() => !isRegistered());
    await house.box.rooms.calling.settings.change(jonas.id, { ringSeconds: 5 });
    const caller = await house.phone(maria, { tone: 440 });
    await caller.command("dial", jonas.extension ?? "");
    await caller.says(/180 Ringing/);
    await caller.says(/480 Temporarily Unavailable/);
    await house.quiet();
    await caller.command("dial", jonas.extension ?? "");
    await caller.says(/180 Ringing/);
    await caller.command("hangup");
    await house.quiet();
    const outcomes = house.box.rooms.calling.history(jonas.id).slice(0, 2);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["missed", "missed"]);
    expect(await house.box.rooms.media.load()).toEqual({ legs: 0, conferences: 0 });
  }, 60_000);

  test("[CA-29] rings the desk telephone too, which may refuse it alone", async () => {
    const desk = await house.phone(jonas, { tone: 1000 });
    const caller = await house.phone(maria, { tone: 440 });
    await caller.command("dial", jonas.extension ?? "");
    await desk.says(/Incoming call/i);
    await desk.command("hangup");
    await caller.says(/486 Busy Here|603 Decline/);
    await house.quiet();
  }, 30_000);
});
