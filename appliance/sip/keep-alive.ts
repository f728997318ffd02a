/**
 * Keeps the way to telephones behind translators of addresses open: a translator forgets a flow that is idle, some
 * after 30 seconds (RFC 4787 §4.3), and then no call gets in. Telephones that ping by themselves are the exception.
 */
import type { Clock, Timer } from "../platform/index.ts";
import { type Flow, hostOf } from "./flow.ts";
import { parseUri } from "./headers.ts";
import type { Binding, Location } from "./location.ts";

export class KeepAlive {
  readonly #clock: Clock;
  readonly #location: Location;
  readonly #seconds: number;
  readonly #ask: (flow: Flow, target: string) => void;
  #second = 0;
  #timer: Timer | undefined;

  /**
   * @param parts.seconds between two packets to one telephone; 0 for none at all
   * @param parts.ask sends a telephone a request whose answer passes the translator from inside, as some want
   */
  constructor(parts: {
    clock: Clock;
    location: Location;
    seconds: number;
    ask: (flow: Flow, target: string) => void;
  }) {
    this.#clock = parts.clock;
    this.#location = parts.location;
    this.#seconds = parts.seconds;
    this.#ask = parts.ask;
    if (this.#seconds > 0) this.#schedule();
  }

  close(): void {
    this.#timer?.cancel();
  }

  #schedule(): void {
    this.#timer = this.#clock.after(1000, () => {
      this.#second = (this.#second + 1) % this.#seconds;
      this.#location.each((binding) => this.#keep(binding));
      this.#schedule();
    });
  }

  /** Each in a second of its own, so that a house full of telephones is no burst. */
  #keep({ contact, flow }: Binding): void {
    if (Bun.hash.crc32(contact) % this.#seconds !== this.#second) return;
    // Ignored by every peer (RFC 3261 §7.5), acknowledged by its kernel; and a connection that is gone turns out to be.
    if (flow.transport === "TCP" || flow.transport === "TLS") flow.send("\r\n");
    else if (flow.transport === "UDP" && isTranslated(contact, flow)) this.#ask(flow, contact);
  }
}

/** Its packets come from elsewhere than it says that it is. */
const isTranslated = (contact: string, flow: Flow): boolean =>
  parseUri(contact)?.host !== hostOf(flow.address);
