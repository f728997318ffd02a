/** How a telephone says that it heard us: the VoIP metrics of RTCP extended reports (RFC 3611 §4.7). */

/** Null where it does not say. */
export interface VoipMetrics {
  /** Mean opinion scores, 1 to 5: of listening, and of conversation. */
  listening: number | null;
  conversational: number | null;
  /** Shares of the packets, 0 to 1: lost on the way, and come too late or too early to be played. */
  lost: number;
  discarded: number | null;
  /** Shares that were lost or discarded in bursts and between them, and how long these were, in milliseconds. */
  burstDensity: number | null;
  burstDuration: number | null;
  gapDensity: number | null;
  gapDuration: number | null;
  /** Milliseconds: there and back in the network, and within the telephone. */
  roundTrip: number | null;
  endSystem: number | null;
}

const extendedReport = 207;
const voipMetricsBlock = 7;
const blockBytes = 36;

/** The block about this source in a compound packet, the last where there are several; rubbish says nothing. */
export function parseVoipMetrics(data: Buffer, ssrc: number): VoipMetrics | undefined {
  let found: VoipMetrics | undefined;
  for (let offset = 0; offset + 8 <= data.length; ) {
    const end = offset + (data.readUInt16BE(offset + 2) + 1) * 4;
    if ((data[offset] ?? 0) >> 6 !== 2 || end > data.length) break;
    if (data[offset + 1] === extendedReport)
      found = blockAbout(data.subarray(Math.min(offset + 8, end), end), ssrc) ?? found;
    offset = end;
  }
  return found;
}

function blockAbout(blocks: Buffer, ssrc: number): VoipMetrics | undefined {
  let found: VoipMetrics | undefined;
  for (let offset = 0; offset + 4 <= blocks.length; ) {
    const end = offset + (blocks.readUInt16BE(offset + 2) + 1) * 4;
    if (end > blocks.length) break;
    const isWhole = blocks[offset] === voipMetricsBlock && end - offset === blockBytes;
    if (isWhole && blocks.readUInt32BE(offset + 4) === ssrc)
      found = metricsOf(blocks.subarray(offset, end)) ?? found;
    offset = end;
  }
  return found;
}

/** Undefined where a score is none. */
function metricsOf(block: Buffer): VoipMetrics | undefined {
  const share = (at: number) => Math.round(((block[at] ?? 0) / 256) * 1000) / 1000;
  const [listening, conversational] = [scoreOf(block[26] ?? 0), scoreOf(block[27] ?? 0)];
  if (listening === undefined || conversational === undefined) return undefined;
  return {
    listening,
    conversational,
    lost: share(8),
    discarded: share(9),
    burstDensity: share(10),
    gapDensity: share(11),
    burstDuration: block.readUInt16BE(12),
    gapDuration: block.readUInt16BE(14),
    roundTrip: block.readUInt16BE(16),
    endSystem: block.readUInt16BE(18),
  };
}

/** Ten times the score; 127 for a telephone that has none. */
function scoreOf(octet: number): number | null | undefined {
  if (octet === 127) return null;
  return octet >= 10 && octet <= 50 ? octet / 10 : undefined;
}
