/**
 * What a client has to show in a handshake of DTLS 1.2: that it has the key of its certificate, and that it has read
 * and said the same. werift takes both messages without looking.
 */
import { createHash, createHmac, timingSafeEqual, verify, X509Certificate } from "node:crypto";

/** A message of the handshake, whole. */
export interface HandshakeMessage {
  msg_type: number;
  fragment: Buffer;
  serialize(): Buffer;
}

const [certificateVerify, finished] = [15, 20];
/** RFC 5246 §7.4.1.4.1. */
const hashes: Readonly<Record<number, string>> = { 4: "sha256", 5: "sha384", 6: "sha512" };
const keyTypes: Readonly<Record<number, string>> = { 1: "rsa", 3: "ec" };

/**
 * @param messages of both sides, in their order
 * @param certificate the client's, in DER
 */
export function isProven(
  messages: readonly HandshakeMessage[],
  certificate: Buffer,
  masterSecret: Buffer,
): boolean {
  try {
    return hasKey(messages, certificate) && hasAgreed(messages, masterSecret);
  } catch {
    return false; // it is no certificate, or no signature
  }
}

/** The message of this type, and everything that was said before it. */
function said(messages: readonly HandshakeMessage[], type: number) {
  const at = messages.findIndex(({ msg_type }) => msg_type === type);
  if (at < 0) return undefined;
  const before = Buffer.concat(messages.slice(0, at).map((message) => message.serialize()));
  return { body: (messages[at] as HandshakeMessage).fragment, before };
}

/** CertificateVerify (RFC 5246 §7.4.8): a signature of all that was said, under the certificate's key. */
function hasKey(messages: readonly HandshakeMessage[], certificate: Buffer): boolean {
  const proof = said(messages, certificateVerify);
  if (!proof || proof.body.length < 4) return false;
  const [hash = 0, signature = 0] = proof.body;
  const algorithm = hashes[hash];
  const { publicKey } = new X509Certificate(certificate);
  if (!algorithm || publicKey.asymmetricKeyType !== keyTypes[signature]) return false;
  if (proof.body.readUInt16BE(2) !== proof.body.length - 4) return false;
  return verify(algorithm, proof.before, publicKey, proof.body.subarray(4));
}

/** Finished (RFC 5246 §7.4.9): the first twelve octets of the PRF with SHA-256, which all our suites have. */
function hasAgreed(messages: readonly HandshakeMessage[], masterSecret: Buffer): boolean {
  const last = said(messages, finished);
  if (!last) return false;
  const mac = (...parts: Buffer[]) =>
    createHmac("sha256", masterSecret).update(Buffer.concat(parts)).digest();
  const seed = Buffer.concat([
    Buffer.from("client finished"),
    createHash("sha256").update(last.before).digest(),
  ]);
  const expected = mac(mac(seed), seed).subarray(0, 12);
  return last.body.length === expected.length && timingSafeEqual(last.body, expected);
}
