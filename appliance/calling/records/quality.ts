/** How calls sounded: an opinion score for each leg, and what all of them were like (AD-22). */
import { and, gte, lt } from "drizzle-orm";
import type { Database } from "../../platform/index.ts";
import { callRecords } from "../schema.ts";
import type { CallRecord } from "./record-rows.ts";

export type Heard = Pick<CallRecord, "packetsReceived" | "packetsLost" | "jitter" | "roundTrip">;

/**
 * How well a codec stands losses (ITU-T G.113 appendix I), on the scale of narrow-band calls: G.711 with
 * concealment, as every telephone of today does. G.722 and Opus have no value on this scale; they are at least as
 * good. None of them impairs what is not lost.
 */
const robustness = 25.1;
/** One packet of twenty milliseconds, and looking after it. */
const packetDelay = 25;

/**
 * The mean opinion score, 1 to 4.4, that the E-model (ITU-T G.107) gives with its standard values, simplified: of
 * delay and loss (taken as random). The delay is half the round trip, a packet, and a buffer of twice the
 * jitter. Undefined for a leg that brought nothing.
 */
export function opinionScore(heard: Heard): number | undefined {
  const { packetsReceived, packetsLost, jitter, roundTrip } = heard;
  const sent = packetsReceived + packetsLost;
  if (sent === 0) return undefined;
  const delay = (roundTrip ?? 0) / 2 + packetDelay + 2 * jitter;
  const late = delay > 177.3 ? 0.11 * (delay - 177.3) : 0;
  const loss = (100 * packetsLost) / sent;
  const effective = (95 * loss) / (loss + robustness);
  const rating = Math.max(0, Math.min(100, 93.2 - 0.024 * delay - late - effective));
  const score = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
  return Math.max(1, score); // the polynomial dips below one near nought
}

/** What a leg counts as: our score, or what its telephone says where that is worse. */
function scoreOf(leg: Heard & Pick<CallRecord, "reported">): number | undefined {
  const own = opinionScore(leg);
  const theirs = leg.reported?.listening ?? undefined;
  return own === undefined || theirs === undefined ? (own ?? theirs) : Math.min(own, theirs);
}

export interface QualitySpan {
  from: number;
  calls: number;
  answered: number;
  /** Median of the legs' scores; null where nobody spoke. */
  score: number | null;
}

export interface QualityReport {
  /** Milliseconds that each span is long. */
  unit: number;
  spans: QualitySpan[];
  legs: number;
  /** Scores that half, 95 and 99 of a hundred legs reach; null where nobody spoke. */
  scores: { half: number | null; most: number | null; nearlyAll: number | null };
  /** Milliseconds within which half, 95 and 99 of a hundred calls rang or were answered; null where none did. */
  setUp: { half: number | null; most: number | null; nearlyAll: number | null };
  worst: { callId: string; personId: string; peerName: string; startedAt: number; score: number }[];
}

const hour = 3_600_000;
const worstLegs = 10;

/** Span by span, so that the house goes on between them. @param now the end, in milliseconds since the epoch */
export async function qualityReport(db: Database, days: number, now: number): Promise<QualityReport> {
  const unit = days <= 2 ? hour : 24 * hour;
  const report: QualityReport = {
    unit,
    spans: [],
    legs: 0,
    scores: { half: null, most: null, nearlyAll: null },
    setUp: { half: null, most: null, nearlyAll: null },
    worst: [],
  };
  const all: number[] = [];
  const setUps: number[] = [];
  for (let from = startOf(days, now); from < now; from += unit) {
    const rows = rowsBetween(db, from, from + unit);
    const scored = rows.flatMap((row) => {
      const score = row.outcome === "answered" ? scoreOf(row) : undefined;
      return score === undefined ? [] : [{ row, score }];
    });
    const scores = scored.map(({ score }) => score).toSorted((a, b) => a - b);
    for (const score of scores) all.push(score);
    const calls = rows.filter(({ direction }) => direction === "outgoing"); // one row a call
    report.spans.push({
      from,
      calls: calls.length,
      answered: calls.filter(({ outcome }) => outcome === "answered").length,
      score: reachedBy(scores, 0.5),
    });
    for (const { setUp } of calls) if (setUp !== null) setUps.push(setUp);
    const candidates = scored.map(({ row: { callId, personId, peerName, startedAt }, score }) => ({
      callId,
      personId,
      peerName,
      startedAt,
      score,
    }));
    report.worst = worstOf([...report.worst, ...candidates]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const sorted = Float64Array.from(all).toSorted();
  report.legs = all.length;
  report.scores = {
    half: reachedBy(sorted, 0.5),
    most: reachedBy(sorted, 0.05),
    nearlyAll: reachedBy(sorted, 0.01),
  };
  const delays = Float64Array.from(setUps).toSorted();
  report.setUp = {
    half: within(delays, 0.5),
    most: within(delays, 0.95),
    nearlyAll: within(delays, 0.99),
  };
  return report;
}

/** At a full hour, or at a midnight of the box. */
function startOf(days: number, now: number): number {
  const start = new Date(now);
  if (days <= 2) return start.setMinutes(0, 0, 0) - (24 * days - 1) * hour;
  return start.setHours(0, 0, 0, 0) - (days - 1) * 24 * hour;
}

/** @param sorted ascending @param share of them that are smaller */
function reachedBy(sorted: ArrayLike<number>, share: number): number | null {
  const score = sorted[Math.floor(sorted.length * share)];
  return score === undefined ? null : Math.round(score * 100) / 100;
}

/** @param sorted ascending @param share of them that are no greater */
const within = (sorted: ArrayLike<number>, share: number): number | null =>
  sorted[Math.ceil(sorted.length * share) - 1] ?? null;

/** One leg a call. */
function worstOf(legs: QualityReport["worst"]): QualityReport["worst"] {
  const calls = new Map<string, QualityReport["worst"][number]>();
  for (const leg of legs.toSorted((a, b) => a.score - b.score))
    if (!calls.has(leg.callId) && calls.size < worstLegs) calls.set(leg.callId, leg);
  return [...calls.values()];
}

const rowsBetween = (db: Database, from: number, to: number) => {
  const { startedAt } = callRecords;
  return db.orm
    .select({
      callId: callRecords.callId,
      personId: callRecords.personId,
      peerName: callRecords.peerName,
      direction: callRecords.direction,
      outcome: callRecords.outcome,
      setUp: callRecords.setUp,
      startedAt,
      packetsReceived: callRecords.packetsReceived,
      packetsLost: callRecords.packetsLost,
      jitter: callRecords.jitter,
      roundTrip: callRecords.roundTrip,
      reported: callRecords.reported,
    })
    .from(callRecords)
    .where(and(gte(startedAt, from), lt(startedAt, to)))
    .all();
};
