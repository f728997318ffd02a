/** A house that is updated over the migration that made encryption the default. */
import { afterAll, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { Database } from "../platform/index.ts";
import { sipDevices } from "./schema.ts";

const migrations = join(import.meta.dir, "../platform/migrations");
/** The one that asks whether a device may speak in the clear. */
const asking = "0033_slow_carlie_cooper";
const folder = mkdtempSync(join(tmpdir(), "hearth-before-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The migrations before that one, as a house had them. */
function migrationsBefore(): string {
  const before = join(folder, "migrations");
  cpSync(migrations, before, { recursive: true });
  const path = join(before, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(path, "utf8")) as { entries: { tag: string }[] };
  const at = journal.entries.findIndex(({ tag }) => tag === asking);
  expect(at).toBeGreaterThan(0);
  writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, at) }));
  return before;
}

test("[CA-25] a telephone that was there before encryption was the default may speak in the clear as before", () => {
  const path = join(folder, "hearth.db");
  const old = new Database(path, migrationsBefore());
  old.orm.run(sql`insert into sip_devices (id, person_id, name, username, ha1_sha256, ha1_md5, created_at)
    values ('old', 'somebody', 'Lobby', 'p-old', '', '', 0)`);
  old.close();
  const updated = new Database(path, migrations);
  expect(updated.orm.select().from(sipDevices).where(eq(sipDevices.id, "old")).get()).toMatchObject({
    name: "Lobby",
    plain: true,
  });
  updated.close();
});
