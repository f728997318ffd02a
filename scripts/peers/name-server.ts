/** A name server (RFC 1035) on loopback that says of each name what the test wants, and remembers who asked. */
import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";

export interface Question {
  name: string;
  type: "A" | "AAAA" | "other";
  /** Address of who asks. */
  from: string;
}

/** @param addressesOf of a name, each time it is asked for; none: there is no such name */
export async function nameServer(addressesOf: (question: Question) => readonly string[]) {
  const asked: Question[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (message, { address, port }) => {
    const { name, type, end } = questionOf(message);
    const question = { name, type, from: address };
    asked.push(question);
    const records = addressesOf(question)
      .filter((found) => type === (isIPv6(found) ? "AAAA" : "A"))
      .map((found) => record(found));
    const head = Buffer.from(message.subarray(0, end));
    head.writeUInt16BE(0x8180, 2); // an answer, without an error
    head.writeUInt16BE(records.length, 6);
    head.writeUInt32BE(0, 8);
    socket.send(Buffer.concat([head, ...records]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => socket.close() };
}

function questionOf(message: Buffer): Pick<Question, "name" | "type"> & { end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = message.readUInt16BE(at + 1);
  return { name: labels.join("."), type: type === 1 ? "A" : type === 28 ? "AAAA" : "other", end: at + 5 };
}

/** Of the name that was asked for, good for no time at all. */
function record(address: string): Buffer {
  const bytes = bytesOf(address);
  const head = Buffer.from("c00c0000000100000000", "hex");
  head.writeUInt16BE(isIPv6(address) ? 28 : 1, 2);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([head, length, bytes]);
}

/** IPv6 in hexadecimal groups alone. */
function bytesOf(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split(".").map(Number));
  const [before = [], after = []] = address.split("::").map((half) => half.split(":").filter(Boolean));
  const zeros = Array<string>(8 - before.length - after.length).fill("0");
  const groups = [...before, ...zeros, ...after].map((group) => group.padStart(4, "0"));
  return Buffer.from(groups.join(""), "hex");
}
