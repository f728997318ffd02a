/** The sockets: UDP, TCP and TLS listeners, connections to peers, and browsers' WebSockets (RFC 7118). */
import type { SocketHandler, TCPSocketListener, Socket as TcpSocket } from "bun";
import {
  ConnectionLimit,
  dscp,
  type Logger,
  openUdp,
  type Socket,
  type SocketHandlers,
  type UdpSocket,
} from "../platform/index.ts";
import { busyAnswer } from "./busy.ts";
import { Connections, type PeerAddress } from "./connections.ts";
import { Datagrams } from "./datagrams.ts";
import type { Flow, Peer, PeerIdentity } from "./flow.ts";
import { StreamFlow, UdpFlow } from "./flows.ts";
import { StreamFramer } from "./framing.ts";
import type { Octets } from "./message.ts";

interface Connection {
  flow: StreamFlow;
  framer: StreamFramer;
  /** Bytes that the kernel has not taken yet. */
  unsent: Buffer;
  /** Somebody else opened it, and it counts for their address. */
  counted: boolean;
  /** How many messages came in the piece of the stream that is being read: each counts as one that came alone. */
  together: number;
  tooFast: boolean;
}

/** Who opened a WebSocket, as the HTTP upgrade has proven. */
export interface Browser {
  personId: string;
  sessionId: string;
}

const largestBacklog = 4 * 1024 * 1024;
const connectTimeout = 4000;
/** Seconds in which who connects has shaken hands. */
const secondsToShakeHands = 10;
/** Telephones of a large site come from one address, and come back before their old connections are known to be dead. */
const connectionLimits = { most: 50_000, mostOfAddress: 4000 } as const;
/** Close code of a WebSocket whose session has ended (RFC 6455 §7.4.2: for private use). */
const sessionEnded = 4001;
/** A page that is left says so, or closes it (RFC 6455 §7.4.1); a browser whose network changed does neither. */
const leaving: ReadonlySet<number> = new Set([1000, 1001]);
/** RFC 5626 §3.5.1, which holds for WebSockets too (RFC 7118 §6). */
const [ping, pong] = ["\r\n\r\n", "\r\n"];

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
  readonly #connections = new Connections();
  /** Those that the house opened. */
  readonly #opened = new Set<TcpSocket<Connection>>();
  readonly #accepted = new ConnectionLimit(connectionLimits);
  readonly #browsers = new Set<{ socket: Socket; flow: StreamFlow }>();
  #udp!: UdpSocket;
  #datagrams!: Datagrams;
  #tcp: TCPSocketListener<Connection> | undefined;
  #tls: TCPSocketListener<Connection> | undefined;

  private constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** Rejects with the system's error when a port is taken. */
  static async open(options: TransportOptions): Promise<Transports> {
    const transports = new Transports(options);
    transports.#udp = await openUdp({
      address: options.address,
      port: options.udpPort,
      dscp: dscp.signalling,
      onDatagram: (data, port, address) => {
        if (!options.admit(address, data.length)) {
          const answer = options.mayTell(address) ? busyAnswer(data.toString("latin1")) : undefined;
          if (answer) transports.udpFlow(address, port).send(answer);
          return;
        }
        if (data.length < 20) return; // keep-alives are shorter
        options.onMessage(data.toString("latin1"), transports.udpFlow(address, port));
      },
      onError: (error) => options.log.debug("a datagram was refused", { error }),
    });
    transports.#datagrams = new Datagrams(transports.#udp);
    try {
      transports.#tcp = transports.#listen("TCP", options.tcpPort);
      transports.#tls = transports.#listen("TLS", options.tlsPort);
    } catch (error) {
      await transports.close();
      throw error;
    }
    return transports;
  }

  get ports(): { udp: number; tcp: number; tls: number } {
    return { udp: this.#udp.port, tcp: this.#tcp?.port ?? 0, tls: this.#tls?.port ?? 0 };
  }

  udpFlow(address: string, port: number): Flow {
    return new UdpFlow(this.#datagrams, address, port, this.#options.onSend);
  }

  /**
   * A connection to a peer, the one that the house has opened already where there is one: who connects from a peer's
   * address and port may be somebody else behind the same router.
   * @param identity whom its certificate must be for (RFC 5922); any certificate where it is left out
   */
  connect(transport: "TCP" | "TLS", address: string, port: number, identity?: PeerIdentity): Promise<Flow> {
    const peer = { transport, address, port, identity };
    return this.#connections.to(peer, () => this.#connect(peer));
  }

  #connect({ transport, address, port, identity }: PeerAddress): Promise<Flow> {
    const opened = Promise.withResolvers<Flow>();
    const timer = setTimeout(
      () => opened.reject(new Error(`${address}:${port} does not answer`)),
      connectTimeout,
    );
    // Nobody else gets a connection whose peer has not proved itself.
    const stands = (flow: StreamFlow) => {
      this.#connections.add(flow);
      opened.resolve(flow);
    };
    const handlers: SocketHandler<Connection> = {
      ...this.#handlers(),
      open: (peer) => {
        peer.data = this.#newConnection(peer, transport, { opened: true, identity });
        this.#opened.add(peer);
        if (transport === "TCP") stands(peer.data.flow);
      },
      handshake: (peer, authorized, error) => {
        if (authorized || !identity) stands(peer.data.flow);
        else opened.reject(error ?? new Error("it is not who it says"));
      },
      connectError: (_peer, error) => opened.reject(error),
      close: (peer) => {
        this.#opened.delete(peer);
        this.#drop(peer.data);
      },
    };
    const tls = transport === "TLS" ? { tls: tlsTowards(identity) } : {};
    // The data of a connection is made when it opens.
    Bun.connect<Connection>({
      hostname: address,
      port,
      ...tls,
      socket: handlers,
      data: undefined as never,
    }).then((socket) => opened.promise.catch(() => socket.end()), opened.reject);
    return opened.promise.finally(() => clearTimeout(timer));
  }

  /** A browser's connection, whose person the HTTP upgrade has authenticated. */
  acceptWebSocket({ personId, sessionId }: Browser): SocketHandlers {
    let browser: { socket: Socket; flow: StreamFlow } | undefined;
    return {
      open: (socket: Socket) => {
        const flow = new StreamFlow({
          transport: "WSS",
          address: socket.remoteAddress,
          port: 0,
          personId,
          sessionId,
          write: (text) => {
            if (browser) this.#options.onSend(text, browser.flow);
            return socket.send(Buffer.from(text, "latin1").toString("utf8"));
          },
        });
        browser = { socket, flow };
        this.#browsers.add(browser);
      },
      message: (data) => {
        const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
        if (!browser?.flow.open || !this.#options.admit(browser.flow.address, bytes.length)) return;
        const text = bytes.toString("latin1");
        if (text === ping) browser.socket.send(pong);
        else if (text.trim() !== "") this.#options.onMessage(text, browser.flow); // a frame is a message (RFC 7118 §5)
      },
      close: (code) => {
        if (!browser) return;
        this.#browsers.delete(browser);
        browser.flow.closed({ left: leaving.has(code) });
      },
    };
  }

  /** Closes the connections of these browsers. */
  closeBrowsers(ended: (flow: Flow) => boolean): void {
    for (const { socket, flow } of this.#browsers) {
      if (!ended(flow)) continue;
      flow.closed({ left: true });
      socket.close(sessionEnded, "signed out");
    }
  }

  async close(): Promise<void> {
    this.#datagrams.close();
    this.#tcp?.stop(true);
    this.#tls?.stop(true);
    for (const socket of this.#opened) socket.end();
  }

  #listen(transport: "TCP" | "TLS", port: number): TCPSocketListener<Connection> {
    return Bun.listen<Connection>({
      hostname: this.#options.address,
      port,
      ...(transport === "TLS" && { tls: this.#options.tls }),
      socket: {
        ...this.#handlers(),
        open: (socket) => this.#accept(socket, transport),
        // Without this one Bun tells of a connection only when it has shaken hands: silent ones would stay unseen.
        ...(transport === "TLS" && {
          handshake: (socket, done) => (done ? this.#begin(socket) : socket.terminate()),
        }),
        timeout: (socket) => socket.terminate(),
      },
    });
  }

  #accept(socket: TcpSocket<Connection>, transport: "TCP" | "TLS"): void {
    const address = socket.remoteAddress;
    const counted = this.#accepted.opened(address);
    socket.data = this.#newConnection(socket, transport);
    socket.data.counted = counted;
    if (!counted || this.#options.isBanned(address)) return void socket.terminate();
    if (transport === "TLS") socket.timeout(secondsToShakeHands);
    else this.#begin(socket);
  }

  #begin(socket: TcpSocket<Connection>): void {
    socket.timeout(this.#options.secondsToSpeak);
  }

  #handlers(): SocketHandler<Connection> {
    return {
      data: (socket: TcpSocket<Connection>, data: Buffer) => {
        const connection = socket.data;
        if (!connection) return;
        connection.together = 0;
        const admitted = this.#options.admit(connection.flow.address, 0); // the framer bounds what one message may be
        // Leaving out part of a stream would make rubbish of the rest.
        if (!admitted || !connection.framer.push(data.toString("latin1"))) socket.end();
      },
      drain: (socket: TcpSocket<Connection>) => {
        const { unsent } = socket.data;
        socket.data.unsent = unsent.subarray(Math.max(0, socket.write(unsent)));
      },
      close: (socket: TcpSocket<Connection>) => this.#drop(socket.data),
      error: (socket: TcpSocket<Connection>, error: Error) => {
        this.#options.log.debug("a SIP connection broke", { error });
        this.#drop(socket.data);
      },
    };
  }

  #newConnection(
    socket: TcpSocket<Connection>,
    transport: "TCP" | "TLS",
    by: { opened?: true; identity?: PeerIdentity | undefined } = {},
  ): Connection {
    const flow = new StreamFlow({
      transport,
      address: socket.remoteAddress,
      port: socket.remotePort ?? 0,
      ...by,
      write: (text) => {
        this.#options.onSend(text, flow);
        const { data } = socket;
        const bytes = Buffer.from(text, "latin1");
        if (data.unsent.length > 0) data.unsent = Buffer.concat([data.unsent, bytes]);
        else data.unsent = bytes.subarray(Math.max(0, socket.write(bytes)));
        if (data.unsent.length > largestBacklog) socket.end(); // a peer that reads nothing
        return true;
      },
    });
    const spoken = () => socket.timeout(0);
    return {
      flow,
      unsent: Buffer.alloc(0),
      counted: false,
      together: 0,
      tooFast: false,
      framer: new StreamFramer({
        onMessage: (text) => {
          spoken();
          const { data } = socket;
          if (data.together++ > 0 && !this.#options.admit(flow.address, 0)) data.tooFast = true;
          if (data.tooFast) return void socket.end();
          this.#options.onMessage(text, flow);
        },
        onPing: () => {
          spoken();
          flow.send("\r\n");
        },
      }),
    };
  }

  #drop(connection: Connection | undefined): void {
    if (!connection) return;
    const { flow } = connection;
    if (connection.counted) this.#accepted.closed(flow.address);
    connection.counted = false;
    this.#connections.remove(flow);
    flow.closed();
  }
}

const tlsTowards = (identity: PeerIdentity | undefined) =>
  identity
    ? {
        rejectUnauthorized: true,
        serverName: identity.host,
        ...(identity.authority !== undefined && { ca: identity.authority }),
      }
    : { rejectUnauthorized: false };
