/**
 * A line between clients and the appliance that holds up what it carries, each connection in its own way, and
 * breaks now and then with something still under way: requests arrive in another order than they left, and answers
 * to what was done are never heard.
 */
import { connect, createServer, type Server, type Socket } from "node:net";

export class UnrulyLine {
  /** Milliseconds that something may be held up at most. */
  delay = 0;
  /** The share of what passes at which its connection breaks. */
  breaks = 0;
  readonly #towards: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** @param towards the appliance's port, on loopback */
  private constructor(towards: number) {
    this.#towards = towards;
    this.#server = createServer((near) => this.#carry(near));
  }

  static async open(towards: number): Promise<UnrulyLine> {
    const line = new UnrulyLine(towards);
    await new Promise<void>((resolve) => line.#server.listen(0, "127.0.0.1", resolve));
    return line;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address ? address.port : 0;
  }

  /** Breaks every connection at this moment. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #carry(near: Socket): void {
    const far = connect(this.#towards, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      let before = Promise.resolve();
      this.#sockets.add(from);
      from.on("data", (data) => {
        const held = this.#holdUp();
        before = Promise.all([before, held]).then(() => {
          if (Math.random() < this.breaks) near.destroy();
          else if (to.writable) to.write(data);
        });
      });
      from.on("error", () => {});
      from.on("close", () => {
        this.#sockets.delete(from);
        void before.then(() => to.destroy());
      });
    }
  }

  #holdUp(): Promise<void> {
    if (this.delay === 0) return Promise.resolve();
    return new Promise((resolve) => setTimeout(resolve, Math.random() * this.delay));
  }
}
