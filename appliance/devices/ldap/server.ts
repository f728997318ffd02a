/** The phone book over LDAP and TLS, for telephones that read no other: read-only, for telephones of the house. */
import type { Socket, TCPSocketListener } from "bun";
import { type Clock, type Logger, RateLimiter } from "../../platform/index.ts";
import type { Sip } from "../../sip/index.ts";
import type { DirectoryEntries } from "./entries.ts";
import { LdapSession } from "./session.ts";

interface Connection {
  address: string;
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
const mostConnections = 5000;
/** Telephones behind one router come from one address. */
const mostOfAddress = 500;

export interface LdapOptions {
  address: string;
  /** 0: any. */
  port: number;
  tls: { cert: string; key: string };
  clock: Clock;
  log: Logger;
  sip: Sip;
  entries: DirectoryEntries;
}

export class LdapServer {
  readonly #options: LdapOptions;
  readonly #searches: RateLimiter;
  readonly #listener: TCPSocketListener<Connection>;
  /** Connections, by address. */
  readonly #open = new Map<string, number>();
  #count = 0;

  /** Throws the system's error when the port is taken. */
  constructor(options: LdapOptions) {
    this.#options = options;
    this.#searches = new RateLimiter({ clock: options.clock, burst: 40, perSecond: 10 });
    this.#listener = Bun.listen<Connection>({
      hostname: options.address,
      port: options.port,
      tls: options.tls,
      socket: {
        open: (socket) => this.#accept(socket),
        data: (socket, octets) => this.#receive(socket, octets),
        drain: (socket) => this.#flush(socket),
        timeout: (socket) => void socket.end(),
        close: (socket) => this.#closed(socket),
        error: (_socket, error) => options.log.debug("a connection to the directory broke", { error }),
      },
    });
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
    const there = this.#open.get(address) ?? 0;
    this.#open.set(address, there + 1);
    this.#count++;
    socket.data = {
      address,
      unsent: Buffer.alloc(0),
      ending: false,
      session: new LdapSession({
        address,
        sip,
        entries,
        searches: this.#searches,
        send: (octets) => this.#send(socket, octets),
        end: () => {
          socket.data.ending = true;
          this.#flush(socket);
        },
      }),
    };
    socket.timeout(seconds.toSignIn);
    if (this.#count > mostConnections || there >= mostOfAddress || !sip.admits(address)) socket.terminate();
  }

  #receive(socket: Socket<Connection>, octets: Buffer): void {
    const { address, session, ending } = socket.data;
    if (ending) return;
    if (!this.#options.sip.admits(address)) return void socket.end();
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
    if (!data) return; // the handshake failed
    this.#count--;
    const left = (this.#open.get(data.address) ?? 1) - 1;
    if (left > 0) this.#open.set(data.address, left);
    else this.#open.delete(data.address);
  }
}
