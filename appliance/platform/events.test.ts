import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database, EventLog, every, Stream, type StreamFrame, silentLogger, VirtualClock } from "./index.ts";

let folder: string;
let db: Database;
let clock: VirtualClock;
let log: EventLog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-events-"));
  db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "migrations"));
  clock = new VirtualClock(1_000);
  log = new EventLog(db, clock);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const append = (topic: string, kind: string, times = 1) =>
  db.write(() => {
    for (let time = 0; time < times; time++) log.append({ topic, kind, subject: "x" });
  });

/** Opens a client's socket; its frames, and the code that it was closed with. */
function follow(since: number) {
  const stream = new Stream({ events: log, log: silentLogger, topicsOf: () => ["org"] });
  const frames: StreamFrame[] = [];
  let closed: number | undefined;
  const socket = {
    buffered: 0,
    send: (text: string) => void frames.push(JSON.parse(text)),
    close: (code: number) => {
      closed = code;
    },
  };
  stream.accept({ personId: "maria", sessionId: "one" }, since).open(socket as never);
  stream.close();
  return { frames, closed };
}

test("[AP-10] old events go, many at a time, calls that administrators are told of too; what they and guests did stays", async () => {
  await append("org", "space.updated", 4_499);
  await append("admin", "call.emergency");
  await append("admin", "retention.changed");
  await append("org", "guest.acted");
  clock.advance(5_000);
  await append("org", "space.updated");
  await log.forget(clock.now());
  expect(log.tail(0).map(({ seq, kind }) => [seq, kind])).toEqual([
    [4_501, "retention.changed"],
    [4_502, "guest.acted"],
    [4_503, "space.updated"],
  ]);
  expect(log.horizon).toBe(4_502);
  expect(new EventLog(db, clock).horizon).toBe(4_502);
  await log.forget(clock.now()); // nothing is old
  expect(log.horizon).toBe(4_502);
  clock.advance(1);
  await log.forget(clock.now());
  expect(log.tail(4_502).map(({ seq }) => seq)).toEqual([4_503]); // the newest stays
  await append("org", "space.updated");
  expect(log.last).toBe(4_504); // a number is never given twice
});

test("[MS-21] who was away for longer than events are kept is told to begin anew; who was not misses nothing", async () => {
  await append("org", "space.updated", 10);
  clock.advance(5_000);
  await append("org", "space.updated", 2);
  await log.forget(clock.now());
  expect(follow(9)).toEqual({ frames: [], closed: 4410 });
  const { frames, closed } = follow(10);
  expect(frames.map((frame) => frame.type)).toEqual(["event", "event", "live"]);
  expect(closed).not.toBe(4410);
});

test("[MS-21] who loads everything after a month of silence is not too late, and needs not begin anew for ever", async () => {
  await append("org", "space.updated", 10);
  clock.advance(5_000);
  await log.forget(clock.now());
  const { frames, closed } = follow(log.last);
  expect(frames).toEqual([{ type: "live", seq: 10 }]);
  expect(closed).not.toBe(4410);
});

test("[MS-21] whose events go while they are caught up with is told to begin anew, and not that nothing was missed", async () => {
  await append("org", "space.updated", 1_200);
  clock.advance(5_000);
  const stream = new Stream({ events: log, log: silentLogger, topicsOf: () => ["org"] });
  const told = Promise.withResolvers<StreamFrame | number>();
  let events = 0;
  const socket = {
    buffered: 0,
    send(text: string) {
      const frame: StreamFrame = JSON.parse(text);
      if (frame.type === "event") events += 1;
      else told.resolve(frame);
    },
    close: told.resolve,
  };
  const forgotten = log.forget(clock.now());
  stream.accept({ personId: "maria", sessionId: "one" }, 0).open(socket as never);
  await forgotten;
  expect(await told.promise).toBe(4410);
  expect(events).toBe(500);
  stream.close();
});

test("[MS-21] of where somebody reads in a space the newest event alone is kept, and each who was away is told it", async () => {
  const placed = (person: string, space: string, placeSeq: number) =>
    db.write(() => {
      const place = { kind: "space.placed", subject: space, payload: { placeSeq } };
      log.append({ topic: `person:${person}`, ...place });
    });
  for (let turn = 1; turn <= 50; turn++) await placed("maria", "harbour", turn);
  await placed("maria", "quay", 7);
  await placed("jonas", "harbour", 8);
  await append("org", "space.updated", 2);
  await placed("maria", "harbour", 51);
  const kept = [
    ["person:maria", "quay", 7],
    ["person:jonas", "harbour", 8],
    ["person:maria", "harbour", 51],
  ];
  const places = log.tail(0).filter(({ kind }) => kind === "space.placed");
  expect(places.map(({ topic, subject, payload }) => [topic, subject, payload.placeSeq])).toEqual(kept);
  expect(log.tail(0)).toHaveLength(5);
  for (const since of [0, 20, 50, 54])
    expect(log.read(since, ["person:maria"]).at(-1)?.payload).toEqual({ placeSeq: 51 });
});

test("what is done every hour goes on after a failure, until it is cancelled", async () => {
  let runs = 0;
  const timer = every(clock, 3_600, async () => {
    runs += 1;
    if (runs === 1) throw new Error("the disk takes nothing");
  });
  clock.advance(3_600);
  clock.advance(3_600);
  expect(runs).toBe(2);
  timer.cancel();
  clock.advance(7_200);
  expect(runs).toBe(2);
  expect(clock.pending).toBe(0);
});
