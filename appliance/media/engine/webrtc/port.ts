/** The one UDP port of a Worker for all its browsers: packets find their transport by where they come from. */
import { dscp, openUdp, UdpBatch, type UdpSocket } from "../../../platform/for-workers.ts";
import type { Logger } from "../../../platform/index.ts";
import { isStun, parseBindingRequest } from "./stun.ts";
import type { WebRtcTransport } from "./transport.ts";

/** A browser moves between networks; what it has left is forgotten. */
const mostAddresses = 16;

export class WebRtcPort {
  readonly port: number;
  readonly batch: UdpBatch;
  readonly #socket: UdpSocket;
  /** By our half of the STUN user name. */
  readonly #transports = new Map<string, WebRtcTransport>();
  /** By address, then port. Only what has proved itself by STUN is here. */
  readonly #sources = new Map<string, Map<number, WebRtcTransport>>();
  readonly #sourcesOf = new Map<WebRtcTransport, { address: string; port: number }[]>();

  private constructor(socket: UdpSocket) {
    this.#socket = socket;
    this.port = socket.port;
    this.batch = new UdpBatch(socket.descriptor);
  }

  /** @param port 0 for any; one that somebody else holds is replaced by any, with a warning */
  static async open(options: {
    address: string;
    port: number;
    log: Pick<Logger, "warn">;
  }): Promise<WebRtcPort> {
    const { address, port, log } = options;
    let receive = (_data: Buffer, _port: number, _address: string): void => {};
    const open = (at: number) =>
      openUdp({
        address,
        port: at,
        dscp: dscp.video,
        onDatagram: (data, from, host) => receive(data, from, host),
      });
    const socket = await open(port).catch(async (error: Error) => {
      const any = await open(0);
      log.warn("the port for browsers' media is taken; another one serves", {
        port,
        instead: any.port,
        error,
      });
      return any;
    });
    const made = new WebRtcPort(socket);
    receive = (data, from, host) => made.#receive(data, from, host);
    return made;
  }

  /** @param name our half of the user name in checks */
  register(name: string, transport: WebRtcTransport): void {
    this.#transports.set(name, transport);
  }

  forgetName(name: string): void {
    this.#transports.delete(name);
  }

  forget(transport: WebRtcTransport, names: readonly string[]): void {
    for (const name of names) this.forgetName(name);
    for (const source of this.#sourcesOf.get(transport) ?? []) this.#drop(source);
    this.#sourcesOf.delete(transport);
  }

  close(): void {
    this.batch.close();
    this.#socket.close();
  }

  #receive(data: Buffer, port: number, address: string): void {
    if (isStun(data)) return this.#receiveCheck(data, port, address);
    this.#sources.get(address)?.get(port)?.receive(data);
  }

  #receiveCheck(data: Buffer, port: number, address: string): void {
    const request = parseBindingRequest(data);
    const transport = request && this.#transports.get(request.ours);
    if (!request || !transport?.answerCheck(request, address, port)) return;
    if (this.#sources.get(address)?.get(port) === transport) return;
    const known = this.#sourcesOf.get(transport) ?? [];
    known.push({ address, port });
    if (known.length > mostAddresses) this.#drop(known.shift());
    this.#sourcesOf.set(transport, known);
    const ports = this.#sources.get(address) ?? new Map<number, WebRtcTransport>();
    ports.set(port, transport);
    this.#sources.set(address, ports);
  }

  #drop(source: { address: string; port: number } | undefined): void {
    if (!source) return;
    const ports = this.#sources.get(source.address);
    ports?.delete(source.port);
    if (ports?.size === 0) this.#sources.delete(source.address);
  }
}
