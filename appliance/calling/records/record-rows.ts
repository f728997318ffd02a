/** The rows of a call: one for each leg. */
import type { LegStatistics, PictureStatistics } from "../../media/index.ts";
import type { Branch } from "../call/branch.ts";
import type { Call } from "../call/call.ts";
import type { CallParty } from "../call/party.ts";
import type { callRecords } from "../schema.ts";

export type CallRecord = Omit<typeof callRecords.$inferSelect, "hiddenAt">;

export type Outcome = CallRecord["outcome"];

/** That pictures were agreed is no picture yet: somebody has to show something. */
const pictureQuality = (picture: PictureStatistics | undefined) => {
  const shown = picture && picture.packetsReceived + picture.packetsSent > 0 ? picture : undefined;
  return {
    pictureCodec: shown?.codec ?? "",
    picturePacketsReceived: shown?.packetsReceived ?? 0,
    picturePacketsLost: shown?.packetsLost ?? 0,
  };
};

const quality = (statistics: LegStatistics | undefined) => ({
  encryption: statistics?.encryption ?? "none",
  codec: statistics?.codec ?? "",
  packetsReceived: statistics?.packetsReceived ?? 0,
  packetsLost: statistics?.packetsLost ?? 0,
  jitter: Math.round(statistics?.jitter ?? 0),
  roundTrip: statistics?.roundTrip === undefined ? null : Math.round(statistics.roundTrip),
  reported: statistics?.reported ?? null,
  ...pictureQuality(statistics?.picture),
});

/** Of a leg that nobody measured. */
export const withoutMedia = quality(undefined);

function outcomeOf(status: number | undefined): Outcome {
  if (status === undefined) return "answered";
  if (status === 486 || status === 600) return "busy";
  if (status === 603) return "declined";
  return status === 480 || status === 487 || status === 408 ? "missed" : "failed";
}

/** The leg of a call that reached none of a person's devices; undefined where somebody took or refused it. */
export function missedIn(rows: readonly CallRecord[]): CallRecord | undefined {
  const reached = ({ direction, outcome }: CallRecord) =>
    direction === "outgoing" || (outcome !== "missed" && outcome !== "failed");
  if (rows.some(reached)) return undefined;
  return rows[0];
}

export interface RefusedCall {
  /** What the call is called by. */
  id: string;
  caller: CallParty;
  callee: CallParty;
  status: number;
  transport: string;
}

/**
 * One row for the caller, and one for whom it was meant.
 * @param at milliseconds since the epoch
 */
export function rowsOfRefused(call: RefusedCall, at: number): CallRecord[] {
  const { id: callId, caller, callee, status, transport } = call;
  const own = (party: CallParty, peer: CallParty, direction: CallRecord["direction"]): CallRecord => ({
    id: Bun.randomUUIDv7(),
    callId,
    linkedTo: null,
    conference: null,
    personId: party.personId ?? "",
    direction,
    peerId: peer.personId ?? null,
    peerName: peer.name,
    peerNumber: peer.number,
    startedAt: at,
    answeredAt: null,
    setUp: null,
    endedAt: at,
    outcome: outcomeOf(status),
    status,
    cost: null,
    transport: direction === "outgoing" ? transport : "",
    ...withoutMedia,
  });
  const rows = [own(caller, callee, "outgoing")];
  return callee.personId === undefined ? rows : [...rows, own(callee, caller, "incoming")];
}

/** One for the caller, one for each device that rang, and one for each person whose devices did not. */
export function rowsOf(call: Call, cost: number | null): CallRecord[] {
  const { branches } = call.attempt;
  const answerer = call.sides.callee?.connection;
  const rang = new Set(branches.map(({ party }) => party.personId));
  const silent = call.sought.filter(({ personId }) => personId !== undefined && !rang.has(personId));
  const others = silent.map((party) => {
    const own = party.personId === answerer?.party.personId; // picked up, or put together
    return calleeRow(call, party, own ? call.sides.callee?.statistics : undefined, {
      outcome: own ? "answered" : outcomeOf(call.status ?? 480),
      transport: own ? (answerer?.transport ?? "") : "",
    });
  });
  return [{ ...callerRow(call), cost }, ...branches.map((branch) => branchRow(call, branch)), ...others];
}

const common = (call: Call) => ({
  callId: call.id,
  linkedTo: call.linkedTo ?? null,
  conference: call.conference ?? null,
  cost: null,
  startedAt: call.startedAt,
  setUp: call.setUp ?? null,
  endedAt: call.endedAt ?? call.startedAt,
});

function callerRow(call: Call): CallRecord {
  return {
    ...common(call),
    id: Bun.randomUUIDv7(),
    personId: call.caller.personId ?? "",
    direction: "outgoing",
    peerId: call.callee.personId ?? null,
    peerName: call.callee.name,
    peerNumber: call.callee.number,
    answeredAt: call.answeredAt ?? null,
    outcome: outcomeOf(call.status),
    status: call.status ?? null,
    transport: call.transport,
    ...quality(call.sides.caller?.statistics),
  };
}

function branchRow(call: Call, branch: Branch): CallRecord {
  const own = branch === call.answered;
  const elsewhere = !own && call.sides.callee !== undefined;
  const status = branch.status ?? call.status ?? null;
  return calleeRow(call, branch.party, own ? call.sides.callee?.statistics : undefined, {
    id: branch.id,
    outcome: own ? "answered" : elsewhere ? "elsewhere" : outcomeOf(status ?? 480),
    status: own ? null : status,
    transport: branch.transport,
  });
}

function calleeRow(
  call: Call,
  party: CallParty,
  statistics: LegStatistics | undefined,
  own: Pick<CallRecord, "outcome" | "transport"> & Partial<CallRecord>,
): CallRecord {
  return {
    ...common(call),
    id: Bun.randomUUIDv7(),
    personId: party.personId ?? "",
    direction: "incoming",
    peerId: call.caller.personId ?? null,
    peerName: call.caller.name,
    peerNumber: call.caller.number,
    answeredAt: own.outcome === "answered" ? (call.answeredAt ?? null) : null,
    status: call.status ?? null,
    ...quality(statistics),
    ...own,
  };
}
