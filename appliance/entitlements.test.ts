/** What somebody's offer does not include is closed at every border: by HTTP, by WebSocket and by SIP. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../scripts/peers/appliance.ts";
import { AppClient } from "../scripts/peers/client.ts";
import { SipPeer } from "../scripts/peers/sip-peer.ts";
import { personNamed } from "../scripts/peers/steps.ts";
import { until } from "../scripts/peers/until.ts";

/** What a telephone is asked for at the house's own address. */
const callingRoute = /^(ALL|GET|POST|PUT|PATCH|DELETE) \/(app\/(calling|phonebook)|sip)(\/|$)/;
const nobody = "00000000-0000-4000-8000-000000000000";

let box: TestAppliance;
let jonas: { id: string; client: AppClient };

beforeAll(async () => {
  box = await testAppliance({ SIP__DOMAIN: "127.0.0.1", SIP__DIGEST_ALGORITHMS: "MD5" });
  const maria = new AppClient(box.url);
  await maria.setUp(box.setupCode ?? "", "Northwind", personNamed("Maria Keller"));
  jonas = await maria.admit(personNamed("Jonas Brandt"));
});
afterAll(() => box.dispose());

const offer = (name: string) => box.rooms.people.directory.change(jonas.id, { offer: name });
const routes = () => [
  ...new Set(
    box.routes
      .filter(({ path }) => !path.includes("*"))
      .map(({ method, path }) => `${method === "ALL" ? "GET" : method} ${path.replaceAll(/:\w+/g, nobody)}`)
      .filter((route) => callingRoute.test(route)),
  ),
];
const statusOf = async (route: string): Promise<[route: string, status: number, code: string]> => {
  const [method = "", path = ""] = route.split(" ");
  const body = /POST|PUT|PATCH/.test(method) ? { body: "{}" } : {};
  const headers = { "Content-Type": "application/json" };
  const answer = await jonas.client.fetch(`${box.url}${path}`, { method, headers, ...body });
  const { error } = (await answer.json().catch(() => ({}))) as { error?: { code: string } };
  return [route, answer.status, error?.code ?? ""];
};

test("[GN-03] without calling every route of calling is closed, each before it looks at what it was sent", async () => {
  await offer("M2");
  const asked = routes();
  expect(asked.length).toBeGreaterThan(30);
  expect(asked).toContain("GET /sip");
  for (const route of asked) expect(await statusOf(route)).toEqual([route, 403, "calling-not-included"]);

  await offer("C2");
  for (const route of asked) expect((await statusOf(route)).slice(1)).not.toContain("calling-not-included");
});

test("[GN-03] a telephone may not register or watch without calling, and one that is there goes when it is taken away", async () => {
  await offer("C1");
  const { device, password } = await box.rooms.sip.devices.add(jonas.id, "desk", { plain: true });
  const phone = await SipPeer.open(box.rooms.sip.ports.udp, { username: device.username, password });
  try {
    const register = async () => (await phone.ask("REGISTER", "", { expires: "300" })).status;
    expect(await register()).toBe(200);
    expect((await phone.ask("SUBSCRIBE", "1001", { event: "dialog" })).status).toBe(200);
    const stopped = phone.hears(({ method, headers }) => {
      return method === "NOTIFY" && /^terminated/.test(headers.get("subscription-state") ?? "");
    });
    await offer("M1");
    await stopped;
    await until(() => box.rooms.sip.location.of(jonas.id).length === 0);
    expect(await register()).toBe(403);
    const watch = await phone.ask("SUBSCRIBE", "1001", { event: "dialog" });
    expect(watch.status).toBe(403);
    expect(box.rooms.sip.devices.bookReader(device.bookKey)).toBeUndefined();
    await offer("C1");
    expect(await register()).toBe(200);
  } finally {
    phone.close();
  }
});

test("[GN-03] the WebSocket of a browser is closed when calling is taken away, and not opened again", async () => {
  await offer("C1");
  const open = () => jonas.client.connect("/sip", ["sip"]);
  const socket = open();
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
  await offer("M1");
  await closed;
  const refused = open();
  await new Promise((resolve) => refused.addEventListener("close", resolve));
});

test("[GN-03] meetings and pictures are asked for like calling, and who is invited may come to a meeting", async () => {
  await offer("M1");
  const space = await jonas.client.createSpace("plans", []);
  const start = async (json: { space: string } | { call: string } | { calls: string[] }) => {
    const answer = await jonas.client.api.meetings.$post({ json });
    const told = (await answer.json()) as { error?: { code: string } };
    return [answer.status, told.error?.code];
  };
  expect(await start({ space })).toEqual([403, "meetings-not-included"]);
  expect(await start({ call: nobody })).toEqual([403, "video-not-included"]);
  expect(await start({ calls: [nobody] })).toEqual([403, "calling-not-included"]);
  await offer("M2");
  expect(await start({ space })).toEqual([200, undefined]);
  await offer("M1");
  expect(await start({ space })).toEqual([200, undefined]);
});
