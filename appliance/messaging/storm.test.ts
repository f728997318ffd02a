/** The appliance is killed again and again in the middle of a storm of messages: nothing acknowledged is lost. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { AppClient } from "../../scripts/peers/client.ts";
import { type ApplianceProcess, spawnAppliance } from "../../scripts/peers/process.ts";
import { lastingSettings } from "../../scripts/peers/settings.ts";
import { call } from "../../web-ui/api/client.ts";

/** More of them on request: `STORM_KILLS=1000 bun test appliance/messaging/storm.test.ts`. */
const kills = z.coerce.number().int().min(1).default(50).parse(process.env.STORM_KILLS);
/** Milliseconds for each: as "never". */
const longestRound = 5000;
const folder = mkdtempSync(join(tmpdir(), "hearth-storm-"));
const settings = lastingSettings(folder);

let appliance: ApplianceProcess | undefined;
afterAll(async () => {
  await appliance?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** One person who writes without pause, sends again what was not acknowledged, and follows the stream. */
class Writer {
  readonly acknowledged: string[] = [];
  readonly seen: string[] = [];
  readonly client: AppClient;
  readonly #space: string;
  readonly #key: string;
  #pending: string = crypto.randomUUID();
  #seq = 0;
  #socket: WebSocket | undefined;

  constructor(client: AppClient, space: string, key: string) {
    this.client = client;
    this.#space = space;
    this.#key = key;
  }

  async connect(): Promise<void> {
    this.#socket?.close();
    this.#socket = await this.client.follow(this.#seq, (frame) => {
      if (frame.type === "event") {
        this.#seq = frame.seq;
        if (frame.kind === "message.created") this.seen.push(frame.subject);
      } else if (frame.type === "live") this.#seq = Math.max(this.#seq, frame.seq);
    });
  }

  /** Writes until the appliance is gone. */
  async write(): Promise<void> {
    try {
      for (;;) {
        await this.client.send(this.#space, this.#key, "in the storm", this.#pending);
        this.acknowledged.push(this.#pending);
        this.#pending = crypto.randomUUID();
      }
    } catch {
      // The appliance was killed: the same message is sent again when it is back.
    }
  }

  async writeLast(): Promise<void> {
    await this.client.send(this.#space, this.#key, "after the storm", this.#pending);
    this.acknowledged.push(this.#pending);
  }

  /** Waits until everything that `ids` holds has come through the stream. */
  async caughtUp(ids: readonly string[]): Promise<void> {
    while (new Set(ids).difference(new Set(this.seen)).size > 0)
      await new Promise((resolve) => setImmediate(resolve));
  }
}

test(
  `[MS-01] kill -9 at ${kills} random moments loses no acknowledged message and doubles none`,
  async () => {
    appliance = await spawnAppliance(settings);
    const maria = new AppClient(appliance.url);
    const admin = { name: "Maria", email: "maria@example.org", password: "a long password" };
    await maria.setUp(appliance.setupCode, "Storm", admin);
    const guests = await Promise.all(
      ["jonas", "aiko"].map((name) =>
        maria.admit({ name, email: `${name}@example.org`, password: "a long password" }),
      ),
    );
    const space = await maria.createSpace(
      "Storm",
      guests.map(({ id }) => id),
    );
    const key = await maria.keyOf(space);
    const writers = [maria, ...guests.map(({ client }) => client)].map(
      (client) => new Writer(client, space, key),
    );

    for (let round = 0; round < kills; round++) {
      await Promise.all(writers.map((writer) => writer.connect()));
      const storm = Promise.all(writers.map((writer) => writer.write()));
      const moment = Math.random() * 150;
      await new Promise((resolve) => setTimeout(resolve, moment));
      await appliance.kill();
      await storm;
      appliance = await spawnAppliance(settings);
    }
    await Promise.all(writers.map((writer) => writer.connect()));
    await Promise.all(writers.map((writer) => writer.writeLast()));

    const stored: string[] = [];
    for (let before: number | undefined; ; ) {
      const query = { limit: "200", ...(before !== undefined && { before: String(before) }) };
      const path = maria.api.spaces[":id"].messages;
      const { messages } = await call(path.$get({ param: { id: space }, query }));
      stored.unshift(...messages.map(({ id }) => id));
      before = messages[0]?.seq;
      if (messages.length < 200) break;
    }
    const acknowledged = writers.flatMap((writer) => writer.acknowledged);
    expect(acknowledged.length).toBeGreaterThan(kills);
    expect(new Set(stored).size).toBe(stored.length);
    expect([...new Set(acknowledged).difference(new Set(stored))]).toEqual([]);
    for (const writer of writers) {
      await writer.caughtUp(stored);
      expect(writer.seen).toEqual(stored);
    }
  },
  kills * longestRound,
);
