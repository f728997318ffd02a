/** What a telephone says of how a call sounded to it, by PUBLISH (RFC 6035). */
import { z } from "zod";
import type { Octets, SipRequest } from "./message.ts";

export const qualityEvent = "vq-rtcpxr";
export const qualityType = "application/vq-rtcpxr";

/** Of one call, or of a part of it that is over. What a telephone leaves out is null. */
export interface QualityReport {
  /** SIP Call-ID of the telephone's dialog. */
  callId: string;
  /** Mean opinion scores, 1 to 5. */
  listening: number | null;
  conversational: number | null;
  /** Shares of the packets, 0 to 1. */
  lost: number;
  discarded: number | null;
  burstDensity: number | null;
  gapDensity: number | null;
  /** Milliseconds. */
  burstDuration: number | null;
  gapDuration: number | null;
  roundTrip: number | null;
  endSystem: number | null;
}

const mostOctets = 16_384;
const reportName = /^(?:VQSessionReport|VQIntervalReport)[ \t]*:|^VQSessionReport$/i;

const decimal = z
  .string()
  .regex(/^\d{1,7}(?:\.\d{1,6})?$/)
  .transform(Number);
const share = decimal.refine((percent) => percent <= 100).transform((percent) => percent / 100);
const milliseconds = decimal.refine((value) => value <= 65_535).transform(Math.round);
const score = decimal.refine((value) => value >= 1 && value <= 5);

/** By the names of RFC 6035 §4.6.2. */
const metrics = z.object({
  NLR: share,
  JDR: share.optional(),
  BLD: share.optional(),
  BD: milliseconds.optional(),
  GLD: share.optional(),
  GD: milliseconds.optional(),
  RTD: milliseconds.optional(),
  ESD: milliseconds.optional(),
  MOSLQ: score.optional(),
  MOSCQ: score.optional(),
});
const callIdText = z.string().regex(/^[^\s<>"]{1,300}$/);

/** Undefined for what is no such report, leaves the loss out, or says what cannot be. */
export function readQualityReport(body: Octets): QualityReport | undefined {
  if (body.length > mostOctets) return undefined;
  const [first = "", ...lines] = body.split(/\r?\n/).map((line) => line.trim());
  if (!reportName.test(first)) return undefined;
  const callId = callIdText.safeParse(lineOf(lines, "CallID"));
  const said = metrics.safeParse(localMetrics(lines));
  if (!callId.success || !said.success) return undefined;
  const { NLR, JDR, BLD, BD, GLD, GD, RTD, ESD, MOSLQ, MOSCQ } = said.data;
  return {
    callId: callId.data,
    listening: MOSLQ ?? null,
    conversational: MOSCQ ?? null,
    lost: NLR,
    discarded: JDR ?? null,
    burstDensity: BLD ?? null,
    gapDensity: GLD ?? null,
    burstDuration: BD ?? null,
    gapDuration: GD ?? null,
    roundTrip: RTD ?? null,
    endSystem: ESD ?? null,
  };
}

const header = (name: string) => new RegExp(`^${name}[ \\t]*:[ \\t]*(.*)$`, "i");

const lineOf = (lines: readonly string[], name: string): string | undefined =>
  lines.flatMap((line) => header(name).exec(line)?.[1] ?? []).at(0);

/** What stands as NAME=value behind LocalMetrics: how the telephone heard the house, and not what it knows of us. */
function localMetrics(lines: readonly string[]): Record<string, string> {
  const [begin, end] = [/^LocalMetrics[ \t]*:/i, /^RemoteMetrics[ \t]*:/i].map((name) =>
    lines.findIndex((line) => name.test(line)),
  ) as [number, number];
  if (begin < 0) return {};
  const own = lines.slice(begin + 1, end > begin ? end : undefined);
  const pairs = own.flatMap((line) => [...line.matchAll(/(?<=[:\s])([A-Z]{2,9})=(\S{1,80})/g)]);
  return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, value]));
}

export const isQualityReport = ({ headers }: SipRequest): boolean =>
  (headers.get("event") ?? "").split(";")[0]?.trim().toLowerCase() === qualityEvent;
