/** RTP, RTCP and SRTP: the numbers of the standards, and what rubbish does to them. */
import { describe, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { Continuity } from "./continuity.ts";
import { decodeG711, encodeG711 } from "./g711.ts";
import { Latch } from "./latch.ts";
import { Reception } from "./reception.ts";
import { parseRtcp, parseRtp, writeRtp, writeSenderReport } from "./rtp.ts";
import { newSrtpKey, parseSrtpKey, SrtpContext } from "./srtp.ts";

const packet = (sequence: number, payload = Buffer.from("sound")) =>
  writeRtp(0, false, sequence, sequence * 160, 9, payload);

describe("SRTP", () => {
  const pair = () => {
    const key = parseSrtpKey(newSrtpKey()) as Buffer;
    return [new SrtpContext(key), new SrtpContext(key)] as const;
  };

  test("keys are derived as RFC 3711 appendix B.3 says", () => {
    const master = Buffer.from("E1F97A0D3E018BE0D64FA32C06DE41390EC675AD498AFEEBB6960B3AABE6", "hex");
    const plain = writeRtp(0, false, 0, 0, 0, Buffer.alloc(16));
    const sealed = new SrtpContext(master).protect(plain);
    expect(sealed).toHaveLength(plain.length + 10);
    expect(new SrtpContext(master).unprotect(sealed)?.equals(plain)).toBe(true);
  });

  test("what is sealed opens, across the rollover of the sequence number", () => {
    const [seal, open] = pair();
    for (let index = 65_500; index < 65_600; index++) {
      const plain = packet(index & 0xffff);
      expect(open.unprotect(seal.protect(plain))?.equals(plain)).toBe(true);
    }
  });

  test("a packet that comes again, was changed, or is for another key does not open", () => {
    const [seal, open] = pair();
    const sealed = seal.protect(packet(7));
    expect(open.unprotect(sealed)).toBeDefined();
    expect(open.unprotect(sealed)).toBeUndefined();
    const changed = Buffer.from(seal.protect(packet(8)));
    changed[14] = (changed[14] ?? 0) ^ 1;
    expect(open.unprotect(changed)).toBeUndefined();
    expect(pair()[1].unprotect(seal.protect(packet(9)))).toBeUndefined();
  });

  test("RTCP is sealed and opened too", () => {
    const [seal, open] = pair();
    const report = writeSenderReport(0, { ssrc: 9, packets: 1, octets: 2, timestamp: 3 }, undefined);
    expect(open.unprotect(seal.protectRtcp(report))?.equals(report)).toBe(true);
  });
});

describe("rubbish", () => {
  test("never throws, whatever it claims to be", () => {
    const open = new SrtpContext(randomBytes(30));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const data = Buffer.from(bytes);
        parseRtp(data);
        parseRtcp(data);
        open.unprotect(data);
      }),
      { numRuns: 2000 },
    );
  });
});

test("an outgoing stream stays whole when its source changes", () => {
  const continuity = new Continuity();
  const numbers: [number, number][] = [];
  const next = (source: object, sequence: number, timestamp: number, now: number) => {
    continuity.next(source, sequence, timestamp, 8000, now);
    numbers.push([continuity.sequence, continuity.timestamp]);
  };
  const [first, second] = [{}, {}];
  next(first, 100, 16_000, 1000);
  next(first, 101, 16_160, 1020);
  next(second, 40_000, 5, 1040);
  next(second, 40_001, 165, 1060);
  next(first, 102, 99_000, 1080);
  for (let index = 1; index < numbers.length; index++) {
    expect(((numbers[index]?.[0] ?? 0) - (numbers[index - 1]?.[0] ?? 0)) & 0xffff).toBe(1);
    expect(((numbers[index]?.[1] ?? 0) - (numbers[index - 1]?.[1] ?? 0)) >>> 0).toBe(160);
  }
});

test("loss and jitter are counted as RFC 3550 says", () => {
  const reception = new Reception();
  for (const sequence of [65_534, 65_535, 0, 2, 3]) {
    const parsed = parseRtp(packet(sequence));
    if (parsed) reception.note(parsed, 0, 8000);
  }
  expect([reception.packets, reception.lost]).toEqual([5, 1]);
  expect(reception.report(0)?.lossShare).toBeCloseTo(1 / 6);
});

test("a latch follows its peer once, and a stranger never", () => {
  const latch = new Latch({ address: "192.0.2.1", port: 4000 }, "198.51.100.7");
  expect(latch.admits("203.0.113.9", 4000, 0)).toBe(false);
  expect(latch.admits("198.51.100.7", 6000, 0)).toBe(true);
  expect([latch.address, latch.port]).toEqual(["198.51.100.7", 6000]);
  expect(latch.admits("192.0.2.1", 4000, 500)).toBe(false);
  expect(latch.admits("192.0.2.1", 4001, 5000)).toBe(true);
});

test("G.711 of both laws gives back what it was given, within its steps", () => {
  const samples = Int16Array.from({ length: 2000 }, (_, index) => (index - 1000) * 32);
  for (const codec of ["PCMU", "PCMA"] as const) {
    const again = decodeG711(codec, encodeG711(codec, samples));
    for (const [index, sample] of samples.entries())
      expect(Math.abs((again[index] ?? 0) - sample)).toBeLessThanOrEqual(Math.max(16, Math.abs(sample) / 16));
  }
});
