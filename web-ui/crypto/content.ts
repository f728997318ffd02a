/** Content as compact JWE, `{"alg":"dir","enc":"A256GCM"}` (RFC 7516), bound to its space and message. */
import { fromBase64Url, toBase64Url } from "./encoding.ts";
import type { Keyring } from "./keyring.ts";

export interface Binding {
  /** Space id. */
  sp: string;
  /** Message id; absent for titles. */
  mid?: string;
}

const tagBytes = 16;
const encoder = new TextEncoder();

export async function encryptContent(
  keyring: Keyring,
  kid: string,
  binding: Binding,
  content: unknown,
): Promise<string> {
  const header = toBase64Url(encoder.encode(JSON.stringify({ alg: "dir", enc: "A256GCM", kid, ...binding })));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await keyring.get(kid);
  const algorithm = { name: "AES-GCM", iv, additionalData: encoder.encode(header) };
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt(algorithm, key, encoder.encode(JSON.stringify(content))),
  );
  const ciphertext = sealed.subarray(0, -tagBytes);
  return [header, "", toBase64Url(iv), toBase64Url(ciphertext), toBase64Url(sealed.subarray(-tagBytes))].join(
    ".",
  );
}

/** Throws when the key cannot be had, the ciphertext was changed, or it belongs to another place. */
export async function decryptContent(keyring: Keyring, jwe: string, binding: Binding): Promise<unknown> {
  const [header = "", , iv = "", ciphertext = "", tag = ""] = jwe.split(".");
  const { kid, sp, mid } = JSON.parse(new TextDecoder().decode(fromBase64Url(header))) as Record<
    string,
    string
  >;
  if (!kid || sp !== binding.sp || mid !== binding.mid)
    throw new Error("The content belongs to another place.");
  const body = fromBase64Url(ciphertext);
  const sealed = new Uint8Array(body.length + tagBytes);
  sealed.set(body);
  sealed.set(fromBase64Url(tag), body.length);
  const algorithm = { name: "AES-GCM", iv: fromBase64Url(iv), additionalData: encoder.encode(header) };
  const opened = await crypto.subtle.decrypt(algorithm, await keyring.get(kid), sealed);
  return JSON.parse(new TextDecoder().decode(opened));
}
