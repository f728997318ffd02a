/** Names of people from before their words were kept. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { Database } from "../platform/index.ts";
import { people } from "./schema.ts";
import { createPeopleStore } from "./store.ts";

let folder: string;
let db: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-names-"));
  db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../platform/migrations"));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const words = () =>
  db.orm
    .select()
    .from(people)
    .all()
    .map(({ nameWords }) => nameWords);

/** Three people of whose names no words are kept. */
async function peopleFromBefore(): Promise<ReturnType<typeof createPeopleStore>> {
  const store = createPeopleStore(db.orm);
  await db.write(() => {
    for (const name of ["Anna", "Jürgen", "Zoë"])
      store.createPerson({
        ...{ id: name, name, email: `${name.length}${name}@northwind.example` },
        ...{ role: "user", state: "active", offer: "M1", createdAt: 0 },
      });
  });
  await db.write((orm) => void orm.update(people).set({ nameWords: null }).run());
  return store;
}

test("[GN-10] the names of people from before are searched after a start", async () => {
  const store = await peopleFromBefore();
  store.completeNameWords();
  expect(words()).toEqual([" anna", " jurgen", " zoe"]);
});

test("[GN-10] they are written in one transaction, since a start waits for it: all, or none", async () => {
  const store = await peopleFromBefore();
  db.orm.run(
    sql`create trigger last before update on people when new.id = 'Zoë' begin select raise(abort, 'full'); end`,
  );
  expect(() => store.completeNameWords()).toThrow();
  expect(words()).toEqual([null, null, null]);
});
