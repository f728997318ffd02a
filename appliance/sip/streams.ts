/** Connections over TCP and TLS: those that peers open, and those that the house opens to them. */
import type { SocketHandler, TCPSocketListener, Socket as TcpSocket } from "bun";
import { ConnectionLimit } from "../platform/index.ts";
import { Connections, type PeerAddress } from "./connections.ts";
import type { Flow, PeerIdentity } from "./flow.ts";
import { StreamFlow } from "./flows.ts";
import { StreamFramer } from "./framing.ts";
import type { TransportOptions } from "./transports.ts";

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

const largestBacklog = 4 * 1024 * 1024;
const connectTimeout = 4000;
/** Seconds in which who connects has shaken hands. */
const secondsToShakeHands = 10;
/** Telephones of a large site come from one address, and come back before their old connections are known to be dead. */
const connectionLimits = { most: 50_000, mostOfAddress: 4000 } as const;

type StreamOptions = Pick<
  TransportOptions,
  "address" | "tls" | "secondsToSpeak" | "log" | "onMessage" | "onSend" | "isBanned" | "admit"
>;

export class Streams {
  readonly #options: StreamOptions;
  readonly #connections = new Connections();
  /** Those that the house opened. */
  readonly #opened = new Set<TcpSocket<Connection>>();
  readonly #accepted = new ConnectionLimit(connectionLimits);
  readonly #listeners: TCPSocketListener<Connection>[] = [];

  constructor(options: StreamOptions) {
    this.#options = options;
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

  /** Takes connections, and returns the port; throws the system's error when it is taken. @param port 0: any */
  listen(transport: "TCP" | "TLS", port: number): number {
    const listener = Bun.listen<Connection>({
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
    this.#listeners.push(listener);
    return listener.port;
  }

  close(): void {
    for (const listener of this.#listeners) listener.stop(true);
    for (const socket of this.#opened) socket.end();
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
      // True for any certificate where no identity is asked for.
      handshake: (peer, done, error) => {
        if (done) stands(peer.data.flow);
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
