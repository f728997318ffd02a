/** How the sound of a leg fared from one report to the next (RFC 3550 §6.4), as far as is kept of it. */
import type { LegStatistics } from "./leg.ts";

/** What happened in a stretch of a call. */
export interface CoursePoint {
  /** Milliseconds that it was long. */
  span: number;
  received: number;
  lost: number;
  /** Milliseconds, like the round trip. */
  jitter: number;
  roundTrip: number | null;
  sent: number;
  /** What the peer lost of that, as it says. */
  lostThere: number;
}

type Totals = Pick<
  LegStatistics,
  "packetsReceived" | "packetsLost" | "packetsSent" | "jitter" | "roundTrip" | "remoteLost"
>;

/** At five seconds each ten minutes; of longer calls neighbours are put together. Even. */
const mostPoints = 120;

export class Course {
  #points: CoursePoint[] = [];
  #noted = 0;
  #at = performance.now();
  #before: Totals | undefined;
  /** Reports that a new point stands for. */
  #stride = 1;
  #waiting: CoursePoint | undefined;

  /** @param totals since the leg's beginning @param now milliseconds */
  note(totals: Totals, now: number): void {
    const since = (name: "packetsReceived" | "packetsLost" | "packetsSent" | "remoteLost") =>
      Math.max(0, (totals[name] ?? 0) - (this.#before?.[name] ?? 0));
    const point: CoursePoint = {
      span: Math.round(now - this.#at),
      received: since("packetsReceived"),
      lost: since("packetsLost"),
      jitter: Math.round(totals.jitter),
      roundTrip: totals.roundTrip === undefined ? null : Math.round(totals.roundTrip),
      sent: since("packetsSent"),
      lostThere: since("remoteLost"),
    };
    this.#at = now;
    this.#before = totals;
    this.#waiting = this.#waiting ? together(this.#waiting, point) : point;
    if (++this.#noted % this.#stride !== 0) return;
    this.#points.push(this.#waiting);
    this.#waiting = undefined;
    if (this.#points.length < mostPoints) return;
    this.#points = halved(this.#points);
    this.#stride *= 2;
  }

  /** Oldest first. */
  get points(): CoursePoint[] {
    return this.#waiting ? [...this.#points, this.#waiting] : [...this.#points];
  }
}

/** Two stretches as one: what was worst in either stays visible. */
const together = (one: CoursePoint, other: CoursePoint): CoursePoint => ({
  span: one.span + other.span,
  received: one.received + other.received,
  lost: one.lost + other.lost,
  jitter: Math.max(one.jitter, other.jitter),
  roundTrip:
    one.roundTrip === null && other.roundTrip === null
      ? null
      : Math.max(one.roundTrip ?? 0, other.roundTrip ?? 0),
  sent: one.sent + other.sent,
  lostThere: one.lostThere + other.lostThere,
});

const halved = (points: readonly CoursePoint[]): CoursePoint[] =>
  points.flatMap((point, index) => {
    const next = points[index + 1];
    return index % 2 === 0 ? [next ? together(point, next) : point] : [];
  });
