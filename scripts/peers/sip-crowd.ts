/** Many telephones in one process, for benches: they register, watch lamps, call, and answer whatever comes. */
import { openUdp, systemClock, type UdpSocket } from "../../appliance/platform/index.ts";
import { Datagrams } from "../../appliance/sip/datagrams.ts";
import { answerChallenge } from "../../appliance/sip/digest-client.ts";
import type { Flow } from "../../appliance/sip/flow.ts";
import { StreamFlow, UdpFlow } from "../../appliance/sip/flows.ts";
import { StreamFramer } from "../../appliance/sip/framing.ts";
import { Headers } from "../../appliance/sip/header-list.ts";
import { responseTo, type SipRequest, type SipResponse } from "../../appliance/sip/message.ts";
import { parseMessage } from "../../appliance/sip/parser.ts";
import type { ServerTransaction } from "../../appliance/sip/server-transaction.ts";
import { randomTag, Transactions } from "../../appliance/sip/transactions.ts";
import { soundDescription } from "./sound-description.ts";

export interface Phone {
  username: string;
  password: string;
  extension: string;
}

export class Crowd {
  /** NOTIFYs that came, and how many octets they had. */
  notified = { count: 0, octets: 0 };
  /** Told of each NOTIFY, when it comes. */
  onNotify: (request: SipRequest) => void = () => {};
  /** Resolves when one that rings is to answer; undefined: at once. */
  ringing: (() => Promise<unknown>) | undefined;
  /** Told when one of them answers, just before it does. */
  onAnswering: (invite: SipRequest) => void = () => {};
  readonly #socket: UdpSocket;
  readonly #transactions: Transactions;
  readonly #server: { udp: number; tls: number };
  readonly #overUdp: Flow;

  private constructor(socket: UdpSocket, server: { udp: number; tls: number }) {
    this.#socket = socket;
    this.#server = server;
    this.#transactions = new Transactions({
      clock: systemClock,
      sentBy: () => `127.0.0.1:${socket.port}`,
      handlers: { onRequest: (transaction) => this.#answer(transaction), onAck() {} },
    });
    this.#overUdp = new UdpFlow(new Datagrams(socket), "127.0.0.1", server.udp);
  }

  /** @param server ports of the appliance, on loopback */
  static async open(server: { udp: number; tls: number }): Promise<Crowd> {
    const opened: { crowd?: Crowd } = {};
    const socket = await openUdp({
      address: "127.0.0.1",
      port: 0,
      onDatagram: (data) => opened.crowd?.receive(data.toString("latin1"), opened.crowd.#overUdp),
    });
    opened.crowd = new Crowd(socket, server);
    return opened.crowd;
  }

  receive(text: string, flow: Flow): void {
    const parsed = parseMessage(text);
    if (parsed.ok) this.#transactions.receive(parsed.message, flow);
  }

  /** A connection of its own for one phone; it is not resumed (RFC 8446 §2.2), as after a power cut. */
  async connect(): Promise<{ flow: Flow; close(): void }> {
    const opened = Promise.withResolvers<{ flow: Flow; close(): void }>();
    let framer: StreamFramer | undefined;
    await Bun.connect({
      hostname: "127.0.0.1",
      port: this.#server.tls,
      tls: { rejectUnauthorized: false },
      socket: {
        handshake: (socket) => {
          const write = (text: string) => socket.write(Buffer.from(text, "latin1")) > 0;
          const flow = new StreamFlow({
            transport: "TLS",
            address: "127.0.0.1",
            port: this.#server.tls,
            write,
          });
          framer = new StreamFramer({ onMessage: (text) => this.receive(text, flow), onPing() {} });
          opened.resolve({ flow, close: () => void socket.end() });
        },
        data: (_socket, data) => void framer?.push(data.toString("latin1")),
        connectError: (_socket, error) => opened.reject(error),
      },
    });
    return opened.promise;
  }

  /** Resolves with the final response to a request that shows the phone's credentials when it is asked for them. */
  async ask(method: string, phone: Phone, options: AskOptions = {}): Promise<SipResponse> {
    const request = this.#request(method, phone, options);
    const { flow = this.#overUdp, onProgress } = options;
    const once = (asked: SipRequest) =>
      new Promise<SipResponse>((resolve, reject) => {
        this.#transactions.request(asked, flow, {
          onResponse: (response) =>
            response.status < 200 ? onProgress?.(response.status) : resolve(response),
          onTimeout: () => reject(new Error(`${method} was not answered`)),
        });
      });
    const first = await once(request);
    const proof = answerChallenge(first, request, phone);
    if (!proof) return first;
    const headers = new Headers()
      .append(request.headers)
      .add(...proof)
      .set("cseq", `2 ${method}`);
    return once({ ...request, headers });
  }

  async register(phone: Phone, flow?: Flow): Promise<void> {
    const response = await this.ask("REGISTER", phone, { ...(flow && { flow }) });
    if (response.status !== 200) throw new Error(`REGISTER was answered ${response.status}`);
  }

  /**
   * Calls and hangs up again; resolves with the milliseconds from the first INVITE to the ringing.
   * @param speaking resolves when it is time to hang up
   */
  async call(phone: Phone, extension: string, speaking?: () => Promise<unknown>): Promise<number> {
    const start = performance.now();
    let rang = Number.NaN;
    const onProgress = (status: number) => {
      if (status === 180) rang = performance.now() - start;
    };
    const response = await this.ask("INVITE", phone, {
      user: extension,
      body: soundDescription(20_000),
      onProgress,
    });
    if (response.status !== 200) throw new Error(`INVITE was answered ${response.status}`);
    const { headers } = response;
    const within = (method: string, sequence: number): SipRequest => ({
      kind: "request",
      method,
      uri: /<([^>]+)>/.exec(headers.get("contact") ?? "")?.[1] ?? "",
      headers: new Headers([
        ["from", headers.get("from") ?? ""],
        ["to", headers.get("to") ?? ""],
        ["call-id", headers.get("call-id") ?? ""],
        ["cseq", `${sequence} ${method}`],
      ]),
      body: "",
    });
    this.#transactions.sendAck(within("ACK", 2), this.#overUdp);
    await speaking?.();
    await new Promise<void>((resolve) =>
      this.#transactions.request(within("BYE", 3), this.#overUdp, {
        onResponse: () => resolve(),
        onTimeout: () => resolve(),
      }),
    );
    return rang;
  }

  close(): void {
    this.#transactions.close();
    this.#socket.close();
  }

  #request(
    method: string,
    { username }: Phone,
    { user = "", body = "", headers = [] }: AskOptions,
  ): SipRequest {
    const uri = user === "" ? "sip:127.0.0.1" : `sip:${user}@127.0.0.1`;
    return {
      kind: "request",
      method,
      uri,
      headers: new Headers([
        ["from", `<sip:${username}@127.0.0.1>;tag=${randomTag()}`],
        ["to", `<sip:${method === "REGISTER" ? username : user}@127.0.0.1>`],
        ["call-id", randomTag()],
        ["cseq", `1 ${method}`],
        ["contact", `<sip:${username}@127.0.0.1:${this.#socket.port}>`],
        ...headers,
        ...(body === "" ? [] : [["content-type", "application/sdp"] as const]),
      ]),
      body,
    };
  }

  /** Rings and answers a call at once; 200 to everything else. */
  #answer(transaction: ServerTransaction): void {
    const { request } = transaction;
    const respond = (status: number, body = "") => {
      const headers: Record<string, string> = { Contact: `<sip:crowd@127.0.0.1:${this.#socket.port}>` };
      if (body !== "") headers["Content-Type"] = "application/sdp";
      transaction.respond(responseTo(request, status, { tag: "crowd", headers, body }));
    };
    if (request.method === "NOTIFY") {
      this.notified.count++;
      this.notified.octets += request.body.length;
      this.onNotify(request);
    }
    if (request.method !== "INVITE") return respond(200);
    respond(180);
    const answer = () => {
      if (transaction.answered) return; // they gave up
      this.onAnswering(request);
      respond(200, soundDescription(20_002));
    };
    if (this.ringing) void this.ringing().then(answer);
    else answer();
  }
}

interface AskOptions {
  /** UDP where none is given. */
  flow?: Flow;
  user?: string;
  body?: string;
  headers?: readonly (readonly [name: string, value: string])[];
  onProgress?: (status: number) => void;
}
