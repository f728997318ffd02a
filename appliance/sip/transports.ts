/** The sockets: UDP, connections over TCP and TLS, and browsers' WebSockets. */
import { dscp, type Logger, openUdp, type SocketHandlers, type UdpSocket } from "../platform/index.ts";
import { type Browser, Browsers } from "./browsers.ts";
import { busyAnswer } from "./busy.ts";
import { Datagrams } from "./datagrams.ts";
import type { Flow, Peer, PeerIdentity } from "./flow.ts";
import { UdpFlow } from "./flows.ts";
import type { Octets } from "./message.ts";
import { Streams } from "./streams.ts";

/** Keep-alives are shorter than any message. */
const shortestMessage = 20;

export interface TransportOptions {
  address: string;
  udpPort: number;
  tcpPort: number;
  tlsPort: number;
  tls: { cert: string; key: string };
  /** After shaking hands, until the first whole message or ping. */
  secondsToSpeak: number;
  log: Logger;
  onMessage(text: Octets, flow: Flow): void;
  /** What leaves, for who listens to it. */
  onSend(text: Octets, peer: Peer): void;
  /** Who is turned away as soon as they connect. */
  isBanned(address: string): boolean;
  /** Admission, before anything is parsed; false drops. */
  admit(address: string, bytes: number): boolean;
  /** Whether a source that was not admitted is told to try later. */
  mayTell(address: string): boolean;
}

export class Transports {
  readonly #options: TransportOptions;
  readonly #datagrams: Datagrams;
  readonly #streams: Streams;
  readonly #browsers: Browsers;
  readonly ports = { udp: 0, tcp: 0, tls: 0 };

  private constructor(options: TransportOptions, udp: UdpSocket) {
    this.#options = options;
    this.#datagrams = new Datagrams(udp);
    this.#streams = new Streams(options);
    this.#browsers = new Browsers(options);
    this.ports.udp = udp.port;
  }

  /** Rejects with the system's error when a port is taken. */
  static async open(options: TransportOptions): Promise<Transports> {
    const udp = await openUdp({
      address: options.address,
      port: options.udpPort,
      dscp: dscp.signalling,
      onDatagram: (data, port, address) => transports.#receive(data, port, address),
      onError: (error) => options.log.debug("a datagram was refused", { error }),
    });
    const transports = new Transports(options, udp);
    try {
      transports.ports.tcp = transports.#streams.listen("TCP", options.tcpPort);
      transports.ports.tls = transports.#streams.listen("TLS", options.tlsPort);
    } catch (error) {
      await transports.close();
      throw error;
    }
    return transports;
  }

  udpFlow(address: string, port: number): Flow {
    return new UdpFlow(this.#datagrams, address, port, this.#options.onSend);
  }

  /** See Streams. */
  connect(transport: "TCP" | "TLS", address: string, port: number, identity?: PeerIdentity): Promise<Flow> {
    return this.#streams.connect(transport, address, port, identity);
  }

  /** A browser's connection, whose person the HTTP upgrade has authenticated. */
  acceptWebSocket(browser: Browser): SocketHandlers {
    return this.#browsers.accept(browser);
  }

  /** Closes the connections of these browsers. */
  closeBrowsers(ended: (flow: Flow) => boolean): void {
    this.#browsers.close(ended);
  }

  async close(): Promise<void> {
    this.#datagrams.close();
    this.#streams.close();
  }

  #receive(data: Buffer, port: number, address: string): void {
    const { admit, mayTell, onMessage } = this.#options;
    if (!admit(address, data.length)) {
      const answer = mayTell(address) ? busyAnswer(data.toString("latin1")) : undefined;
      if (answer) this.udpFlow(address, port).send(answer);
      return;
    }
    if (data.length < shortestMessage) return;
    onMessage(data.toString("latin1"), this.udpFlow(address, port));
  }
}
