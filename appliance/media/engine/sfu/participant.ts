/** A browser in a conference: one connection for what it sends, one for what it receives. */
import type { Ticker } from "../ticker.ts";
import type { WebRtcEndpoint } from "../webrtc/endpoint.ts";
import type { Publication, PublicationSource } from "./publication.ts";
import { PublishingConnection } from "./publishing.ts";
import { ReceivingConnection, type ReceivingStatistics } from "./receiving.ts";

export interface ParticipantOptions {
  id: string;
  endpoint: WebRtcEndpoint;
  ticker: Ticker;
  onPublication: (publication: Publication) => void;
}

export class BrowserParticipant {
  readonly #options: ParticipantOptions;
  #sending: PublishingConnection | undefined;
  #receiving: ReceivingConnection | undefined;

  constructor(options: ParticipantOptions) {
    this.#options = options;
  }

  get publications(): ReadonlyMap<PublicationSource, Publication> {
    return this.#sending?.publications ?? new Map();
  }

  publish(offer: string): string {
    const { id, ...options } = this.#options;
    this.#sending ??= new PublishingConnection({ participant: id, ...options });
    return this.#sending.publish(offer);
  }

  /**
   * Offers everything in `wanted`, and takes back what is no longer in it; empty while there is nothing.
   * @param restart see ReceivingConnection
   */
  subscribe(wanted: readonly Publication[], restart: boolean): string {
    if (wanted.length === 0 && !this.#receiving) return "";
    this.#receiving ??= new ReceivingConnection(this.#options);
    return this.#receiving.offer(wanted, restart);
  }

  subscribed(answer: string): void {
    this.#receiving?.answer(answer);
  }

  show(heights: Readonly<Record<string, number>>): void {
    this.#receiving?.show(heights);
  }

  get statistics(): ReceivingStatistics | undefined {
    return this.#receiving?.statistics;
  }

  close(): void {
    this.#sending?.close();
    this.#receiving?.close();
  }
}
