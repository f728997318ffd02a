/** RTP, RTCP and SRTP: the numbers of the standards, and what rubbish does to them. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { level, tone } from "../../../scripts/peers/rtp-phone.ts";
import { udpAddress } from "../../platform/index.ts";
import { Continuity } from "./continuity.ts";
import { decodeG711, encodeG711 } from "./g711.ts";
import { G722Decoder, G722Encoder } from "./g722.ts";
import { Latch } from "./latch.ts";
import { Reception } from "./reception.ts";
import { parseRtcp, parseRtp, writeRtp, writeSenderReport } from "./rtp.ts";
import { newSrtpKey, SrtpOpener, SrtpSealer } from "./srtp/context.ts";
import { libcrypto } from "./srtp/libcrypto.ts";
import { plainPrimitives } from "./srtp/primitives.ts";
import { deriveKeys, suiteNames } from "./srtp/suites.ts";

const packet = (sequence: number, payload = Buffer.from("sound")) =>
  writeRtp(0, false, sequence, sequence * 160, 9, payload);

const libraries = { libcrypto, "node:crypto": plainPrimitives };

for (const suite of suiteNames)
  for (const [library, primitives] of Object.entries(libraries))
    describe(`SRTP ${suite} by ${library}`, () => {
      const given = primitives ? { primitives } : {};
      const pair = () => {
        const master = Buffer.from(newSrtpKey(suite), "base64");
        const options = { suite, master, ...given };
        return [new SrtpSealer(options), new SrtpOpener(options)] as const;
      };

      test("what is sealed opens, across the rollover of the sequence number", () => {
        const [sealer, opener] = pair();
        for (let index = 65_500; index < 65_600; index++) {
          const plain = packet(index & 0xffff);
          const sealed = Buffer.from(sealer.seal(plain));
          expect(sealed.includes("sound")).toBe(false);
          expect(opener.open(sealed)?.equals(plain)).toBe(true);
        }
      });

      test("a packet that comes again, was changed, or is for another key does not open", () => {
        const [sealer, opener] = pair();
        const sealed = Buffer.from(sealer.seal(packet(7)));
        expect(opener.open(sealed)).toBeDefined();
        expect(opener.open(sealed)).toBeUndefined();
        const changed = Buffer.from(sealer.seal(packet(8)));
        changed[14] = (changed[14] ?? 0) ^ 1;
        expect(opener.open(changed)).toBeUndefined();
        expect(pair()[1].open(sealer.seal(packet(9)))).toBeUndefined();
      });

      test("late packets open once, within 64 of the newest", () => {
        const [sealer, opener] = pair();
        const sealed = Array.from({ length: 100 }, (_, index) => Buffer.from(sealer.seal(packet(index))));
        const late = [0, 99, 98, 60, 50, 36, 35, 34].map((index) => opener.open(sealed[index] as Buffer));
        expect(late.map((plain) => plain !== undefined)).toEqual([
          true,
          true,
          true,
          true,
          true,
          true,
          false,
          false,
        ]);
        expect(opener.open(sealed[60] as Buffer)).toBeUndefined();
      });

      test("RTCP is sealed and opened too, once", () => {
        const [sealer, opener] = pair();
        const report = writeSenderReport(0, { ssrc: 9, packets: 1, octets: 2, timestamp: 3 }, undefined);
        const sealed = Buffer.from(sealer.sealRtcp(report));
        expect(opener.open(sealed)?.equals(report)).toBe(true);
        expect(opener.open(sealed)).toBeUndefined();
      });

      test("each source counts its RTCP for itself", () => {
        const options = { suite, master: Buffer.from(newSrtpKey(suite), "base64"), ...given };
        const opener = new SrtpOpener(options);
        const [one, other] = [new SrtpSealer(options), new SrtpSealer(options)];
        const report = (ssrc: number) =>
          writeSenderReport(0, { ssrc, packets: 1, octets: 2, timestamp: 3 }, undefined);
        for (let count = 0; count < 100; count++)
          expect(opener.open(Buffer.from(one.sealRtcp(report(9))))).toBeDefined();
        expect(opener.open(Buffer.from(other.sealRtcp(report(10))))).toBeDefined();
      });

      test("both libraries make the same octets", () => {
        const options = { suite, master: Buffer.from(newSrtpKey(suite), "base64") };
        const [one, other] = [
          new SrtpSealer({ ...options, ...given }),
          new SrtpSealer({ ...options, primitives: plainPrimitives }),
        ];
        for (let sequence = 0; sequence < 5; sequence++)
          expect(
            Buffer.from(one.seal(packet(sequence))).equals(Buffer.from(other.seal(packet(sequence)))),
          ).toBe(true);
      });

      test("rubbish never throws, whatever it claims to be", () => {
        const [, opener] = pair();
        fc.assert(
          fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
            opener.open(Buffer.from(bytes));
          }),
          { numRuns: 1000 },
        );
      });
    });

test("session keys are derived as RFC 3711 appendix B.3 says", () => {
  const master = Buffer.from("E1F97A0D3E018BE0D64FA32C06DE41390EC675AD498AFEEBB6960B3AABE6", "hex");
  const { cipher, salt, authentication } = deriveKeys("AES_CM_128_HMAC_SHA1_80", master, false);
  expect(cipher.toString("hex")).toBe("c61e7a93744f39ee10734afe3ff7a087");
  expect(salt.toString("hex")).toBe("30cbbc08863d8c85d49db34a9ae1");
  expect(authentication.subarray(0, 16).toString("hex")).toBe("cebe321f6ff7716b6fd4ab49af256a15");
});

test("rubbish never makes a parser throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      parseRtp(Buffer.from(bytes));
      parseRtcp(Buffer.from(bytes));
    }),
    { numRuns: 2000 },
  );
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
  expect(latch.admits(udpAddress("203.0.113.9"), 4000, 0)).toBe(false);
  expect(latch.admits(udpAddress("198.51.100.7"), 6000, 0)).toBe(true);
  expect([latch.address, latch.port]).toEqual([udpAddress("198.51.100.7"), 6000]);
  expect(latch.admits(udpAddress("192.0.2.1"), 4000, 500)).toBe(false);
  expect(latch.admits(udpAddress("192.0.2.1"), 4001, 5000)).toBe(true);
});

test("[CA-02] G.722 gives back a tone, and silence as silence", () => {
  const [encoder, decoder] = [new G722Encoder(), new G722Decoder()];
  for (const hertz of [300, 1000, 2500]) {
    const again = decoder.decode(encoder.encode(tone(hertz)));
    expect(level(again.subarray(800), hertz)).toBeGreaterThan(0.9 * 8000);
    expect(level(again.subarray(800), hertz)).toBeLessThan(1.1 * 8000);
    expect(level(again.subarray(800), 3700)).toBeLessThan(200);
  }
  const quiet = new G722Decoder().decode(new G722Encoder().encode(new Int16Array(8000)));
  expect(Math.max(...quiet.map(Math.abs))).toBeLessThan(20);
});

test("G.711 of both laws gives back what it was given, within its steps", () => {
  const samples = Int16Array.from({ length: 2000 }, (_, index) => (index - 1000) * 32);
  for (const codec of ["PCMU", "PCMA"] as const) {
    const again = decodeG711(codec, encodeG711(codec, samples));
    for (const [index, sample] of samples.entries())
      expect(Math.abs((again[index] ?? 0) - sample)).toBeLessThanOrEqual(Math.max(16, Math.abs(sample) / 16));
  }
});
