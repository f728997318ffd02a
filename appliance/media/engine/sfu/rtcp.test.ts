/** The feedback of browsers: what we write is what we read, and rubbish says nothing. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseFeedback, writeNack, writePictureLoss, writeReceiverReport } from "./rtcp.ts";
import { ArrivalLog, parseTransportFeedback } from "./transport-feedback.ts";

test("lost packets are named by number and mask, across the end of the numbers", () => {
  const lost = [65_530, 65_531, 65_535, 3, 20, 21, 100];
  expect(parseFeedback(writeNack(1, 2, lost))).toEqual([{ kind: "nack", ssrc: 2, lost }]);
});

test("a compound packet is read whole", () => {
  const block = {
    ssrc: 7,
    lossShare: 0.25,
    lost: 3,
    highestSequence: 9,
    jitter: 1,
    lastReport: 4,
    delaySinceLastReport: 5,
  };
  const compound = Buffer.concat([writeReceiverReport(1, [block]), writePictureLoss(1, 2)]);
  expect(parseFeedback(compound)).toMatchObject([
    { kind: "report", block: { ssrc: 7, lossShare: 0.25, lost: 3 } },
    { kind: "key-frame", ssrc: 2 },
  ]);
});

test("REMB gives its bits per second", () => {
  // 2^3 × 100,000, one source
  const remb = Buffer.from("8fce000500000001000000005245 4d42010d86a000000007".replaceAll(" ", ""), "hex");
  expect(parseFeedback(remb)).toEqual([{ kind: "bitrate", bitrate: 800_000 }]);
});

test("arrivals are told and understood, losses and late ones among them", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 65_535 }),
      fc.array(fc.record({ lost: fc.boolean(), gap: fc.integer({ min: -20, max: 400 }) }), {
        minLength: 1,
        maxLength: 200,
      }),
      (base, sent) => {
        const log = new ArrivalLog();
        let now = 1000;
        const expected: (number | undefined)[] = [];
        sent.forEach(({ lost, gap }, index) => {
          now = Math.max(1000, now + gap);
          // The first and the last always come: what is beyond them nobody knows of.
          const comes = !lost || index === 0 || index === sent.length - 1;
          expected.push(comes ? now : undefined);
          if (comes) log.note((base + index) & 0xffff, now);
        });
        const feedback = log.take(1, 2);
        if (!feedback) throw new Error("there is feedback");
        const told = parseTransportFeedback(feedback);
        expect(told?.map(({ sequence }) => sequence)).toEqual(
          sent.map((_, index) => (base + index) & 0xffff),
        );
        told?.forEach(({ arrivedAt }, index) => {
          const truth = expected[index];
          if (truth === undefined || arrivedAt === undefined) expect(arrivedAt).toBe(truth);
          else expect(Math.abs(arrivedAt - truth)).toBeLessThan(0.5);
        });
      },
    ),
    { numRuns: 200 },
  );
});

test("feedback goes on where the last one ended", () => {
  const log = new ArrivalLog();
  log.note(10, 0);
  log.take(1, 2);
  log.note(13, 20);
  log.note(9, 21); // older than what was told
  const told = parseTransportFeedback(log.take(1, 2) ?? Buffer.alloc(0));
  expect(told?.map(({ sequence, arrivedAt }) => [sequence, arrivedAt !== undefined])).toEqual([
    [11, false],
    [12, false],
    [13, true],
  ]);
  expect(log.take(1, 2)).toBeUndefined();
});

test("rubbish says nothing and never throws", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(200, 201, 205, 206), (bytes, type) => {
      const data = Buffer.from(bytes);
      parseFeedback(data);
      if (data.length >= 4) data.set([0x80 | ((data[0] ?? 0) & 31), type]);
      if (data.length >= 4) data.writeUInt16BE(Math.max(0, data.length / 4 - 1), 2);
      parseFeedback(data);
      parseTransportFeedback(data);
    }),
    { numRuns: 3000 },
  );
});
