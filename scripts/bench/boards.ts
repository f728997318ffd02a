/**
 * Ten people draw on one whiteboard at once: how soon a stroke that one of them makes can be drawn by the nine
 * others, from before it is encrypted until it is decrypted there.
 *
 *   bun scripts/bench/boards.ts [seconds]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Operation } from "../../appliance/boards/index.ts";
import { call } from "../../web-ui/api/client.ts";
import { drawingOf } from "../../web-ui/boards/drawing.ts";
import { openChange } from "../../web-ui/boards/sealed-change.ts";
import { encryptContent } from "../../web-ui/crypto/content.ts";
import { AppClient } from "../peers/client.ts";
import { spawnAppliance } from "../peers/process.ts";
import { lastingSettings } from "../peers/settings.ts";
import { cpuSeconds, milliseconds, table } from "./process.ts";

const seconds = Number(process.argv[2] ?? 20);
const people = 10;
/** As the canvas sends a stroke while it is being drawn. */
const perSecond = 10;
const points = Array.from({ length: 60 }, (_, at) => [at * 1.25, Math.sin(at / 7) * 20]);

const folder = mkdtempSync(join(tmpdir(), "hearth-boards-"));
const box = await spawnAppliance(lastingSettings(folder));
const person = (name: string) => ({ name, email: `${name}@example.org`, password: "a long password" });
const admin = new AppClient(box.url);
await admin.setUp(box.setupCode, "Bench", person("p0"));
const others = [];
for (let index = 1; index < people; index++) others.push(await admin.admit(person(`p${index}`)));
const space = await admin.createSpace(
  "Drawing office",
  others.map(({ id }) => id),
);
const key = await admin.keyOf(space);
const board = await admin.createBoard(space, "Plan");
const clients = [admin, ...others.map(({ client }) => client)];
const binding = { sp: space, mid: board };

const begun = new Map<string, number>();
const latencies: number[] = [];
const sockets = await Promise.all(
  clients.map((client) =>
    client.follow(0, (frame) => {
      if (frame.type !== "signal" || frame.name !== "board") return;
      const { body } = frame.data as Operation;
      void openChange(client.keyring, body, binding).then((change) => {
        const [stroke] = drawingOf(change).elements;
        latencies.push(performance.now() - (begun.get(stroke?.id ?? "") ?? Number.NaN));
      });
    }),
  ),
);

async function draw(client: AppClient, end: number): Promise<number> {
  let strokes = 0;
  for (let next = performance.now(); next < end; next += 1000 / perSecond) {
    await Bun.sleep(Math.max(0, next - performance.now() + Math.random() * 20));
    const id = crypto.randomUUID();
    begun.set(id, performance.now());
    const stroke = { id, type: "freedraw", version: 1, versionNonce: strokes, points };
    const body = await encryptContent(client.keyring, key, binding, { elements: [stroke] });
    const operations = client.api.boards[":id"].operations;
    await call(operations.$post({ param: { id: board }, json: { id: crypto.randomUUID(), body } }));
    strokes += 1;
  }
  return strokes;
}

await Promise.all(clients.map((client) => draw(client, performance.now() + 2000))); // warm, on both sides
latencies.length = 0;
const before = cpuSeconds(box.pid);
const end = performance.now() + seconds * 1000;
const drawn = await Promise.all(clients.map((client) => draw(client, end)));
const strokes = drawn.reduce((sum, count) => sum + count, 0);
const cpu = cpuSeconds(box.pid) - before;
while (latencies.length < strokes * people) await Bun.sleep(10);
for (const socket of sockets) socket.close();
await box.kill("SIGTERM");
rmSync(folder, { recursive: true, force: true });
table("Ten people on one board", [
  ["strokes a second, in all", (strokes / seconds).toFixed(0)],
  ["from a stroke to every other's client", milliseconds(latencies)],
  ["the appliance's CPU", `${((cpu / seconds) * 100).toFixed(0)} % of a core`],
]);
process.exit(0);
