/**
 * A house full of people: two thousand connected clients. What a message costs and how soon it is everywhere, in
 * spaces of fifty and in one of a thousand; what a typing signal costs by the size of its space; what a client is
 * in memory; how a browser with five thousand spaces starts, and how one that was away catches up.
 *
 *   bun scripts/bench/clients.ts [people] [spaces]        (packages: chromium)
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cookieName } from "../../appliance/people/sessions.ts";
import { testAppliance } from "../peers/appliance.ts";
import { openBrowser, visitor } from "../peers/browser.ts";
import { AppClient } from "../peers/client.ts";
import { spawnAppliance } from "../peers/process.ts";
import { lastingSettings } from "../peers/settings.ts";
import { signIn } from "../peers/steps.ts";
import { cpuSeconds, milliseconds, residentMegabytes, table } from "./process.ts";

const people = Number(process.argv[2] ?? 1000);
const spaces = Number(process.argv[3] ?? 5000);
const clientsEach = 2;
const groupSize = 50;
const stormSeconds = 15;

const folder = mkdtempSync(join(tmpdir(), "hearth-clients-"));
const person = (name: string) => ({ name, email: `${name}@example.org`, password: "a long password" });
const rows: [string, string][] = [];

/** Everybody with a session, made beside the door: it lets in ten a minute from one address. */
const prepared = await testAppliance({ DATA: folder });
const { directory, invitations, sessions } = prepared.rooms.people;
const cookies: { id: string; cookie: string }[] = [];
const enter = async (id: string) =>
  cookies.push({ id, cookie: `${cookieName}=${await sessions.start(id, "bench", "127.0.0.1")}` });
const first = { code: prepared.setupCode ?? "", organisation: "Bench" };
await enter((await directory.setUp({ ...first, ...person("p0") })).id);
for (let index = 1; index < people; index += 4)
  await Promise.all(
    Array.from({ length: Math.min(4, people - index) }, async (_, offset) => {
      const { token } = await invitations.invite({ ...person(`p${index + offset}`), role: "user" });
      await enter((await invitations.accept(token, person(`p${index + offset}`))).id);
    }),
  );
await prepared.close();

const box = await spawnAppliance(lastingSettings(folder));
const members = cookies.map(({ id, cookie }) => ({ id, client: new AppClient(box.url, cookie) }));
const admin = members[0]?.client as AppClient;

/** Message id → when it was sent, and how many clients have it. */
const sent = new Map<string, { at: number; seen: number; latencies: number[] }>();
const before = residentMegabytes(box.pid);
for (let index = 0; index < members.length; index += 20)
  await Promise.all(
    members.slice(index, index + 20).flatMap(({ client }) =>
      Array.from({ length: clientsEach }, () =>
        client.follow(Number.MAX_SAFE_INTEGER, (frame) => {
          if (frame.type !== "event" || frame.kind !== "message.created") return;
          const message = sent.get(frame.subject);
          if (!message) return;
          message.seen++;
          message.latencies.push(performance.now() - message.at);
        }),
      ),
    ),
  );
const connected = members.length * clientsEach;
rows.push([
  `memory of a connected client (${connected} of ${members.length} people)`,
  `${(((residentMegabytes(box.pid) - before) * 1024) / connected).toFixed(0)} kB`,
]);

async function send(space: string, key: string, writer: AppClient): Promise<string> {
  const id = crypto.randomUUID();
  sent.set(id, { at: performance.now(), seen: 0, latencies: [] });
  await writer.send(space, key, "a message of a usual length, as people write them all day", id);
  return id;
}

/** Resolves with every client's latency, once all have it. */
async function everywhere(id: string, clients: number): Promise<number[]> {
  const message = sent.get(id);
  while (message && message.seen < clients) await Bun.sleep(2);
  return message?.latencies ?? [];
}

// A storm in spaces of fifty.
const groups: { space: string; key: string; writers: AppClient[] }[] = [];
for (let index = 0; index + groupSize <= members.length; index += groupSize) {
  const group = members.slice(index, index + groupSize);
  const [first, ...others] = group;
  if (!first) break;
  const space = await first.client.createSpace(
    `group ${index}`,
    others.map(({ id }) => id),
  );
  groups.push({ space, key: await first.client.keyOf(space), writers: group.map(({ client }) => client) });
}
let acknowledged = 0;
const storm = { cpu: cpuSeconds(box.pid), from: performance.now(), ids: [] as string[] };
await Promise.all(
  Array.from({ length: 32 }, async (_, index) => {
    while (performance.now() - storm.from < stormSeconds * 1000) {
      const group = groups[(index + acknowledged) % groups.length];
      const writer = group?.writers[index % groupSize];
      if (!group || !writer) return;
      storm.ids.push(await send(group.space, group.key, writer));
      acknowledged++;
    }
  }),
);
const took = (performance.now() - storm.from) / 1000;
const latencies = (await Promise.all(storm.ids.map((id) => everywhere(id, groupSize * clientsEach)))).flat();
rows.push(
  [
    `acknowledged in spaces of ${groupSize}, each delivered to ${groupSize * clientsEach} clients`,
    `${(acknowledged / took).toFixed(0)} a second`,
  ],
  ["from sending to a client, under that load", milliseconds(latencies)],
  [
    "CPU of the appliance a delivery",
    `${(((cpuSeconds(box.pid) - storm.cpu) * 1e6) / latencies.length).toFixed(1)} µs`,
  ],
);

// One space with everybody.
const all = await admin.createSpace(
  "everybody",
  members.slice(1).map(({ id }) => id),
);
const allKey = await admin.keyOf(all);
const wide: number[] = [];
for (let index = 0; index < 20; index++)
  wide.push(...(await everywhere(await send(all, allKey, members[index]?.client ?? admin), connected)));
rows.push([`to all ${connected} clients of one space of ${members.length}`, milliseconds(wide)]);

// Typing, by the size of the space.
for (const size of [10, 100, members.length]) {
  const some = members.slice(0, size);
  const space = await admin.createSpace(
    `typing ${size}`,
    some.slice(1).map(({ id }) => id),
  );
  const socket = await admin.follow(Number.MAX_SAFE_INTEGER, () => {});
  const signals = Math.max(20, Math.round(20_000 / size));
  const cpu = cpuSeconds(box.pid);
  for (let index = 0; index < signals; index++) {
    socket.send(JSON.stringify({ name: "typing", data: { space } }));
    if (index % 20 === 0) await Bun.sleep(5);
  }
  await Bun.sleep(1500);
  const each = ((cpuSeconds(box.pid) - cpu) * 1e6) / signals;
  rows.push([
    `a typing signal to ${size} people`,
    `${each.toFixed(0)} µs, ${(each / (size * clientsEach)).toFixed(1)} µs a client`,
  ]);
  socket.close();
}

// A browser with thousands of spaces, and one that was away.
const [reader, writer] = [members[1], members[2]];
if (reader && writer) {
  for (let index = 0; index < spaces; index += 50)
    await Promise.all(
      Array.from({ length: Math.min(50, spaces - index) }, (_, i) =>
        writer.client.createSpace(`space ${index + i}`, [reader.id]),
      ),
    );
  const browser = await openBrowser();
  const { page } = await visitor(browser, box.url);
  page.setDefaultTimeout(120_000);
  await signIn(page, person("p1"));
  const started: number[] = [];
  for (let round = 0; round < 5; round++) {
    const from = performance.now();
    await page.goto("/");
    await page.locator(".space-row").first().waitFor();
    started.push(performance.now() - from);
  }
  rows.push([`a browser with ${spaces} spaces, from its address to its list`, milliseconds(started)]);
  const cold: number[] = [];
  const cookie = cookies[1]?.cookie.split("=") ?? [];
  for (let round = 0; round < 5; round++) {
    const fresh = await visitor(browser, box.url);
    const [name = "", value = ""] = cookie;
    await fresh.context.addCookies([{ name, value, url: box.url }]);
    const from = performance.now();
    await fresh.page.goto("/");
    await fresh.page.locator(".space-row").first().waitFor();
    cold.push(performance.now() - from);
    await fresh.context.close();
  }
  rows.push(["the same in a browser that kept nothing", milliseconds(cold)]);
  await page.goto("about:blank");
  const space = await writer.client.createSpace("while away", [reader.id]);
  const key = await writer.client.keyOf(space);
  for (let index = 0; index < 5000; index += 50)
    await Promise.all(Array.from({ length: 50 }, () => writer.client.send(space, key, `missed ${index}`)));
  const from = performance.now();
  await page.goto("/");
  await page.locator(".space-row", { hasText: "while away" }).click();
  await page.getByText("missed 4950").last().waitFor();
  rows.push([
    "back after 5,000 messages, to the newest of them",
    `${(performance.now() - from).toFixed(0)} ms`,
  ]);
  await browser.close();
}

table("Clients", rows);
await box.kill("SIGTERM");
rmSync(folder, { recursive: true, force: true });
process.exit(0);
