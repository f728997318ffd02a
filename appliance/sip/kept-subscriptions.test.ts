/** Subscriptions on disk: what a house before this one has left there, rubbish besides. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database, silentLogger, VirtualClock } from "../platform/index.ts";
import { KeptSubscriptions } from "./kept-subscriptions.ts";
import { sipSubscriptions } from "./schema.ts";
import { type KeptSubscription, resumed, spareNumbers } from "./subscription.ts";

let folder: string;
let db: Database;
const clock = new VirtualClock();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-kept-subscriptions-"));
  db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../platform/migrations"));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const left = (): KeptSubscription => ({
  event: "dialog",
  dialog: {
    callId: "lamp",
    local: "<sip:100@192.0.2.9>;tag=2",
    remote: "<sip:maria@192.0.2.9>;tag=1",
    localTag: "2",
    remoteTag: "1",
    remoteTarget: "sip:maria@192.0.2.1",
    routeSet: [],
    localSequence: 2,
    remoteSequence: 1,
    address: "192.0.2.1",
    port: 5060,
    transport: "TLS",
  },
  entity: "sip:100@192.0.2.9",
  personId: "maria",
  deviceId: "desk",
  version: 2,
  expiresAt: clock.now() + 600_000,
  keptAt: clock.now(),
});

const lie = (rows: [id: string, kept: string, expiresAt?: number][]) =>
  db.write((orm) => {
    for (const [id, kept, expiresAt = clock.now() + 600_000] of rows)
      orm.insert(sipSubscriptions).values({ id, event: "dialog", kept, expiresAt }).run();
  });
const ids = () =>
  db.orm
    .select()
    .from(sipSubscriptions)
    .all()
    .map(({ id }) => id);

test("[CA-21] [AP-10] a house starts beside subscriptions that it cannot read, and forgets them", async () => {
  const good = left();
  const wrong = [
    ...["", "{", "null", "[]", "{}"],
    ...[
      { ...good, dialog: undefined },
      { ...good, dialog: { ...good.dialog, routeSet: "sip:proxy" } },
      { ...good, dialog: { ...good.dialog, address: "desk" } },
      { ...good, dialog: { ...good.dialog, port: 0 } },
      { ...good, dialog: { ...good.dialog, transport: "WSS" } },
      { ...good, dialog: { ...good.dialog, localSequence: -1 } },
      { ...good, keptAt: 0, expiresAt: 8.64e15 },
      { ...good, personId: 7 },
    ].map((one) => JSON.stringify(one)),
  ];
  await lie([["good", JSON.stringify(good)], ...wrong.map((kept, at): [string, string] => [`${at}`, kept])]);
  const kept = new KeptSubscriptions({ db, clock, log: silentLogger });
  expect(kept.of("dialog")).toEqual([good]);
  await kept.close();
  expect(ids()).toEqual(["good"]);
});

test("[CA-21] what is over is neither told nor kept", async () => {
  const good = JSON.stringify(left());
  await lie([
    ["over", good, clock.now()],
    ["rubbish", "{"],
  ]);
  const kept = new KeptSubscriptions({ db, clock, log: silentLogger });
  expect(kept.of("dialog")).toEqual([]);
  await kept.close();
  expect(ids()).toEqual([]);
});

test("[CA-21] each house that takes over begins behind the numbers of all before it, whatever the clock says", async () => {
  await lie([["good", JSON.stringify(left())]]);
  const begins = () => {
    const kept = new KeptSubscriptions({ db, clock: new VirtualClock(clock.now()), log: silentLogger });
    const [taken] = kept.of("dialog");
    if (!taken) throw new Error("it is not there");
    const watched = { package: {} as never, resource: "100", personId: "maria", deviceId: "desk" };
    const { state, version } = resumed(taken, {} as never, clock.now(), watched);
    return [state.localSequence, version]; // and is killed before it writes anything
  };
  const houses = [begins(), begins(), begins()];
  for (const [at, [sequence = 0, version = 0]] of houses.entries()) {
    const [before = left().dialog.localSequence, shown = left().version] = houses[at - 1] ?? [];
    expect(sequence - before).toBeGreaterThanOrEqual(spareNumbers);
    expect(version - shown).toBeGreaterThanOrEqual(spareNumbers);
  }
});
