/**
 * Messages as a capture file that protocol analysers open: the classic libpcap format with raw IP packets
 * (LINKTYPE_RAW). What came over TCP, TLS or a WebSocket is shown as a datagram too, because it is the message
 * that is looked at.
 */
import { isIP } from "node:net";
import type { TracedMessage } from "./trace.ts";

const linkTypeRaw = 101;
const largestPayload = 65_000;

/** @param own addresses and port of the house, as the analyser is to show them */
export function pcapOf(messages: readonly TracedMessage[], own: { address: string; port: number }): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0); // microseconds
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(linkTypeRaw, 20);
  return Buffer.concat([header, ...messages.map((message) => record(message, own))]);
}

function record(message: TracedMessage, own: { address: string; port: number }): Buffer {
  const [from, to] = message.outgoing ? [own, message.peer] : [message.peer, own];
  const payload = Buffer.from(message.text.slice(0, largestPayload), "latin1");
  const six = isIP(message.peer.address) === 6;
  const packet = six ? ipv6(from, to, payload) : ipv4(from, to, payload);
  const header = Buffer.alloc(16);
  header.writeUInt32LE(Math.floor(message.at / 1000), 0);
  header.writeUInt32LE((message.at % 1000) * 1000, 4);
  header.writeUInt32LE(packet.length, 8);
  header.writeUInt32LE(packet.length, 12);
  return Buffer.concat([header, packet]);
}

interface End {
  address: string;
  port: number;
}

/** RFC 768; the checksum is left out. */
function udp(from: End, to: End, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(from.port, 0);
  header.writeUInt16BE(to.port, 2);
  header.writeUInt16BE(8 + payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** RFC 791. */
function ipv4(from: End, to: End, payload: Buffer): Buffer {
  const body = udp(from, to, payload);
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + body.length, 2);
  header[8] = 64;
  header[9] = 17;
  ipv4Bytes(from.address).copy(header, 12);
  ipv4Bytes(to.address).copy(header, 16);
  let sum = 0;
  for (let at = 0; at < 20; at += 2) sum += header.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  header.writeUInt16BE(~sum & 0xffff, 10);
  return Buffer.concat([header, body]);
}

const ipv4Bytes = (address: string): Buffer =>
  Buffer.from(isIP(address) === 4 ? address.split(".").map(Number) : [127, 0, 0, 1]);

/** RFC 8200. */
function ipv6(from: End, to: End, payload: Buffer): Buffer {
  const body = udp(from, to, payload);
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(body.length, 4);
  header[6] = 17;
  header[7] = 64;
  ipv6Bytes(from.address).copy(header, 8);
  ipv6Bytes(to.address).copy(header, 24);
  return Buffer.concat([header, body]);
}

/** RFC 4291 §2.2; the loopback address for what is none. */
function ipv6Bytes(address: string): Buffer {
  const bytes = Buffer.alloc(16);
  if (isIP(address) !== 6) {
    bytes[15] = 1;
    return bytes;
  }
  const [head = "", tail] = (address.split("%")[0] ?? "").split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [first, last] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  const all = [...first, ...Array.from({ length: zeros }, () => "0"), ...last];
  all.slice(0, 8).forEach((group, index) => {
    bytes.writeUInt16BE(Number.parseInt(group, 16) || 0, index * 2);
  });
  return bytes;
}
