/** What the server checks of a ciphertext it cannot read: form, key and binding (RFC 7516 compact). */
import { z } from "zod";
import { messagingErrors } from "./errors.ts";

/** `sp` and `mid` bind a body to its space and message, so that rows cannot be exchanged unnoticed. */
const header = z.strictObject({
  alg: z.literal("dir"),
  enc: z.literal("A256GCM"),
  kid: z.uuid(),
  sp: z.uuid().optional(),
  mid: z.uuid().optional(),
});

/** header..nonce.ciphertext.tag: direct encryption has no encrypted key between the first two dots. */
const compact = /^([\w-]{20,400})\.\.[\w-]{16}\.[\w-]*\.[\w-]{22}$/;

/** Throws `bad-ciphertext` unless `jwe` is a compact JWE whose header says exactly what is expected. */
export function checkJwe(jwe: string, expected: { kid: string; sp?: string; mid?: string }): void {
  try {
    const encoded = compact.exec(jwe)?.[1];
    if (encoded === undefined) throw new Error("not a compact JWE with direct encryption");
    const found = header.parse(JSON.parse(Buffer.from(encoded, "base64url").toString()));
    if (found.kid !== expected.kid || found.sp !== expected.sp || found.mid !== expected.mid)
      throw new Error("bound to another key, space or message");
  } catch (cause) {
    throw messagingErrors("bad-ciphertext", {}, { cause });
  }
}

/** Id of the key that a compact JWE names; throws `bad-ciphertext` when there is none. */
export function keyOf(jwe: string): string {
  try {
    return header.parse(JSON.parse(Buffer.from(jwe.split(".", 1)[0] ?? "", "base64url").toString())).kid;
  } catch (cause) {
    throw messagingErrors("bad-ciphertext", {}, { cause });
  }
}
