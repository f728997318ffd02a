/** A SIP endpoint of tests that says what it is told to and keeps what it hears: for what no phone shows. */

import { openUdp } from "../../appliance/platform/index.ts";
import { answerChallenge, type Credentials } from "../../appliance/sip/digest-client.ts";
import { StreamFramer } from "../../appliance/sip/framing.ts";
import { Headers } from "../../appliance/sip/header-list.ts";
import type { SipMessage, SipRequest, SipResponse } from "../../appliance/sip/message.ts";
import { responseTo, writeMessage } from "../../appliance/sip/message.ts";
import { parseMessage } from "../../appliance/sip/parser.ts";

/** How it reaches the appliance. */
interface Way {
  transport: "UDP" | "TCP" | "TLS";
  port: number;
  send(text: string): void;
  close(): void;
}

export class SipPeer {
  /** Requests that came, in order; each is answered with 200, unless `takes` has answered it. */
  readonly heard: SipRequest[] = [];
  /** Answers a request in its own way, by `respond`; true when it has, or will. */
  takes: (request: SipRequest) => boolean = () => false;
  readonly #credentials: Credentials;
  #way!: Way;
  #sequence = 0;
  readonly #waiting = new Map<string, (response: SipResponse) => void>();
  #listeners = new Set<() => void>();

  private constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /**
   * @param server UDP port of the appliance, on loopback
   * @param address its own
   */
  static async open(server: number, credentials: Credentials, address = "127.0.0.1"): Promise<SipPeer> {
    const peer = new SipPeer(credentials);
    const socket = await openUdp({
      address,
      port: 0,
      onDatagram: (data) => peer.#receive(data.toString("latin1")),
    });
    peer.#way = {
      transport: "UDP",
      port: socket.port,
      send: (text) => socket.send(Buffer.from(text, "latin1"), server, "127.0.0.1"),
      close: () => socket.close(),
    };
    return peer;
  }

  /** Over a connection. @param server TCP or TLS port of the appliance, on loopback */
  static async connect(
    server: number,
    credentials: Credentials,
    transport: "TCP" | "TLS" = "TCP",
  ): Promise<SipPeer> {
    const peer = new SipPeer(credentials);
    const framer = new StreamFramer({ onMessage: (text) => peer.#receive(text), onPing() {} });
    const stands = Promise.withResolvers<void>();
    const secure = transport === "TLS";
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: server,
      ...(secure && { tls: { rejectUnauthorized: false } }),
      socket: {
        [secure ? "handshake" : "open"]: () => stands.resolve(),
        data: (_: Bun.Socket, part: Buffer) => void framer.push(part.toString("latin1")),
      },
    });
    await stands.promise;
    peer.#way = {
      transport,
      port: socket.localPort,
      send: (text) => void socket.write(Buffer.from(text, "latin1")),
      close: () => void socket.end(),
    };
    return peer;
  }

  get port(): number {
    return this.#way.port;
  }

  get contact(): string {
    const { transport, port } = this.#way;
    const params = transport === "UDP" ? "" : `;transport=${transport.toLowerCase()}`;
    return `<sip:${this.#credentials.username}@127.0.0.1:${port}${params}>`;
  }

  close(): void {
    this.#way.close();
  }

  /**
   * Sends a request and answers its challenge; resolves with the final response. `from` may be somebody else's.
   * @param within the answer to the request that began a dialog, for another one in it
   */
  async ask(
    method: string,
    user: string,
    headers: Record<string, string> = {},
    body = "",
    within?: SipResponse,
  ): Promise<SipResponse> {
    const {
      from = `<sip:${this.#credentials.username}@127.0.0.1>`,
      "max-forwards": hops = "70",
      ...rest
    } = headers;
    const uri = user === "" ? "sip:127.0.0.1" : `sip:${user}@127.0.0.1`;
    const to = `<sip:${method === "REGISTER" ? this.#credentials.username : user}@127.0.0.1>`;
    const dialog = {
      from: within?.headers.get("from") ?? `${from};tag=${crypto.randomUUID()}`,
      to: within?.headers.get("to") ?? to,
      "call-id": within?.headers.get("call-id") ?? crypto.randomUUID(),
    };
    const once = (authorization: [string, string][]) => {
      const branch = `z9hG4bK${crypto.randomUUID()}`;
      const request: SipRequest = {
        kind: "request",
        method,
        uri,
        headers: new Headers([
          ["via", `SIP/2.0/${this.#way.transport} 127.0.0.1:${this.port};branch=${branch};rport`],
          ["max-forwards", hops],
          ...Object.entries(dialog),
          ["cseq", `${++this.#sequence} ${method}`],
          ["contact", this.contact],
          ...Object.entries(rest),
          ...authorization,
        ]),
        body,
      };
      return new Promise<SipResponse>((resolve) => {
        this.#waiting.set(branch, resolve);
        this.#send(request);
      });
    };
    const first = await once([]);
    const proof = answerChallenge(first, { method, uri }, this.#credentials);
    return proof ? once([proof]) : first;
  }

  /** Resolves with the first request, of those that came or come, for which this holds; it is taken out. */
  async hears(wanted: (request: SipRequest) => boolean): Promise<SipRequest> {
    for (;;) {
      const index = this.heard.findIndex(wanted);
      if (index >= 0) return this.heard.splice(index, 1)[0] as SipRequest;
      await new Promise<void>((resolve) => {
        const listener = () => {
          this.#listeners.delete(listener);
          resolve();
        };
        this.#listeners.add(listener);
      });
    }
  }

  respond(request: SipRequest, status: number, headers: Record<string, string> = {}, body = ""): void {
    this.#send(responseTo(request, status, { tag: "peer", headers, body }));
  }

  #send(message: SipMessage): void {
    this.#way.send(writeMessage(message));
  }

  #receive(text: string): void {
    const parsed = parseMessage(text);
    if (!parsed.ok) throw new Error(`the appliance sent what cannot be read: ${text}`);
    const { message } = parsed;
    if (message.kind === "request") {
      if (!this.takes(message)) this.respond(message, 200);
      this.heard.push(message);
      for (const listener of [...this.#listeners]) listener();
    } else if (message.status >= 200) {
      const branch = message.headers.via?.params.get("branch") ?? "";
      this.#waiting.get(branch)?.(message);
      this.#waiting.delete(branch);
    }
  }
}
