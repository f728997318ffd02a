/** Transactions over a line that loses, doubles and overtakes: whatever it does, each request is handled and answered once. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { randomFrom } from "../../scripts/peers/mutate.ts";
import { answer, transactionWire } from "../../scripts/peers/transaction-wire.ts";

describe("over a line that loses, doubles and overtakes", () => {
  /** Every fourth message is lost, every fourth comes twice or thrice, and any may take two seconds. */
  const unruly = (seed: number) => {
    const random = randomFrom(seed);
    const delay = () => 1 + Math.floor(random() ** 3 * 2000);
    const copies = () => (random() < 0.25 ? 2 + Math.floor(random() * 2) : 1);
    return transactionWire(
      () => random() < 0.25,
      () => Array.from({ length: copies() }, delay),
    );
  };
  const runs = { numRuns: 300 };
  const isFinal = (status: number) => status >= 200;

  test("[CA-02] a request is handled once, and answered once or given up", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 3000 }), (seed, pondered) => {
        const { clock, client, server, ask, requests } = unruly(seed);
        const { outcome } = ask("OPTIONS");
        while (requests.length === 0 && !outcome.timedOut) clock.advance(50);
        clock.advance(pondered);
        answer(requests[0], 200);
        clock.advance(120_000);
        expect(requests.length).toBeLessThanOrEqual(1);
        expect(outcome.responses.filter(isFinal).length + Number(outcome.timedOut)).toBe(1);
        expect([client.size, server.size, clock.pending]).toEqual([0, 0, 0]);
      }),
      runs,
    );
  });

  test("[CA-02] an INVITE that rings and is refused rings once at most, is refused once, and hears no ringing after that", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 3000 }), (seed, pondered) => {
        const { clock, client, server, ask, requests, count } = unruly(seed);
        const { outcome } = ask("INVITE");
        while (requests.length === 0 && !outcome.timedOut) clock.advance(50);
        answer(requests[0], 180);
        clock.advance(pondered);
        answer(requests[0], 486);
        clock.advance(120_000);
        expect(requests.length).toBeLessThanOrEqual(1);
        const finals = outcome.responses.filter(isFinal);
        expect(finals.length + Number(outcome.timedOut)).toBe(1);
        if (finals.length > 0) {
          expect(outcome.responses.at(-1)).toBe(486);
          expect(count("ACK")).toBeGreaterThan(0);
        }
        expect([client.size, server.size, clock.pending]).toEqual([0, 0, 0]);
      }),
      runs,
    );
  });
});
