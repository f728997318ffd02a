/** Settings that the house keeps under a name: one value each, as JSON. */
import { eq } from "drizzle-orm";
import type { Orm } from "./database.ts";
import { settings } from "./schema.ts";

/** Undefined where nothing was stored. */
export const readSetting = (orm: Orm, name: string): unknown =>
  orm.select().from(settings).where(eq(settings.name, name)).get()?.value;

/** Inside a write. */
export function writeSetting(orm: Orm, name: string, value: unknown): void {
  const row = { name, value };
  orm.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row }).run();
}

/** Inside a write. */
export function removeSetting(orm: Orm, name: string): void {
  orm.delete(settings).where(eq(settings.name, name)).run();
}
