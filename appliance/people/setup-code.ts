/** The one-time code that the box shows on its console: whoever has it may set the box up. Its digest alone is kept. */
import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { eq } from "drizzle-orm";
import { type Orm, readSetting, settings, writeSetting } from "../platform/index.ts";
import { peopleErrors } from "./errors.ts";

const kept = "setup-code";
/** However it is grouped, and whatever stands between its groups. */
const digest = (code: string) => createHash("sha256").update(code.replaceAll(/\D/g, "")).digest();

/** Inside a write: another code, in groups of four, in the place of the one before. */
export function renewSetupCode(orm: Orm): string {
  const code = Array.from({ length: 3 }, () => String(randomInt(10_000)).padStart(4, "0")).join("-");
  writeSetting(orm, kept, digest(code).toString("hex"));
  return code;
}

/** Inside a write: burns the code. Throws `wrong-setup-code`. */
export function burnSetupCode(orm: Orm, code: string): void {
  const stored = readSetting(orm, kept);
  const right = typeof stored === "string" && timingSafeEqual(digest(code), Buffer.from(stored, "hex"));
  if (!right) throw peopleErrors("wrong-setup-code");
  orm.delete(settings).where(eq(settings.name, kept)).run();
}
