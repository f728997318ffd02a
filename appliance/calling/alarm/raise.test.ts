/** What an emergency call has to wait for, and who sees what was told of it. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Person } from "../../people/index.ts";
import { Database, EventLog, silentLogger, VirtualClock } from "../../platform/index.ts";
import { EmergencyAlarm } from "./alarm.ts";

const desk = { id: "desk", name: "Aiko", role: "user" } as Person;
const administrator = { id: "maria", name: "Maria", role: "administrator" } as Person;
const caller = { personId: "jonas", name: "Jonas", number: "2001" };

let folder: string;
let db: Database;
let everybody: Person[];
/** What was done, in order. */
let done: string[];
let alarm: EmergencyAlarm;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-"));
  db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../../platform/migrations"));
  const clock = new VirtualClock(0);
  everybody = [desk, administrator];
  done = [];
  alarm = new EmergencyAlarm({
    db,
    events: new EventLog(db, clock),
    clock,
    log: silentLogger,
    outside: {
      emergencyIdentity: () => {
        done.push("place");
        return { number: undefined, address: "1 Market Street", civic: undefined, spoken: undefined };
      },
    },
    recipients: {
      desk: [{ person: desk, mayCall: true, mayReach: true, mayShow: true }],
      get everybody() {
        return everybody;
      },
    },
    telephones: {
      ring: async () => {
        done.push("telephones");
        return false;
      },
      stop() {},
      close() {},
    },
    ways: {
      tell: () => void done.push("apps"),
      popUp: () => void done.push("notifications"),
      seen() {},
    },
    mail: {
      get enabled() {
        done.push("e-mail");
        return false;
      },
      enqueue() {},
      sendNow: async () => {},
    },
    wordingFor: () => {
      throw new Error("no letter is written");
    },
    appUrl: () => "https://hearth.example",
  });
});
afterEach(() => {
  alarm.close();
  db.close();
  rmSync(folder, { recursive: true });
});

const waysTaken = () => new Promise((resolve) => setImmediate(resolve));

test("[CA-22] an emergency call waits for its place alone, and for nobody who is told", async () => {
  alarm.raise(caller, "112");
  expect(done).toEqual(["place"]);
  expect(alarm.of(desk.id)).toMatchObject([{ number: "112", location: "1 Market Street", times: 1 }]);
  await waysTaken();
  expect(done.toSorted()).toEqual(["apps", "e-mail", "e-mail", "notifications", "place", "telephones"]);
});

test("[CA-22] the same call again is told to apps and telephones, and neither mailed nor pushed nor recorded anew", async () => {
  alarm.raise(caller, "112");
  await waysTaken();
  done = [];
  for (let time = 0; time < 20; time++) alarm.raise(caller, "112");
  await waysTaken();
  expect(new Set(done)).toEqual(new Set(["place", "apps", "telephones"]));
  expect(alarm.of(administrator.id)).toMatchObject([{ times: 21 }]);
});

test("[CA-22] who is neither at the front desk nor an administrator any more sees nothing of it", () => {
  alarm.raise(caller, "112");
  everybody = [desk];
  expect(alarm.of(administrator.id)).toEqual([]);
  expect(alarm.of(desk.id)).toHaveLength(1);
});
