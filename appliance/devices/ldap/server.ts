/** The phone book over LDAP and TLS, for telephones that read no other: read-only, for telephones of the house. */
import type { Socket, TCPSocketListener } from "bun";
import { type Clock, ConnectionLimit, type Logger, RateLimiter } from "../../platform/index.ts";
import type { Sip } from "../../sip/index.ts";
import type { DirectoryEntries } from "./entries.ts";
import { LdapSession } from "./session.ts";
import { Turns } from "./turns.ts";

interface Connection {
  address: string;
  /** Whether it holds one of the places of its address. */
  counted: boolean;
  session: LdapSession;
  /** Octets that the kernel has not taken yet. */
  unsent: Buffer;
  /** Ends when they are sent. */
  ending: boolean;
}

/** Seconds in which a telephone signs in, and those that it may be silent afterwards. */
const seconds = { toSignIn: 10, silent: 300 } as const;
/** Octets: some answers of five hundred entries that the telephone does not read. */
const largestBacklog = 1024 * 1024;
/** Telephones behind one router come from one address. */
const connectionLimits = { most: 5000, mostOfAddress: 500 } as const;
/** Connections and pieces of requests from one address. */
const pace = { burst: 2000, perSecond: 500 } as const;

export interface LdapOptions {
  address: string;
  /** 0: any. */
  port: number;
  tls: { cert: string; key: string };
  /** Of one person's telephones on average; twice as many at once. */
  searchesPerSecond: number;
  clock: Clock;
  log: Logger;
  sip: Sip;
  entries: DirectoryEntries;
}

export type LdapState =
  | { kind: "off" }
  | { kind: "open"; server: LdapServer }
  /** Something else has the port. */
  | { kind: "failed"; port: number };

export class LdapServer {
  readonly #options: LdapOptions;
  readonly #searches: RateLimiter;
  readonly #pace: RateLimiter;
  readonly #turns = new Turns();
  readonly #connections = new ConnectionLimit(connectionLimits);
  readonly #listener: TCPSocketListener<Connection>;

  /** Throws the system's error when the port is taken. */
  constructor(options: LdapOptions) {
    this.#options = options;
    const { clock, searchesPerSecond: perSecond } = options;
    this.#searches = new RateLimiter({ clock, burst: perSecond * 2, perSecond });
    this.#pace = new RateLimiter({ clock, ...pace });
    this.#listener = Bun.listen<Connection>({
      hostname: options.address,
      port: options.port,
      tls: options.tls,
      socket: {
        open: (socket) => this.#accept(socket),
        // Without this one Bun tells of a connection only when it has shaken hands: silent ones would stay unseen.
        handshake: (socket, done) => {
          if (!done) socket.terminate();
        },
        data: (socket, octets) => this.#receive(socket, octets),
        drain: (socket) => this.#flush(socket),
        timeout: (socket) => socket.terminate(),
        close: (socket) => this.#closed(socket),
        error: (_socket, error) => options.log.debug("a connection to the directory broke", { error }),
      },
    });
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#connections.count;
  }

  get port(): number {
    return this.#listener.port;
  }

  close(): void {
    this.#listener.stop(true);
  }

  #accept(socket: Socket<Connection>): void {
    const address = socket.remoteAddress;
    const { sip, entries } = this.#options;
    const counted = this.#connections.opened(address);
    socket.data = {
      address,
      counted,
      unsent: Buffer.alloc(0),
      ending: false,
      session: new LdapSession({
        address,
        sip,
        entries,
        searches: this.#searches,
        turns: this.#turns,
        send: (octets) => this.#send(socket, octets),
        end: () => {
          socket.data.ending = true;
          this.#flush(socket);
        },
      }),
    };
    socket.timeout(seconds.toSignIn);
    if (!counted || !this.#admits(address)) socket.terminate();
  }

  #admits(address: string): boolean {
    return !this.#options.sip.isBanned(address) && this.#pace.take(address).ok;
  }

  #receive(socket: Socket<Connection>, octets: Buffer): void {
    const { address, session, ending } = socket.data;
    if (ending) return;
    if (!this.#admits(address)) return void socket.end();
    session.receive(octets);
    if (session.signedIn) socket.timeout(seconds.silent);
  }

  #send(socket: Socket<Connection>, octets: Buffer): void {
    const { data } = socket;
    data.unsent = data.unsent.length > 0 ? Buffer.concat([data.unsent, octets]) : octets;
    if (data.unsent.length > largestBacklog) socket.terminate();
    else this.#flush(socket);
  }

  #flush(socket: Socket<Connection>): void {
    const { data } = socket;
    if (data.unsent.length > 0) data.unsent = data.unsent.subarray(Math.max(0, socket.write(data.unsent)));
    if (data.ending && data.unsent.length === 0) socket.end();
  }

  #closed({ data }: Socket<Connection>): void {
    data.session.close();
    if (data.counted) this.#connections.closed(data.address);
  }
}
