/** What carries the SIP of a softphone: the app's WebSocket, or a UDP socket that several share. */
import { type Emitter, EmitterImpl, type Transport, TransportState } from "sip.js";
import { openUdp, type UdpSocket } from "../../appliance/platform/index.ts";
import type { AppClient } from "./client.ts";

/** The lower half: sends text, and gives out what comes. */
export interface Carrier {
  /** As Via names it: `UDP`, `WSS`. */
  readonly protocol: string;
  /** What Via and Contact name. */
  readonly host: string;
  onMessage: (message: string) => void;
  send(message: string): void;
  close(): void;
}

/** One that is connected already, as sip.js wants to see it. */
export function transportOver(carrier: Carrier): new () => Transport {
  return class implements Transport {
    readonly protocol = carrier.protocol;
    state = TransportState.Disconnected;
    readonly #changes = new EmitterImpl<TransportState>();
    readonly stateChange: Emitter<TransportState> = this.#changes;
    onConnect: (() => void) | undefined;
    onDisconnect: ((error?: Error) => void) | undefined;
    onMessage: ((message: string) => void) | undefined;

    async connect(): Promise<void> {
      carrier.onMessage = (message) => this.onMessage?.(message);
      this.state = TransportState.Connected;
      this.#changes.emit(this.state);
      this.onConnect?.();
    }

    async disconnect(): Promise<void> {
      this.state = TransportState.Disconnected;
      this.#changes.emit(this.state);
      this.onDisconnect?.();
    }

    async dispose(): Promise<void> {
      carrier.close();
    }

    isConnected(): boolean {
      return this.state === TransportState.Connected;
    }

    async send(message: string): Promise<void> {
      carrier.send(message);
    }
  };
}

/** The app's: who is signed in there registers without a password. */
export async function webSocketCarrier(app: AppClient): Promise<Carrier> {
  const socket = app.connect("/sip", ["sip"]);
  const opened = Promise.withResolvers<void>();
  const carrier: Carrier = {
    protocol: "WSS",
    host: `${crypto.randomUUID()}.invalid`,
    onMessage() {},
    send(message) {
      if (socket.readyState !== WebSocket.OPEN) throw new Error("the appliance closed the WebSocket");
      socket.send(message);
    },
    close: () => socket.close(),
  };
  socket.onopen = () => opened.resolve();
  socket.onclose = ({ code }) => opened.reject(new Error(`the WebSocket closed with ${code}`));
  socket.onmessage = ({ data }) => carrier.onMessage(String(data));
  await opened.promise;
  return carrier;
}

/** A UDP socket of several users, as a provider's server has it: who is meant stands in the message. */
export class SharedSocket {
  readonly #server: number;
  readonly #users = new Map<string, Carrier>();
  #socket!: UdpSocket;
  readonly #address: string;

  private constructor(server: number, address: string) {
    this.#server = server;
    this.#address = address;
  }

  /** @param server UDP port of the appliance, on loopback */
  static async open(server: number, address = "127.0.0.1"): Promise<SharedSocket> {
    const shared = new SharedSocket(server, address);
    shared.#socket = await openUdp({
      address,
      port: 0,
      onDatagram: (data) => shared.#receive(data.toString("utf8")),
    });
    return shared;
  }

  get port(): number {
    return this.#socket.port;
  }

  close(): void {
    this.#socket.close();
  }

  /** @param user as in the addresses of what it sends and is sent */
  carrierOf(user: string): Carrier {
    const carrier: Carrier = {
      protocol: "UDP",
      host: this.#address,
      onMessage() {},
      send: (message) => this.#socket.send(Buffer.from(message), this.#server, "127.0.0.1"),
      close: () => this.#users.delete(user),
    };
    this.#users.set(user, carrier);
    return carrier;
  }

  /** A request names its user first, and the answer to one in From; what is for nobody, the first user answers. */
  #receive(message: string): void {
    const isAnswer = message.startsWith("SIP/2.0");
    const [, user = ""] = (isAnswer ? /^From:.*?<sip:([^@>]+)@/im : /^\S+ sip:([^@ ]+)@/).exec(message) ?? [];
    const [first] = this.#users.values();
    (this.#users.get(decodeURIComponent(user)) ?? first)?.onMessage(message);
  }
}
