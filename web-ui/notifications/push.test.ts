/**
 * Push from the settings' button to what arrives: a real browser that is given its subscription by a stub, as this
 * Chromium knows no push service, and a push service that checks signatures and decrypts (RFC 8291, 8292).
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { openBrowser, visitor } from "../../scripts/peers/browser.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { type Arrived, pushService } from "../../scripts/peers/push-service.ts";
import { personNamed, signIn } from "../../scripts/peers/steps.ts";
import { until } from "../../scripts/peers/until.ts";
import { call } from "../api/client.ts";

const maria = personNamed("Maria Keller");
const jonas = personNamed("Jonas Brandt");
const canary = "canary";

let folder: string;
let service: Awaited<ReturnType<typeof pushService>>;
let box: TestAppliance;
let browser: Browser;
let api: AppClient;
let space: string;
let key: string;
let jonasId: string;
/** What the browser was asked for a subscription with. */
const asked: { userVisibleOnly: boolean; applicationServerKey: string }[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-push-"));
  service = await pushService(join(folder, "tls"));
  writeFileSync(join(folder, "authority.pem"), service.authority);
  box = await testAppliance({
    PUSH__ENABLED: "true",
    PUSH__ALLOWED_HOSTS: service.host,
    PUSH__AUTHORITY: join(folder, "authority.pem"),
    PUSH__SUBJECT: "mailto:it@northwind.example",
  });
  api = new AppClient(box.url);
  await api.setUp(box.setupCode ?? "", "Northwind", maria);
  jonasId = (await api.admit(jonas)).id;
  space = await api.createSpace(`${canary} harbour`, [jonasId]);
  key = await api.keyOf(space);
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await box?.dispose();
  await service?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Refuses what a browser refuses: without permission, in silence, or without the sender's key (Push API §8). */
const stub = (subscription: PushSubscriptionJSON) => {
  PushManager.prototype.subscribe = async (options) => {
    const sender = new Uint8Array(options?.applicationServerKey as ArrayBuffer);
    if (Notification.permission !== "granted" || !options?.userVisibleOnly || sender.length !== 65)
      throw new DOMException("not allowed", "NotAllowedError");
    const applicationServerKey = btoa(String.fromCharCode(...sender));
    await (window as unknown as { told: (asked: unknown) => Promise<void> }).told({
      userVisibleOnly: true,
      applicationServerKey,
    });
    return { toJSON: () => subscription } as PushSubscription;
  };
};

describe("push, all the way", () => {
  test("[MS-13] a browser that is allowed to by a button is subscribed, with the key of the box", async () => {
    const { page, context } = await visitor(browser, box.url);
    await page.exposeFunction("told", (one: (typeof asked)[number]) => void asked.push(one));
    await page.addInitScript(stub, service.subscription("browser"));
    await signIn(page, jonas);
    await page.goto("/settings");
    const allow = page.getByRole("button", { name: "Show notifications on this device" });
    await allow.waitFor();
    expect(asked).toEqual([]); // nobody is asked by itself
    await context.grantPermissions(["notifications"]);
    await allow.click();
    await until(() => box.rooms.messaging.push.reaches(jonasId));
    const { publicKey } = await call(api.api.push.$get());
    expect(asked[0]).toEqual({
      userVisibleOnly: true,
      applicationServerKey: Buffer.from(publicKey ?? "", "base64url").toString("base64"),
    });
    await context.close();
    await until(() => !box.rooms.stream.isConnected(jonasId));
  }, 60_000);

  const triggers: [name: string, kind: string, act: () => Promise<unknown>][] = [
    [
      "a mention",
      "mention",
      () =>
        api.send(space, key, `[@Jonas](mention:${jonasId}) ${canary}`, undefined, { mentions: [jonasId] }),
    ],
    [
      "a direct message",
      "direct",
      async () => {
        const direct = await api.directSpace(jonasId);
        await api.send(direct, await api.keyOf(direct), canary);
      },
    ],
    ["being added to a space", "invitation", () => api.createSpace(`${canary} added`, [jonasId])],
  ];
  test.each(triggers)(
    "[MS-13] %s reaches the closed app, readable by that browser alone, with nothing of its content",
    async (_name, kind, act) => {
      const before = service.arrived.length;
      await act();
      const isIt = ({ text }: Arrived) => JSON.parse(text).kind === kind;
      await until(() => service.arrived.slice(before).some(isIt));
      const { path, claims, text } = service.arrived.slice(before).find(isIt) as Arrived;
      expect(path).toBe("/browser");
      expect(claims.aud).toBe(`https://${service.host}`);
      expect(Object.keys(JSON.parse(text)).toSorted()).toEqual([
        "actor",
        "at",
        "caller",
        "kind",
        "space",
        "subject",
      ]);
      expect(text).not.toContain(canary);
      expect(text).not.toContain("Maria");
    },
  );
});
