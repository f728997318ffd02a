/**
 * How much a receiver's path carries, from what the receiver says of each packet's arrival. Pure: time comes in.
 *
 * A queue that stands is the sign of a full path: the least delay of a tenth of a second, above the least delay of
 * the last ten seconds. One late packet, or a receiver that was busy for a moment, leaves the least delay alone;
 * a queue does not. Loss counts only when it is heavy, for paths that drop what they have no room for; radio loses
 * some at any rate, and retransmission repairs that. A path that is not filled says nothing of its width, so a short
 * burst (a probe) asks when more is wanted than is known to fit.
 */

export interface SentPacket {
  /** Milliseconds, in our time. */
  sentAt: number;
  /** Milliseconds, in the receiver's time; undefined for lost. */
  arrivedAt: number | undefined;
  octets: number;
  /** The probe that it belongs to; 0 for none. */
  probe: number;
}

const start = 2_000_000;
const least = 80_000;
const most = 30_000_000;

/** Milliseconds of standing queue: above the first the path is full, above the second it is not asked for more. */
const fullQueue = 80;
const someQueue = 25;
const heavyLoss = 0.2;
const mildLoss = 0.12;
/** Loss is judged of so many packets, or of what came in a second. */
const lossPackets = 60;
const lossWindow = 1000;
const window = 100;
const baselineWindow = 5000;
const decreaseEvery = 350;
const growthPerSecond = 0.08;
const rateWindow = 600;

/** A probe lasts this long, and asks for twice as much as is known. */
export const probeLength = 150;
const probeFactor = 2;
const probeEvery = 1000;
const longestProbeEvery = 16_000;

export class BandwidthEstimator {
  #estimate = start;
  /** What the receiver itself says it can take (REMB); the lower of the two counts. */
  #told = most;
  #window = { from: 0, leastDelay: Number.POSITIVE_INFINITY, packets: 0 };
  #losses = { from: 0, packets: 0, lost: 0 };
  #baseline = { current: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY, from: 0 };
  #arrived: { at: number; octets: number }[] = [];
  #decreasedAt = Number.NEGATIVE_INFINITY;
  #increasedAt = 0;
  #calm = true;
  #probe = { id: 0, rate: 0, startedAt: Number.NEGATIVE_INFINITY, every: probeEvery, open: false };
  #probed = { first: 0, last: 0, octets: 0, packets: 0, lost: 0 };

  /** Bits per second. */
  get estimate(): number {
    return Math.min(this.#estimate, this.#told);
  }

  /** Bits per second that arrived lately. */
  get delivered(): number {
    const first = this.#arrived[0];
    const last = this.#arrived.at(-1);
    if (!first || !last || last.at - first.at < rateWindow / 3) return 0;
    const octets = this.#arrived.reduce((sum, each) => sum + each.octets, 0);
    return (octets * 8000) / (last.at - first.at);
  }

  /** The receiver's own estimate, in bits per second (REMB). */
  onTold(bitrate: number): void {
    this.#told = Math.max(least, bitrate);
  }

  /** For receivers that report loss only (RFC 3550). @param share 0 to 1 */
  onLossReport(share: number, now: number): void {
    if (share > heavyLoss) this.#decrease(this.#estimate * (1 - share / 2), now);
    else if (share < mildLoss) this.#grow(now);
  }

  onFeedback(packets: readonly SentPacket[], now: number): void {
    for (const packet of packets) this.#take(packet, now);
    if (now - this.#window.from >= window) this.#judge(now);
  }

  /** Begins a probe when `wanted` bits per second are more than is known to fit; its id and rate. */
  probe(wanted: number, now: number): { id: number; rate: number } | undefined {
    const probe = this.#probe;
    if (probe.open && now - probe.startedAt > 4 * probeLength) this.#finishProbe(now);
    if (!this.#calm || wanted <= this.estimate || now - probe.startedAt < probe.every) return undefined;
    if (now - this.#decreasedAt < 2 * probeEvery) return undefined;
    probe.id++;
    probe.startedAt = now;
    probe.open = true;
    probe.rate = Math.min(probeFactor * this.#estimate, Math.max(1.3 * wanted, 1.5 * least));
    this.#probed = { first: 0, last: 0, octets: 0, packets: 0, lost: 0 };
    return { id: probe.id, rate: probe.rate };
  }

  #take({ sentAt, arrivedAt, octets, probe }: SentPacket, now: number): void {
    const window = this.#window;
    window.packets++;
    this.#losses.packets++;
    if (arrivedAt === undefined) this.#losses.lost++;
    else {
      window.leastDelay = Math.min(window.leastDelay, arrivedAt - sentAt);
      this.#arrived.push({ at: arrivedAt, octets });
      while (arrivedAt - (this.#arrived[0]?.at ?? arrivedAt) > rateWindow) this.#arrived.shift();
    }
    if (probe === this.#probe.id && this.#probe.open) this.#takeProbe(arrivedAt, octets);
    if (this.#probe.open && now - this.#probe.startedAt > 3 * probeLength) this.#finishProbe(now);
  }

  #takeProbe(arrivedAt: number | undefined, octets: number): void {
    const probed = this.#probed;
    if (arrivedAt === undefined) {
      probed.lost++;
      return;
    }
    // The first packet opens the interval; what it carries came before it.
    if (probed.packets++ === 0) probed.first = arrivedAt;
    else probed.octets += octets;
    probed.last = Math.max(probed.last, arrivedAt);
  }

  #finishProbe(now: number): void {
    const { first, last, octets, packets, lost } = this.#probed;
    this.#probe.open = false;
    const elapsed = last - first;
    const rate = elapsed > 0 ? Math.min((octets * 8000) / elapsed, this.#probe.rate) : 0;
    const sound = packets >= 8 && lost <= packets * heavyLoss && this.#calm;
    if (sound && rate > this.#estimate * 1.05) {
      this.#estimate = Math.min(most, rate);
      this.#probe.every = probeEvery;
      this.#increasedAt = now;
    } else this.#probe.every = Math.min(2 * this.#probe.every, longestProbeEvery);
  }

  /** Once a tenth of a second: is there a queue, is there loss? */
  #judge(now: number): void {
    const { leastDelay, packets } = this.#window;
    this.#window = { from: now, leastDelay: Number.POSITIVE_INFINITY, packets: 0 };
    if (packets === 0) return;
    const standing = Number.isFinite(leastDelay)
      ? leastDelay - this.#noteBaseline(leastDelay, now)
      : fullQueue;
    this.#calm = standing < someQueue;
    if (standing >= fullQueue) this.#decrease((this.delivered || this.#estimate) * 0.85, now);
    const { packets: sent, lost, from } = this.#losses;
    if (sent >= lossPackets || now - from >= lossWindow) {
      this.#losses = { from: now, packets: 0, lost: 0 };
      const share = lost / sent;
      if (share > heavyLoss && lost > 2) this.#decrease(this.#estimate * (1 - share / 2), now);
      else if (this.#calm && share < mildLoss) this.#grow(now);
    }
  }

  /** The least delay of the last five to ten seconds. */
  #noteBaseline(delay: number, now: number): number {
    const baseline = this.#baseline;
    if (now - baseline.from > baselineWindow) {
      baseline.before = baseline.current;
      baseline.current = Number.POSITIVE_INFINITY;
      baseline.from = now;
    }
    baseline.current = Math.min(baseline.current, delay);
    return Math.min(baseline.current, baseline.before);
  }

  #decrease(to: number, now: number): void {
    if (now - this.#decreasedAt < decreaseEvery) return;
    this.#decreasedAt = this.#increasedAt = now;
    this.#estimate = Math.max(least, Math.min(this.#estimate, to));
  }

  /** Only as far as what is really sent proves something. */
  #grow(now: number): void {
    const elapsed = Math.min(1000, now - this.#increasedAt);
    this.#increasedAt = now;
    if (this.#estimate > 1.5 * this.delivered) return;
    this.#estimate = Math.min(most, this.#estimate * (1 + (growthPerSecond * elapsed) / 1000));
  }
}
