/** What is in a PNG, for tests: its size, and the colour of places in it (PNG specification, §7 and §9). */
import { inflateSync } from "node:zlib";

export interface Image {
  width: number;
  height: number;
  /** Red, green and blue at a place, given as shares of width and height. */
  at(x: number, y: number): [red: number, green: number, blue: number];
}

/** Of eight bits a channel, not interlaced. */
export function readPng(png: Buffer): Image {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const channels = png[25] === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = 8; at + 8 <= png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const rows = unfiltered(inflateSync(Buffer.concat(parts)), width * channels, height, channels);
  const at = (x: number, y: number): [number, number, number] => {
    const place = Math.floor(y * height) * width * channels + Math.floor(x * width) * channels;
    return [rows[place] ?? 0, rows[place + 1] ?? 0, rows[place + 2] ?? 0];
  };
  return { width, height, at };
}

function unfiltered(data: Buffer, stride: number, height: number, channels: number): Uint8Array {
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const place = y * stride + x;
      const left = x >= channels ? (rows[place - channels] ?? 0) : 0;
      const up = y > 0 ? (rows[place - stride] ?? 0) : 0;
      const corner = x >= channels && y > 0 ? (rows[place - stride - channels] ?? 0) : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      rows[place] = (data[y * (stride + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return rows;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [byLeft, byUp, byCorner] = [left, up, corner].map((one) => Math.abs(estimate - one)) as [
    number,
    number,
    number,
  ];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}
