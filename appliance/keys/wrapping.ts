/** AES-256-GCM wrapping of keys by keys, with the wrapped key's name as additional data. */
import { createCipheriv, createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";

/** A 12-byte nonce, the ciphertext and the 16-byte tag. */
export function seal(wrapper: Uint8Array, name: string, content: Uint8Array): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(algorithm, wrapper, nonce).setAAD(Buffer.from(name));
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the wrapper or the name is not the one it was sealed with. */
export function unseal(wrapper: Uint8Array, name: string, bytes: Uint8Array): Buffer {
  const decipher = createDecipheriv(algorithm, wrapper, bytes.subarray(0, 12));
  decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
}

/** `seal` as base64url text. */
export const wrap = (wrapper: Uint8Array, name: string, secret: Uint8Array): string =>
  seal(wrapper, name, secret).toString("base64url");

export const unwrap = (wrapper: Uint8Array, name: string, wrapped: string): Buffer =>
  unseal(wrapper, name, Buffer.from(wrapped, "base64url"));

const deliveryInfo = "hearth key delivery v1";

/**
 * A fresh shared secret with a browser (ECDH on P-256, HKDF-SHA-256), under which keys travel to it, so that
 * it can unwrap them straight into non-extractable WebCrypto keys.
 * @param peer the browser's public point, 65 bytes uncompressed; throws when it is not on the curve
 */
export function agree(peer: Uint8Array): { publicKey: Buffer; secret: Uint8Array } {
  const ecdh = createECDH("prime256v1");
  const publicKey = ecdh.generateKeys();
  const shared = ecdh.computeSecret(peer);
  return {
    publicKey,
    secret: new Uint8Array(hkdfSync("sha256", shared, new Uint8Array(), deliveryInfo, 32)),
  };
}
