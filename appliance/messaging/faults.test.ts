/** Kills, a full disk, broken lines, requests out of order and twice, all at once; then the history is checked. */
import { afterAll, expect, test } from "bun:test";
import { AppClient } from "../../scripts/peers/client.ts";
import { History, Observer } from "../../scripts/peers/history.ts";
import { type ApplianceProcess, spawnAppliance } from "../../scripts/peers/process.ts";
import { lastingSettings } from "../../scripts/peers/settings.ts";
import { SmallDisk } from "../../scripts/peers/small-disk.ts";
import { UnrulyLine } from "../../scripts/peers/unruly-line.ts";
import { ApiError, call } from "../../web-ui/api/client.ts";
import { decryptContent } from "../../web-ui/crypto/content.ts";
import type { Message } from "./message-view.ts";

const rounds = 12;
const writersEach = 3;
const faults = ["a kill", "a full disk", "broken lines"] as const;

const disk = SmallDisk.open(64);
let appliance: ApplianceProcess | undefined;
let line: UnrulyLine | undefined;
afterAll(async () => {
  line?.close();
  await appliance?.kill();
  disk?.close();
});

const moment = (most: number) => new Promise((resolve) => setTimeout(resolve, Math.random() * most));
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Somebody who sends, edits and deletes what is theirs, and asks for each change until it is acknowledged. */
class Writer {
  refusedByDisk = 0;
  readonly #client: AppClient;
  readonly #place: { space: string; key: string };
  readonly #history: History;
  readonly #mine: { id: string; version: number }[] = [];

  constructor(client: AppClient, place: { space: string; key: string }, history: History) {
    this.#client = client;
    this.#place = place;
    this.#history = history;
  }

  async write(until: () => boolean): Promise<void> {
    while (!until()) {
      const at = Math.floor(Math.random() * this.#mine.length);
      const old = this.#mine[at];
      const dice = Math.random();
      if (!old || dice < 0.6) await this.#send(until);
      else if (dice < 0.85) await this.#edit(old, until);
      else {
        this.#mine.splice(at, 1);
        await this.#delete(old.id, until);
      }
    }
  }

  async #send(until: () => boolean): Promise<void> {
    const { space, key } = this.#place;
    const id = crypto.randomUUID();
    this.#history.attempted(id);
    const send = () => this.#client.send(space, key, `${id} 0`, id);
    // Twice at once, as a client does whose answer is late.
    await this.#persist(() => Promise.all([send(), Math.random() < 0.2 ? send() : undefined]), until);
    this.#history.acknowledged(id, `${id} 0`);
    this.#mine.push({ id, version: 0 });
  }

  async #edit(message: { id: string; version: number }, until: () => boolean): Promise<void> {
    const { space, key } = this.#place;
    const text = `${message.id} ${++message.version}`;
    await this.#persist(() => this.#client.edit(space, key, message.id, text), until);
    this.#history.acknowledged(message.id, text);
  }

  async #delete(id: string, until: () => boolean): Promise<void> {
    await this.#persist(
      () =>
        call(this.#client.api.messages[":id"].$delete({ param: { id } })).catch((error: unknown) => {
          const gone = error instanceof ApiError && error.code === "message-not-found";
          if (!gone) throw error; // else an answer before this one was not heard
        }),
      until,
    );
    this.#history.deleted(id);
  }

  /** Until it is acknowledged, also beyond the end. */
  async #persist(change: () => Promise<unknown>, until: () => boolean): Promise<void> {
    for (;;)
      try {
        return void (await change());
      } catch (error) {
        if (error instanceof ApiError && error.code === "database-refused") this.refusedByDisk++;
        else if (error instanceof ApiError && error.status !== 0) throw error;
        await (until() ? turn() : moment(20));
      }
  }
}

/** Follows over the unruly line, and begins again where it broke. */
async function follow(client: AppClient, observer: Observer, until: () => boolean): Promise<void> {
  while (!until())
    try {
      const socket = await client.follow(observer.seq, observer.receive);
      await new Promise((resolve) => {
        socket.onclose = resolve;
      });
    } catch {
      await moment(20); // the line is broken, or the appliance is not there
    }
}

test.skipIf(!disk)(
  "[MS-01] [MS-02] kills, a full disk, broken lines, duplicates and disorder: nothing acknowledged is lost, none is there twice, one order",
  async () => {
    const folder = disk?.folder ?? "";
    const settings = lastingSettings(folder);
    appliance = await spawnAppliance(settings);
    line = await UnrulyLine.open(Number(new URL(appliance.url).port));
    const url = `https://localhost:${line.port}`;
    const maria = new AppClient(url);
    const person = (name: string) => ({ name, email: `${name}@example.org`, password: "a long password" });
    await maria.setUp(appliance.setupCode, "Faults", person("maria"));
    const others = [await maria.admit(person("jonas")), await maria.admit(person("aiko"))];
    const members = others.map(({ id }) => id);
    const space = await maria.createSpace("Faults", members);
    const key = await maria.keyOf(space);
    const clients = [maria, ...others.map(({ client }) => client)];
    for (const client of clients) {
      await client.keyring.get(key);
      await client.keyring.indexKeys([space]);
    }
    const history = new History();
    let over = false;
    const until = () => over;
    const writers = clients.flatMap((client) =>
      Array.from({ length: writersEach }, () => new Writer(client, { space, key }, history)),
    );
    const writing = Promise.all(writers.map((writer) => writer.write(until)));
    const following = Promise.all(
      clients.map((client) => {
        const observer = new Observer();
        history.observers.push(observer);
        return follow(client, observer, until);
      }),
    );
    line.delay = 15;
    line.breaks = 0.01;

    for (let round = 0; round < rounds; round++) {
      const fault = faults[round % faults.length];
      await moment(300);
      if (fault === "a kill") {
        await appliance.kill();
        appliance = await spawnAppliance(settings);
      } else if (fault === "a full disk") {
        const before = writers.reduce((sum, { refusedByDisk }) => sum + refusedByDisk, 0);
        disk?.fill();
        while (writers.reduce((sum, { refusedByDisk }) => sum + refusedByDisk, 0) < before + 10) await turn();
        disk?.free();
      } else for (let cuts = 0; cuts < 5; cuts++) await moment(50).then(() => line?.cut());
    }
    over = true;
    await writing;
    line.delay = 0;
    line.breaks = 0;
    line.cut();
    await following;
    for (const [index, observer] of history.observers.entries()) {
      const socket = await clients[index]?.follow(observer.seq, observer.receive); // resolves once all has come
      socket?.close();
    }

    const stored: Message[] = [];
    for (let before: number | undefined; ; ) {
      const query = { limit: "200", ...(before !== undefined && { before: String(before) }) };
      const page = await call(maria.api.spaces[":id"].messages.$get({ param: { id: space }, query }));
      stored.unshift(...page.messages);
      before = page.messages[0]?.seq;
      if (page.messages.length < 200) break;
    }
    const textOf = async ({ body, id }: Message) =>
      ((await decryptContent(maria.keyring, body, { sp: space, mid: id })) as { text: string }).text;
    expect(history.size).toBeGreaterThan(rounds * writersEach);
    expect(await history.check(stored, textOf)).toEqual([]);
  },
  240_000,
);
