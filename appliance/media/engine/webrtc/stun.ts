/** STUN binding (RFC 8489) as an ICE-lite agent needs it (RFC 8445 §2.5): checks come in, answers go out. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";

const magicCookie = 0x2112a442;
const bindingRequest = 0x0001;
const bindingSuccess = 0x0101;
const headerBytes = 20;

const attribute = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  xorMappedAddress: 0x0020,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
} as const;

const integrityBytes = 20;
const fingerprintMask = 0x5354554e;

export interface BindingRequest {
  transaction: Buffer;
  /** Our half of the user name (RFC 8445 §7.2.2: `ours:theirs`). */
  ours: string;
  /** The browser has chosen this pair (RFC 8445 §7.1.2). */
  nominates: boolean;
  /** Whether it was made by somebody who knows the password. */
  provenBy(password: string): boolean;
}

/** RFC 7983: what begins with 0 to 3 is STUN. */
export const isStun = (data: Buffer): boolean => (data[0] ?? 255) < 4;

/** Undefined for everything but a whole binding request with a user name and a proof. */
export function parseBindingRequest(data: Buffer): BindingRequest | undefined {
  if (data.length < headerBytes || data.readUInt16BE(0) !== bindingRequest) return undefined;
  if (data.readUInt32BE(4) !== magicCookie || data.readUInt16BE(2) + headerBytes !== data.length)
    return undefined;
  let username: string | undefined;
  let nominates = false;
  for (let offset = headerBytes; offset + 4 <= data.length; ) {
    const type = data.readUInt16BE(offset);
    const length = data.readUInt16BE(offset + 2);
    const end = offset + 4 + length;
    if (end > data.length) return undefined;
    if (type === attribute.username) username = data.toString("utf8", offset + 4, end);
    else if (type === attribute.useCandidate) nominates = true;
    else if (type === attribute.messageIntegrity && length === integrityBytes && username !== undefined) {
      const at = offset;
      return {
        transaction: data.subarray(8, headerBytes),
        ours: username.split(":", 1)[0] ?? "",
        nominates,
        provenBy: (password) => timingSafeEqual(integrityOf(data, at, password), data.subarray(at + 4, end)),
      };
    }
    offset = end + ((4 - (length % 4)) % 4);
  }
  return undefined; // what follows the proof is not looked at, and without one nothing is believed
}

/** The answer to a request that came from there (IPv4), proven with our password. */
export function writeBindingSuccess(
  transaction: Buffer,
  address: string,
  port: number,
  password: string,
): Buffer {
  const data = Buffer.alloc(headerBytes + 12 + 4 + integrityBytes + 8);
  data.writeUInt16BE(bindingSuccess, 0);
  data.writeUInt16BE(data.length - headerBytes, 2);
  data.writeUInt32BE(magicCookie, 4);
  transaction.copy(data, 8);
  data.writeUInt16BE(attribute.xorMappedAddress, 20);
  data.writeUInt16BE(8, 22);
  data.writeUInt16BE(1, 24); // IPv4
  data.writeUInt16BE(port ^ (magicCookie >>> 16), 26);
  data.writeUInt32BE((ipv4Number(address) ^ magicCookie) >>> 0, 28);
  data.writeUInt16BE(attribute.messageIntegrity, 32);
  data.writeUInt16BE(integrityBytes, 34);
  integrityOf(data, 32, password).copy(data, 36);
  data.writeUInt16BE(attribute.fingerprint, 56);
  data.writeUInt16BE(4, 58);
  data.writeUInt32BE((crc32(data.subarray(0, 56)) ^ fingerprintMask) >>> 0, 60);
  return data;
}

export const ipv4Number = (address: string): number =>
  address.split(".").reduce((sum, octet) => sum * 256 + (Number(octet) & 255), 0) >>> 0;

/** RFC 8489 §14.5: over everything before it, with a length that ends after it. */
function integrityOf(data: Buffer, at: number, password: string): Buffer {
  const signed = Buffer.from(data.subarray(0, at));
  signed.writeUInt16BE(at + 4 + integrityBytes - headerBytes, 2);
  return createHmac("sha1", password).update(signed).digest();
}
