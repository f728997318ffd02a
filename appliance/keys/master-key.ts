/** The master key: in a file of its own, sealed by the file's permissions or by a passphrase. */

import { randomBytes, scryptSync } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { keyErrors } from "./errors.ts";
import { unwrap, wrap } from "./wrapping.ts";

const format = z.union([
  z.strictObject({ version: z.literal(1), key: z.string() }),
  z.strictObject({ version: z.literal(1), salt: z.string(), wrapped: z.string() }),
]);

/** RFC 7914 with N = 2^16, r = 8, p = 1: 64 MiB and about a fifth of a second. */
const derive = (passphrase: string, salt: Buffer) =>
  scryptSync(passphrase, salt, 32, { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 });

/**
 * Reads the master key, or makes it when there is none; one that lay open is sealed once there is a passphrase.
 * Throws `keys-locked` for a wrong passphrase.
 */
export function loadMasterKey(file: string, passphrase: string): Buffer {
  if (!existsSync(file)) {
    const key = randomBytes(32);
    writeFileSync(file, JSON.stringify(seal(key, passphrase)), { mode: 0o600, flag: "wx" });
    return key;
  }
  const parsed = format.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw keyErrors("keys-locked", { file }, { cause: parsed.error });
  const sealed = parsed.data;
  if ("key" in sealed) {
    const key = Buffer.from(sealed.key, "base64url");
    if (passphrase !== "") replace(file, JSON.stringify(seal(key, passphrase)));
    return key;
  }
  try {
    return unwrap(derive(passphrase, Buffer.from(sealed.salt, "base64url")), "master", sealed.wrapped);
  } catch (cause) {
    throw keyErrors("keys-locked", { file }, { cause });
  }
}

/** Either the old file or the new one is there, whatever happens in between. */
function replace(file: string, text: string): void {
  const next = `${file}.new`;
  writeFileSync(next, text, { mode: 0o600, flush: true });
  renameSync(next, file);
}

function seal(key: Buffer, passphrase: string): z.output<typeof format> {
  if (passphrase === "") return { version: 1, key: key.toString("base64url") };
  const salt = randomBytes(16);
  return {
    version: 1,
    salt: salt.toString("base64url"),
    wrapped: wrap(derive(passphrase, salt), "master", key),
  };
}
