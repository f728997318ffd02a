/**
 * One connection of a browser: ICE-lite (it checks, we answer), DTLS, SRTP both ways, all over the Worker's port.
 * The browser may come from another address at any time; what it nominates is where we send.
 */
import { randomBytes } from "node:crypto";
import { isRtcp } from "../rtp.ts";
import { SrtpOpener, SrtpSealer } from "../srtp/context.ts";
import type { SrtpSuite } from "../srtp/suites.ts";
import type { BrowserDescription } from "./description.ts";
import { DtlsSession, type Fingerprint, type Identity, isDtls, type SrtpKeys } from "./dtls.ts";
import type { WebRtcPort } from "./port.ts";
import { type BindingRequest, ipv4Number, writeBindingSuccess } from "./stun.ts";

/** Octets that a slot has room for, beside the header and what sealing adds. */
export const largestPayload = 1900;

export interface TransportHandlers {
  onRtp(packet: Buffer): void;
  /** A compound packet. */
  onRtcp(packet: Buffer): void;
  onConnected?(): void;
}

/** What proves a check to be for this connection (RFC 8445 §5.3). */
interface IceCredentials {
  readonly ufrag: string;
  readonly password: string;
}

const newCredentials = (): IceCredentials => ({
  ufrag: randomBytes(6).toString("hex"),
  password: randomBytes(18).toString("base64url"),
});

export class WebRtcTransport {
  /** What descriptions name. */
  #credentials = newCredentials();
  /** Of the path before a restart, which carries until the new one does (RFC 8445 §2.4). */
  #before: IceCredentials | undefined;
  #theirUfrag = "";
  readonly #port: WebRtcPort;
  readonly #identity: Identity;
  readonly #handlers: TransportHandlers;
  readonly #destination = { address: 0, port: 0 };
  #dtls: DtlsSession | undefined;
  #sealer: SrtpSealer | undefined;
  #opener: SrtpOpener | undefined;
  #closed = false;
  suite: SrtpSuite | undefined;

  constructor(port: WebRtcPort, identity: Identity, handlers: TransportHandlers) {
    this.#port = port;
    this.#identity = identity;
    this.#handlers = handlers;
    port.register(this.ufrag, this);
  }

  get ufrag(): string {
    return this.#credentials.ufrag;
  }

  get password(): string {
    return this.#credentials.password;
  }

  get connected(): boolean {
    return this.#sealer !== undefined;
  }

  /**
   * The browser's offer: who may come, see `expect`; and where it goes by another name in checks than before, it
   * restarts ICE, as after a change of network, and so do we (RFC 8839 §4.4.1.1.1).
   */
  takeOffer({ fingerprints, ufrag }: Pick<BrowserDescription, "fingerprints" | "ufrag">): void {
    if (this.#theirUfrag !== "" && ufrag !== this.#theirUfrag) this.restart();
    this.takeAnswer({ fingerprints, ufrag });
  }

  takeAnswer({ fingerprints, ufrag }: Pick<BrowserDescription, "fingerprints" | "ufrag">): void {
    this.#theirUfrag = ufrag;
    this.expect(fingerprints);
  }

  /** New credentials from the next description on; those before stay good until they are replaced again. */
  restart(): void {
    if (this.#closed) return;
    if (this.#before) this.#port.forgetName(this.#before.ufrag);
    this.#before = this.#credentials;
    this.#credentials = newCredentials();
    this.#port.register(this.ufrag, this);
  }

  /** Who may come: the certificates that the browser's description names. Nobody gets further before. */
  expect(fingerprints: readonly Fingerprint[]): void {
    if (this.#dtls || this.#closed) return;
    this.#dtls = new DtlsSession({
      identity: this.#identity,
      fingerprints,
      send: (data) => this.#sendDatagram(data),
      onKeys: (keys) => this.#secure(keys),
      onEnd: () => this.close(),
    });
  }

  /** True for a check by whoever knows the password that goes with our name in it; it has been answered then. */
  answerCheck(request: BindingRequest, address: string, port: number): boolean {
    const named = [this.#credentials, this.#before].find((own) => own?.ufrag === request.ours);
    if (!named || !request.provenBy(named.password)) return false;
    if (request.nominates || this.#destination.port === 0)
      Object.assign(this.#destination, { address: ipv4Number(address), port });
    const answer = writeBindingSuccess(request.transaction, address, port, named.password);
    this.#port.batch.send(answer, { address: ipv4Number(address), port });
    return true;
  }

  receive(data: Buffer): void {
    if (isDtls(data)) return this.#dtls?.receive(data);
    const plain = this.#opener?.open(data);
    if (!plain) return;
    if (isRtcp(plain)) this.#handlers.onRtcp(plain);
    else this.#handlers.onRtp(plain);
  }

  sendRtcp(packet: Buffer): void {
    if (this.#sealer) this.#sendDatagram(this.#sealer.sealRtcp(packet));
  }

  /** The memory that RTP packets are written into, at `rtpSlot()`. */
  get memory(): Buffer {
    return this.#port.batch.memory.bytes;
  }

  /** Where the next packet is to be written; -1 before the connection stands. */
  rtpSlot(): number {
    return this.#sealer ? this.#port.batch.slot() : -1;
  }

  /** Seals and sends what was written at `rtpSlot()`: octets of its header (extensions included), and of the whole. */
  sendRtp(head: number, length: number): void {
    const { batch } = this.#port;
    if (!this.#sealer) return;
    const sealed = this.#sealer.sealInPlace(batch.memory, batch.slot(), head, length);
    batch.commit(sealed, this.#destination);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#port.forget(this, [this.ufrag, this.#before?.ufrag ?? ""]);
    this.#dtls?.close();
    this.#sealer?.close();
    this.#opener?.close();
    this.#sealer = this.#opener = undefined;
  }

  #secure({ suite, local, remote }: SrtpKeys): void {
    if (this.#closed || this.#sealer) return;
    this.suite = suite;
    this.#sealer = new SrtpSealer({ suite, master: local });
    this.#opener = new SrtpOpener({ suite, master: remote });
    this.#handlers.onConnected?.();
  }

  #sendDatagram(data: Buffer): void {
    if (this.#destination.port !== 0 && !this.#closed) this.#port.batch.send(data, this.#destination);
  }
}
