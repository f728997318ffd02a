/**
 * A browser for benches: it checks by ICE, handshakes by DTLS, and then only sends what it is given and counts what
 * comes, without opening it, so that the generator costs little beside what is measured.
 */
import { createHmac, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { DtlsClient, type SrtpProfile } from "werift";
import { SrtpSealer } from "../../../appliance/media/engine/srtp/context.ts";
import { type SrtpSuite, srtpSuites, suiteOfProfile } from "../../../appliance/media/engine/srtp/suites.ts";
import { createIdentity, DtlsSession, isDtls } from "../../../appliance/media/engine/webrtc/dtls.ts";
import {
  ipv4Number,
  isStun,
  parseBindingRequest,
  writeBindingSuccess,
} from "../../../appliance/media/engine/webrtc/stun.ts";
import { openUdp, UdpBatch, type UdpSocket } from "../../../appliance/platform/index.ts";
import { bearSecondAnswer } from "../../peers/dtls-client.ts";

const identity = await createIdentity();

export interface BenchStream {
  kind: "audio" | "video";
  ssrc: number;
  /** Layers by rid; their sources are told in the packets. */
  rids?: readonly string[];
}

export class BenchClient {
  /** RTP packets that came, and their octets. */
  packets = 0;
  octets = 0;
  readonly #ufrag = randomBytes(4).toString("hex");
  readonly #password = randomBytes(16).toString("hex");
  readonly #connected = Promise.withResolvers<void>();
  #socket!: UdpSocket;
  #batch!: UdpBatch;
  #destination = { address: 0, port: 0, host: "" };
  #onDtls: (data: Buffer) => void = () => {};
  #sealer: SrtpSealer | undefined;
  #timer: Timer | undefined;

  static async open(): Promise<BenchClient> {
    const client = new BenchClient();
    client.#socket = await openUdp({
      address: "0.0.0.0",
      port: 0,
      onDatagram: (data) => client.#receive(data),
    });
    client.#batch = new UdpBatch(client.#socket.descriptor);
    return client;
  }

  /** The offer of a browser that sends these. */
  offer(streams: readonly BenchStream[]): string {
    return this.#describe(
      "actpass",
      streams.map(({ kind, ssrc, rids }, index) => [
        ...line(kind, String(index), "sendonly"),
        `a=msid:bench bench${index}`,
        "a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid",
        "a=extmap:2 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        ...(rids
          ? [...rids.map((rid) => `a=rid:${rid} send`), `a=simulcast:send ${rids.join(";")}`]
          : [`a=ssrc:${ssrc} cname:bench`]),
      ]),
    );
  }

  /** The answer of a browser that receives everything. */
  answer(offer: string): string {
    const kinds = [...offer.matchAll(/^m=(audio|video) /gm)].map(([, kind]) => kind as "audio" | "video");
    const mids = [...offer.matchAll(/^a=mid:(\S+)/gm)].map(([, mid]) => mid ?? "");
    const sections = offer.split(/^m=/m).slice(1);
    const answer = this.#describe(
      "active",
      kinds.map((kind, index) => line(kind, mids[index] ?? "", "recvonly", sections[index])),
    );
    this.start(offer, false);
    return answer;
  }

  /** Connects to whoever wrote this description. */
  start(theirs: string, offered = true): void {
    const controls = offered || theirs.includes("a=ice-lite");
    const ufrag = /^a=ice-ufrag:(\S+)/m.exec(theirs)?.[1] ?? "";
    const password = /^a=ice-pwd:(\S+)/m.exec(theirs)?.[1] ?? "";
    const [, host = "127.0.0.1", port = "0"] =
      /^a=candidate:\S+ 1 udp \d+ (127\.\S+) (\d+)/im.exec(theirs) ??
      /^a=candidate:\S+ 1 udp \d+ (\d+\.\S+) (\d+)/im.exec(theirs) ??
      [];
    this.#destination = { address: ipv4Number(host), port: Number(port), host };
    const check = () => this.#send(bindingRequest(`${ufrag}:${this.#ufrag}`, password, controls));
    check();
    this.#timer = setInterval(check, 100);
    if (/^a=setup:active/m.test(theirs)) this.#waitForHandshake(theirs);
    else this.#beginHandshake();
  }

  /** As DTLS' server. */
  #waitForHandshake(theirs: string): void {
    const [, algorithm = "", value = ""] = /^a=fingerprint:(\S+) (\S+)/m.exec(theirs) ?? [];
    const session = new DtlsSession({
      identity,
      fingerprints: [{ algorithm, value }],
      send: (data) => this.#send(data),
      onKeys: ({ suite, local }) => this.#secure(suite, local),
      onEnd: () => this.#connected.reject(new Error("DTLS ended")),
    });
    this.#onDtls = (data) => session.receive(data);
  }

  /** As DTLS' client. */
  #beginHandshake(): void {
    const transport = {
      type: "udp",
      address: { address: "", family: "IPv4", port: 0 },
      closed: false,
      onData: (_data: Buffer) => {},
      send: async (data: Buffer) => this.#send(data),
      close: async () => {},
    };
    this.#onDtls = (data) => transport.onData(data);
    const dtls = new DtlsClient({
      transport,
      cert: identity.certificate,
      key: identity.key,
      signatureHash: identity.signatureHash as never,
      srtpProfiles: [
        srtpSuites.AEAD_AES_128_GCM.profile,
        srtpSuites.AES_CM_128_HMAC_SHA1_80.profile,
      ] as SrtpProfile[],
      extendedMasterSecret: true,
    });
    bearSecondAnswer(dtls);
    dtls.onConnect.subscribe(() => {
      const suite = suiteOfProfile(dtls.srtp.srtpProfile) ?? "AES_CM_128_HMAC_SHA1_80";
      const { localKey, localSalt } = dtls.extractSessionKeys(16, srtpSuites[suite].saltBytes);
      this.#secure(suite, Buffer.concat([localKey, localSalt]));
    });
    dtls.onError.subscribe((error) => this.#connected.reject(error));
    setTimeout(() => void dtls.connect().catch((error) => this.#connected.reject(error)), 100);
  }

  #secure(suite: SrtpSuite, master: Buffer): void {
    this.#sealer = new SrtpSealer({ suite, master });
    clearInterval(this.#timer); // consent is longer than a bench
    this.#connected.resolve();
  }

  get connected(): Promise<void> {
    return this.#connected.promise;
  }

  /** @param packet plain RTP; @param head octets of its header, extensions included */
  send(packet: Buffer, head: number): void {
    if (!this.#sealer) return;
    const { memory } = this.#batch;
    const at = this.#batch.slot();
    memory.bytes.set(packet, at);
    this.#batch.commit(this.#sealer.sealInPlace(memory, at, head, packet.length), this.#destination);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#batch.close();
    this.#socket.close();
  }

  #send(data: Uint8Array): void {
    this.#socket.send(data, this.#destination.port, this.#destination.host);
  }

  #receive(data: Buffer): void {
    const first = data[0] ?? 0;
    if (first >= 128) {
      const second = data[1] ?? 0;
      if (second >= 192 && second <= 223) return;
      this.packets++;
      this.octets += data.length;
    } else if (isDtls(data)) this.#onDtls(data);
    else if (isStun(data)) this.#answerCheck(data);
  }

  /** A full agent checks us too. */
  #answerCheck(data: Buffer): void {
    const request = parseBindingRequest(data);
    const { host, port } = this.#destination;
    if (request) this.#send(writeBindingSuccess(request.transaction, host, port, this.#password));
  }

  #describe(setup: string, lines: string[][]): string {
    return [
      "v=0",
      "o=- 1 1 IN IP4 127.0.0.1",
      "s=-",
      "t=0 0",
      `a=group:BUNDLE ${lines.map((each) => each.find((entry) => entry.startsWith("a=mid:"))?.slice(6)).join(" ")}`,
      ...lines.flatMap(([media = "", ...rest]) => [
        media,
        "c=IN IP4 127.0.0.1",
        `a=ice-ufrag:${this.#ufrag}`,
        `a=ice-pwd:${this.#password}`,
        `a=fingerprint:sha-256 ${identity.fingerprint}`,
        `a=setup:${setup}`,
        `a=candidate:1 1 udp 2130706431 127.0.0.1 ${this.#socket.port} typ host`,
        "a=end-of-candidates",
        "a=rtcp-mux",
        ...rest,
      ]),
      "",
    ].join("\r\n");
  }
}

/** A line under the payload types of the offer's section, or under our own. */
function line(kind: "audio" | "video", mid: string, direction: string, section = ""): string[] {
  const name = kind === "audio" ? "opus/48000/2" : "VP8/90000";
  const type =
    new RegExp(`^a=rtpmap:(\\d+) ${name.split("/")[0]}/`, "im").exec(section)?.[1] ??
    (kind === "audio" ? "111" : "96");
  return [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${type}`,
    `a=mid:${mid}`,
    `a=${direction}`,
    `a=rtpmap:${type} ${name}`,
    ...(kind === "video" ? [`a=rtcp-fb:${type} nack`, `a=rtcp-fb:${type} nack pli`] : []),
  ];
}

/** As the agent that controls sends it, with the nomination (RFC 8445 §7.1.2), or as the other. */
function bindingRequest(username: string, password: string, controls: boolean): Buffer {
  const attributes: Buffer[] = [];
  const add = (type: number, value: Buffer) => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(type, 0);
    head.writeUInt16BE(value.length, 2);
    attributes.push(head, value, Buffer.alloc((4 - (value.length % 4)) % 4));
  };
  const header = (more: number) => {
    const data = Buffer.alloc(20);
    data.writeUInt16BE(1, 0);
    data.writeUInt16BE(attributes.reduce((sum, { length }) => sum + length, 0) + more, 2);
    data.writeUInt32BE(0x2112a442, 4);
    transaction.copy(data, 8);
    return data;
  };
  const transaction = randomBytes(12);
  add(0x0006, Buffer.from(username));
  add(controls ? 0x802a : 0x8029, randomBytes(8));
  add(0x0024, Buffer.from([0x6e, 0x7f, 0, 0xff])); // priority
  if (controls) add(0x0025, Buffer.alloc(0)); // nominates
  const signed = Buffer.concat([header(24), ...attributes]);
  add(0x0008, createHmac("sha1", password).update(signed).digest());
  const whole = Buffer.concat([header(8), ...attributes]);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(whole) ^ 0x5354554e) >>> 0);
  add(0x8028, fingerprint);
  return Buffer.concat([header(0), ...attributes]);
}
