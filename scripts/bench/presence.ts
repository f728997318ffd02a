/**
 * What being here costs: the processor's time and the memory of a client that does nothing, and of everybody going
 * away and coming back once, by how many clients there are. Each looks at fifty people, as a full screen does.
 *
 *   bun scripts/bench/presence.ts [clients, with commas]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { people } from "../../appliance/people/schema.ts";
import { cookieName } from "../../appliance/people/sessions.ts";
import { testAppliance } from "../peers/appliance.ts";
import { AppClient } from "../peers/client.ts";
import { manyPeople } from "../peers/many-people.ts";
import { spawnAppliance } from "../peers/process.ts";
import { lastingSettings } from "../peers/settings.ts";
import { until } from "../peers/until.ts";
import { cpuSeconds, residentMegabytes, table } from "./process.ts";

const sizes = (process.argv[2] ?? "500,1000,2000").split(",").map(Number);
const lookedAt = 50;
const idleSeconds = 20;

const folder = mkdtempSync(join(tmpdir(), "hearth-presence-"));
const prepared = await testAppliance({ DATA: folder });
const { directory, sessions } = prepared.rooms.people;
const enter = async (id: string) => `${cookieName}=${await sessions.start(id, "bench", "127.0.0.1")}`;
const admin = { name: "Maria", email: "maria@example.org", password: "a long password" };
await directory.setUp({ code: prepared.setupCode ?? "", organisation: "Bench", ...admin });
await manyPeople(prepared, Math.max(...sizes));
const ids = prepared.rooms.db.orm
  .select({ id: people.id })
  .from(people)
  .all()
  .map(({ id }) => id);
const cookies = await Promise.all(ids.map(enter));
await prepared.close();

const rows: [string, string][] = [];
for (const size of sizes) {
  const box = await spawnAppliance(lastingSettings(folder));
  const memory = residentMegabytes(box.pid);
  const sockets: WebSocket[] = [];
  let told = 0;
  for (let from = 0; from < size; from += 50)
    sockets.push(
      ...(await Promise.all(
        cookies.slice(from, Math.min(size, from + 50)).map((cookie) =>
          new AppClient(box.url, cookie).follow(Number.MAX_SAFE_INTEGER, (frame) => {
            if (frame.type === "signal" && frame.name === "presence")
              told += Object.keys(frame.data as object).length;
          }),
        ),
      )),
    );
  const say = (name: string, data: (index: number) => unknown) => {
    for (const [index, socket] of sockets.entries()) socket.send(JSON.stringify({ name, data: data(index) }));
  };
  say("watch", (index) => ({
    people: Array.from({ length: lookedAt }, (_, next) => ids[(index + 1 + next) % size]),
  }));
  await until(() => told >= size * lookedAt, 120_000);
  const idle = cpuSeconds(box.pid);
  await Bun.sleep(idleSeconds * 1000);
  const idleEach = ((cpuSeconds(box.pid) - idle) * 1e6) / idleSeconds / size;
  const grown = ((residentMegabytes(box.pid) - memory) * 1024) / size;
  const before = told;
  const busy = cpuSeconds(box.pid);
  for (const [turn, away] of [true, false].entries()) {
    say("idle", () => ({ idle: away }));
    await until(() => told >= before + (turn + 1) * size * lookedAt, 120_000);
  }
  const changes = 2 * size;
  const each = ((cpuSeconds(box.pid) - busy) * 1e6) / changes;
  rows.push([
    `${size} clients`,
    `${idleEach.toFixed(0)} µs a second and ${grown.toFixed(0)} kB for each that does nothing; ` +
      `${each.toFixed(0)} µs a change that ${lookedAt} see, ${(each / lookedAt).toFixed(1)} µs for each who sees it`,
  ]);
  for (const socket of sockets) socket.close();
  await box.kill("SIGTERM");
}
table(`Presence, each looking at ${lookedAt} people`, rows);
rmSync(folder, { recursive: true, force: true });
process.exit(0);
