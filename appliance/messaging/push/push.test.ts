/** Web Push against a push service that checks signatures and decrypts. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { pushService } from "../../../scripts/peers/push-service.ts";
import { call } from "../../../web-ui/api/client.ts";

let folder: string;
let service: Awaited<ReturnType<typeof pushService>>;
let box: TestAppliance;
let maria: AppClient;
let jonas: AppClient;
let jonasId: string;
let space: string;
let key: string;

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });
const mention = (text: string) => maria.send(space, key, text, undefined, { mentions: [jonasId] });
const subscribe = (client: AppClient, json: { endpoint: string; keys: { p256dh: string; auth: string } }) =>
  call(client.api.push.subscriptions.$put({ json }));
const told = () => box.rooms.messaging.notifications.settled();

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
  maria = new AppClient(box.url);
  await maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  const admitted = await maria.admit(person("jonas"));
  jonas = admitted.client;
  jonasId = admitted.id;
  space = await maria.createSpace("harbour", [jonasId]);
  key = await maria.keyOf(space);
  await told();
});
afterAll(async () => {
  await box.dispose();
  service.close();
  rmSync(folder, { recursive: true });
});

test("[MS-13] who is away is woken: signed by the box, readable by the browser alone, without content", async () => {
  await subscribe(jonas, service.subscription("phone"));
  const next = service.next();
  const id = await mention("canary");
  const { path, claims, sender, text, headers } = await next;
  expect(path).toBe("/phone");
  expect(claims.aud).toBe(`https://${service.host}`);
  expect(claims.sub).toBe("mailto:it@northwind.example");
  expect(claims.exp).toBeLessThan(Date.now() / 1000 + 24 * 3600 + 60);
  expect(sender).toBe((await call(jonas.api.push.$get())).publicKey ?? "");
  expect(headers.get("TTL")).toBe("86400");
  expect(JSON.parse(text)).toMatchObject({ kind: "mention", subject: id, space });
  expect(text).not.toContain("canary");
});

test("[MS-13] who has a client open, and whose hours are quiet, is not", async () => {
  const socket = await jonas.follow(box.rooms.events.last, () => {});
  const before = service.arrived.length;
  await mention("here");
  await told();
  socket.close();
  while (box.rooms.stream.isConnected(jonasId)) await new Promise((resolve) => setImmediate(resolve));
  const quiet = { from: "00:00", to: "23:59", days: [0, 1, 2, 3, 4, 5, 6], zone: "UTC" };
  await call(jonas.api.preferences.$patch({ json: { quiet } }));
  await mention("asleep");
  await told();
  await call(jonas.api.preferences.$patch({ json: { quiet: null } }));
  const next = service.next();
  const id = await mention("away");
  expect(JSON.parse((await next).text).subject).toBe(id);
  expect(service.arrived.length).toBe(before + 1);
});

test("[MS-13] a subscription that is over is forgotten; one that fails for now is not", async () => {
  const wake = () =>
    box.rooms.messaging.push.wake([jonasId], {
      kind: "mention",
      subject: space,
      space,
      actor: null,
      caller: "",
      at: 0,
      message: null,
    });
  const before = service.arrived.length;
  service.answerWith(503);
  await wake();
  service.answerWith(410);
  await wake();
  service.answerWith(201);
  await wake();
  expect(service.arrived.length).toBe(before + 2);
});

test("[SE-03] addresses inside the network, other schemes and rubbish are refused; none is called", async () => {
  const { keys } = service.subscription("x");
  const bad = [
    "http://push.example/x",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://169.254.169.254/latest/meta-data",
    "https://me:secret@push.example/x",
    "x",
  ];
  for (const endpoint of bad) expect(subscribe(jonas, { endpoint, keys })).rejects.toThrow();
  const endpoint = "https://push.example/x";
  expect(subscribe(jonas, { endpoint, keys: { ...keys, auth: "short" } })).rejects.toThrow();
  expect(subscribe(jonas, { endpoint, keys: { ...keys, p256dh: "B" } })).rejects.toThrow();
  const before = service.arrived.length;
  const port = service.host.split(":")[1];
  await subscribe(jonas, { endpoint: `https://localhost.:${port}/sneaky`, keys }); // a name that leads inside
  await mention("nobody hears");
  await told();
  const probe = service.next();
  await subscribe(jonas, service.subscription("after"));
  await mention("heard");
  await probe;
  expect(service.arrived.slice(before).map(({ path }) => path)).not.toContain("/sneaky");
});

test("[SE-10] it ends with the session", async () => {
  const other = new AppClient(box.url);
  await other.signIn(person("jonas"));
  await subscribe(other, service.subscription("laptop"));
  await call(other.api["sign-out"].$post());
  const paths: string[] = [];
  while (!paths.includes("/after")) {
    const next = service.next();
    await mention("after");
    paths.push((await next).path);
  }
  expect(paths).not.toContain("/laptop");
});

test("[MS-13] an administrator turns it off and on at any time, and names the services of the own network", async () => {
  const decide = (json: { enabled: boolean; hosts: string[]; contact: string }) =>
    maria.api.admin.messaging.push.$put({ json });
  const contact = "mailto:admin@northwind.example";
  const { policy } = await call(maria.api.admin.messaging.push.$get());
  expect(policy).toEqual({ enabled: true, hosts: [service.host], contact: "mailto:it@northwind.example" });
  const signal = Promise.withResolvers<unknown>();
  const socket = await maria.follow(box.rooms.events.last, (frame) => {
    if (frame.type === "signal" && frame.name === "push.policy") signal.resolve(frame.data);
  });
  expect((await decide({ enabled: false, hosts: [service.host], contact })).status).toBe(200);
  expect(await signal.promise).toEqual({ enabled: false });
  socket.close();
  expect((await call(jonas.api.push.$get())).publicKey).toBeNull();
  await expect(subscribe(jonas, service.subscription("off"))).rejects.toThrow();
  const before = service.arrived.length;
  await mention("nobody is told");
  await told();
  await box.rooms.messaging.push.wakeForCall(jonasId, { actor: null, caller: "+14155550123" });
  expect(service.arrived.length).toBe(before);

  await decide({ enabled: true, hosts: [], contact });
  await box.rooms.messaging.push.wakeForCall(jonasId, { actor: null, caller: "+14155550123" });
  expect(service.arrived.length).toBe(before); // it lies in this network
  await decide({ enabled: true, hosts: [service.host], contact });
  await subscribe(jonas, service.subscription("again"));
  const next = service.next();
  await mention("told again");
  expect((await next).claims.sub).toBe(contact);
  for (const rubbish of [
    { enabled: true, hosts: ["not a host!"], contact },
    { enabled: true, hosts: [], contact: "somebody" },
    { enabled: "yes", hosts: [], contact },
    {},
  ])
    expect(Number((await maria.api.admin.messaging.push.$put({ json: rubbish as never })).status)).toBe(400);
  expect((await jonas.fetch(`${box.url}/app/admin/messaging/push`)).status).toBe(403);
});
