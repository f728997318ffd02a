/** A path of known width between a browser and the appliance: a UDP hop with a rate, a queue and losses. */
import { openUdp, type UdpSocket } from "../../appliance/platform/index.ts";

export class NarrowLink {
  /** Bits per second towards the browser. */
  rate = Number.POSITIVE_INFINITY;
  /** Share of the packets towards the browser that are lost at random. */
  loss = 0;
  /** Milliseconds that a packet may wait; what would wait longer is lost. */
  queue = 300;
  readonly #towards: number;
  readonly #upstream = new Map<string, Promise<UdpSocket>>();
  #socket: UdpSocket | undefined;
  #freeAt = 0;

  /** @param towards the appliance's port, on loopback */
  private constructor(towards: number) {
    this.#towards = towards;
  }

  static async open(towards: number): Promise<NarrowLink> {
    const link = new NarrowLink(towards);
    link.#socket = await openUdp({
      address: "127.0.0.1",
      port: 0,
      onDatagram: (data, port, address) => void link.#up(data, port, address),
    });
    return link;
  }

  /** Where the browser sends. */
  get port(): number {
    return this.#socket?.port ?? 0;
  }

  async close(): Promise<void> {
    for (const socket of await Promise.all(this.#upstream.values())) socket.close();
    this.#socket?.close();
  }

  async #up(data: Buffer, port: number, address: string): Promise<void> {
    const known = this.#upstream.get(`${address}:${port}`);
    const opening =
      known ??
      openUdp({
        address: "127.0.0.1",
        port: 0,
        onDatagram: (back) => this.#down(back, port, address),
      });
    if (!known) this.#upstream.set(`${address}:${port}`, opening);
    (await opening).send(data, this.#towards, "127.0.0.1");
  }

  #down(data: Buffer, port: number, address: string): void {
    const now = performance.now();
    const waits = Math.max(0, this.#freeAt - now);
    if (waits > this.queue || Math.random() < this.loss) return;
    this.#freeAt = now + waits + (data.length * 8000) / this.rate;
    const delay = this.#freeAt - now;
    if (delay < 1) this.#socket?.send(data, port, address);
    else setTimeout(() => this.#socket?.send(data, port, address), delay);
  }
}
