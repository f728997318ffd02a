/** Sign-in and sessions on a virtual clock: what strangers learn, whom they can keep out, and how sessions end. */
import { afterEach, beforeEach, expect, spyOn, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../scripts/peers/until.ts";
import { Database, EventLog, VirtualClock } from "../platform/index.ts";
import { Sessions, sessionSeconds } from "./sessions.ts";
import { hashPassword, PasswordSignIn } from "./sign-in.ts";
import { createPeopleStore, type PeopleStore } from "./store.ts";

let folder: string;
let db: Database;
let store: PeopleStore;
let sessions: Sessions;
let signIn: PasswordSignIn;
let clock: VirtualClock;

const password = "a long password";
const maria = "maria@northwind.example";
const desk = "192.0.2.1";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-sign-in-"));
  db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../platform/migrations"));
  clock = new VirtualClock();
  clock.advance(90 * 24 * 3600 * 1000);
  store = createPeopleStore(db.orm);
  sessions = new Sessions({ store, db, events: new EventLog(db, clock), clock, mayEnter: () => true });
  signIn = new PasswordSignIn({ store, clock, mayEnter: () => true });
  const passwordHash = await hashPassword(password);
  const person = (id: string, state: "active" | "disabled", hash: string | null) => ({
    id,
    name: id,
    email: `${id}@northwind.example`,
    role: "user" as const,
    offer: "M1" as const,
    state,
    passwordHash: hash,
    createdAt: 0,
  });
  await db.write(() => {
    store.createPerson(person("maria", "active", passwordHash));
    store.createPerson(person("left", "disabled", passwordHash));
    store.createPerson(person("invited", "active", null));
  });
});
afterEach(() => {
  sessions.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const attempt = (email: string, guess: string, address: string) =>
  signIn.verify(email, guess, address).then(
    () => "in",
    (error: { code: string }) => error.code,
  );

test("[SE-10] a stranger, somebody who has left, somebody without a password and a wrong password get one answer, after one hash each", async () => {
  const verify = spyOn(Bun.password, "verify");
  const emails = ["nobody@northwind.example", "left@northwind.example", "invited@northwind.example", maria];
  for (const email of emails) {
    verify.mockClear();
    expect(await attempt(email, "wrong password", desk)).toBe("sign-in-refused");
    expect(verify).toHaveBeenCalledTimes(1);
    const [guess, hash] = verify.mock.calls[0] ?? [];
    expect(String(guess)).toBe("wrong password");
    expect(String(hash)).toStartWith("$argon2id$v=19$m=19456,t=2,");
  }
  verify.mockRestore();
});

test("[SE-06] whoever tries passwords elsewhere keeps nobody out where they are signed in", async () => {
  await sessions.start("maria", "", desk);
  for (let guess = 0; guess < 10; guess++) await attempt(maria, "wrong", `198.51.100.${guess}`);
  expect(await attempt(maria, password, "198.51.100.200")).toBe("too-many-requests");
  expect(await attempt(maria, password, desk)).toBe("in");
  for (let guess = 0; guess < 5; guess++) await attempt(maria, "wrong", desk);
  expect(await attempt(maria, password, desk)).toBe("too-many-requests");
});

test("[SE-10] a session lasts thirty days from its last use, then its sockets are closed and it is gone", async () => {
  const ended: string[] = [];
  sessions.onEnd((ids) => ended.push(...ids));
  const [used, idle] = [await sessions.start("maria", "", desk), await sessions.start("maria", "", desk)];
  const month = sessionSeconds * 1000;
  clock.advance(month - 3_600_000);
  expect(sessions.resolve(used)?.person.id).toBe("maria");
  await db.write(() => {}); // what was noted is on disk
  clock.advance(2 * 3_600_000);
  expect(sessions.resolve(used)).toBeDefined();
  expect(sessions.resolve(idle)).toBeUndefined();
  expect(sessions.list("maria")).toHaveLength(1);
  await until(() => store.sessionsOf("maria").length === 1); // looked for every hour
  expect(new Set(ended).size).toBe(1);
});
