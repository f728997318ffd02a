/** The estimator on a path of known width, in virtual time. */
import { describe, expect, test } from "bun:test";
import { BandwidthEstimator, probeLength, type SentPacket } from "./bandwidth.ts";

const packetOctets = 1100;
const beat = 20;
const feedbackEvery = 60;

/** A sender that sends what it may of what it wants, over a queue that empties at the path's rate. */
class Path {
  readonly estimator = new BandwidthEstimator();
  /** Bits per second. */
  rate = 10_000_000;
  /** Milliseconds of queue; what does not fit is lost. */
  queue = 400;
  /** Share of packets lost at random. */
  loss = 0;
  wanted = 2_000_000;
  now = 0;
  #freeAt = 0;
  #reported: SentPacket[] = [];
  #debt = 0;
  #probe: { id: number; rate: number; until: number } | undefined;
  #random = 1;

  run(seconds: number): void {
    for (const until = this.now + seconds * 1000; this.now < until; this.now += beat) this.#beat();
  }

  #beat(): void {
    if (this.#probe && this.now > this.#probe.until) this.#probe = undefined;
    if (!this.#probe && this.now % 200 === 0) {
      const probe = this.estimator.probe(this.wanted, this.now);
      if (probe) this.#probe = { ...probe, until: this.now + probeLength };
    }
    const sending = this.#probe?.rate ?? Math.min(this.wanted, this.estimator.estimate);
    this.#debt += (sending * beat) / 8000;
    for (; this.#debt >= packetOctets; this.#debt -= packetOctets) this.#send();
    if (this.now % feedbackEvery !== 0) return;
    const told = this.#reported.filter(({ arrivedAt, sentAt }) => (arrivedAt ?? sentAt) - 5000 <= this.now);
    this.#reported = this.#reported.filter((packet) => !told.includes(packet));
    this.estimator.onFeedback(told, this.now);
  }

  #send(): void {
    const service = (packetOctets * 8000) / this.rate;
    const starts = Math.max(this.now, this.#freeAt);
    this.#random = (this.#random * 48_271) % 2_147_483_647;
    const lost = starts - this.now > this.queue || this.#random / 2_147_483_647 < this.loss;
    if (!lost) this.#freeAt = starts + service;
    // The receiver's clock is another one.
    const arrivedAt = lost ? undefined : starts + service + 10 + 5000;
    this.#reported.push({ sentAt: this.now, arrivedAt, octets: packetOctets, probe: this.#probe?.id ?? 0 });
  }
}

describe("[MT-18] the bandwidth of a path", () => {
  test("is left alone while everything passes", () => {
    const path = new Path();
    path.run(20);
    expect(path.estimator.estimate).toBeGreaterThanOrEqual(2_000_000);
  });

  test("that narrows to 300 kbit/s is found within five seconds, and does not swing above it", () => {
    const path = new Path();
    path.run(5);
    path.rate = 300_000;
    path.run(5);
    expect(path.estimator.estimate).toBeLessThan(330_000);
    expect(path.estimator.estimate).toBeGreaterThan(120_000);
    path.run(20);
    expect(path.estimator.estimate).toBeLessThan(360_000);
    expect(path.estimator.estimate).toBeGreaterThan(120_000);
  });

  test("with a short queue is found by its losses", () => {
    const path = new Path();
    path.queue = 20;
    path.run(5);
    path.rate = 500_000;
    path.run(8);
    expect(path.estimator.estimate).toBeLessThan(800_000);
  });

  test("that widens again is asked for, and found by probes", () => {
    const path = new Path();
    path.rate = 300_000;
    path.run(10);
    path.rate = 10_000_000;
    path.run(20);
    expect(path.estimator.estimate).toBeGreaterThanOrEqual(1_900_000);
  });

  test("is not asked for more than is wanted", () => {
    const path = new Path();
    path.wanted = 200_000;
    path.run(60);
    expect(path.estimator.estimate).toBeLessThan(2_500_000);
  });

  test("losses of a few in a hundred, which retransmission repairs, leave it usable", () => {
    const path = new Path();
    path.loss = 0.05;
    path.run(20);
    expect(path.estimator.estimate).toBeGreaterThan(1_000_000);
  });

  test("a receiver that was busy for a moment costs nothing", () => {
    const estimator = new BandwidthEstimator();
    for (let now = 0; now < 20_000; now += 20) {
      const late = now % 1000 === 0 ? 300 : 0; // every second one packet is seen late
      const packets = [{ sentAt: now, arrivedAt: now + 10 + late, octets: 1100, probe: 0 }];
      estimator.onFeedback(packets, now);
    }
    expect(estimator.estimate).toBeGreaterThanOrEqual(2_000_000);
  });

  test("a receiver's own estimate is an upper bound", () => {
    const estimator = new BandwidthEstimator();
    estimator.onTold(400_000);
    expect(estimator.estimate).toBe(400_000);
  });
});
