/**
 * A line between a telephone and the house that loses, delays and scatters the packets of media: it stands where the
 * telephone takes the house to be, and writes its own ports into their descriptions.
 */
import { openUdp, type UdpSocket } from "../../appliance/platform/index.ts";

/** How each way treats packets. */
export interface Roughness {
  /** Share that is lost. */
  loss?: number;
  /** Milliseconds that all take, and that each takes besides, from nothing to so many. */
  delay?: number;
  scatter?: number;
}

interface Media {
  /** Where each side is, once it has said so. */
  house: number;
  telephone: number;
  /** For RTP and RTCP: towards the house, and towards the telephone. */
  towardsHouse: UdpSocket[];
  towardsTelephone: UdpSocket[];
}

const senderReport = 200;
const receiverReport = 201;

export class RoughLine {
  /** Reports of the telephone that came through and tell the house how long a packet takes there and back. */
  roundTrips = 0;
  readonly #roughness: Roughness;
  #telephone = 0;
  #near!: UdpSocket;
  #far!: UdpSocket;
  #media: Media | undefined;
  #closed = false;

  private constructor(roughness: Roughness) {
    this.#roughness = roughness;
  }

  /** @param server UDP port of the house, on loopback. For one telephone with one call. */
  static async open(server: number, roughness: Roughness): Promise<RoughLine> {
    const line = new RoughLine(roughness);
    line.#media = await line.#openMedia();
    line.#near = await openUdp({
      address: "127.0.0.1",
      port: 0,
      onDatagram(data, port) {
        line.#telephone = port;
        line.#far.send(line.#rewrite(data, "telephone"), server, "127.0.0.1");
      },
    });
    line.#far = await openUdp({
      address: "127.0.0.1",
      port: 0,
      onDatagram: (data) => line.#near.send(line.#rewrite(data, "house"), line.#telephone, "127.0.0.1"),
    });
    return line;
  }

  /** Where the telephone finds the house. */
  get port(): number {
    return this.#near.port;
  }

  close(): void {
    this.#closed = true;
    const { towardsHouse = [], towardsTelephone = [] } = this.#media ?? {};
    for (const socket of [this.#near, this.#far, ...towardsHouse, ...towardsTelephone]) socket.close();
  }

  /** Signalling passes as it is, but for where media are to be sent. */
  #rewrite(data: Buffer, from: "house" | "telephone"): Buffer {
    const text = data.toString("latin1");
    const media = this.#media;
    const stated = /^m=audio (\d+) /m.exec(text)?.[1];
    if (!media || stated === undefined) return data;
    media[from] = Number(stated);
    const [socket] = from === "telephone" ? media.towardsHouse : media.towardsTelephone;
    const [head = "", body = ""] = text.split("\r\n\r\n");
    const described = body
      .replace(/^m=audio \d+ /m, `m=audio ${socket?.port} `)
      .replace(/^a=rtcp:\d+.*\r\n/m, "");
    const length = head.replace(/^(content-length|l)\s*:.*$/im, `Content-Length: ${described.length}`);
    return Buffer.from(`${length}\r\n\r\n${described}`, "latin1");
  }

  async #openMedia(): Promise<Media> {
    const media: Media = { house: 0, telephone: 0, towardsHouse: [], towardsTelephone: [] };
    const passing = (to: "house" | "telephone", beside: number) => (data: Buffer) => {
      const out = to === "house" ? media.towardsHouse[beside] : media.towardsTelephone[beside];
      if (media[to] !== 0 && out) this.#pass(data, out, media[to] + beside, to === "house" && beside === 1);
    };
    media.towardsHouse = await openPair((beside) => passing("telephone", beside));
    media.towardsTelephone = await openPair((beside) => passing("house", beside));
    return media;
  }

  #pass(data: Buffer, out: UdpSocket, port: number, isReport: boolean): void {
    const { loss = 0, delay = 0, scatter = 0 } = this.#roughness;
    if (Math.random() < loss) return;
    const kept = Buffer.from(data);
    setTimeout(
      () => {
        if (this.#closed) return;
        if (isReport && tellsRoundTrip(kept)) this.roundTrips++;
        out.send(kept, port, "127.0.0.1");
      },
      delay + Math.random() * scatter,
    );
  }
}

/** Of RTCP: whether its first block says which report of the other side came last (RFC 3550 §6.4.1, LSR). */
function tellsRoundTrip(report: Buffer): boolean {
  const at = report[1] === senderReport ? 28 : report[1] === receiverReport ? 8 : -1;
  return (
    at > 0 && ((report[0] ?? 0) & 0x1f) > 0 && report.length >= at + 24 && report.readUInt32BE(at + 16) > 0
  );
}

/** Sockets at an even port and the one after it. @param receive of the first, 0, and of the second, 1 */
async function openPair(receive: (beside: number) => (data: Buffer) => void): Promise<UdpSocket[]> {
  for (;;) {
    const first = await openUdp({ address: "127.0.0.1", port: 0, onDatagram: receive(0) });
    const options = { address: "127.0.0.1", port: first.port + 1, onDatagram: receive(1) };
    const second = first.port % 2 === 0 ? await openUdp(options).catch(() => undefined) : undefined;
    if (second) return [first, second];
    first.close();
  }
}
