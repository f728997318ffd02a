/** Every packet on loopback for a while that has to do with some ports, by Debian's tcpdump (which needs root). */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openUdp } from "../../appliance/platform/index.ts";
import { until } from "./until.ts";

export interface CapturedPacket {
  protocol: "tcp" | "udp";
  source: number;
  destination: number;
  payload: Buffer;
}

/** Of a pcap file and of a packet in it; of Ethernet, as loopback has it too. */
const fileHeader = 24;
const packetHeader = 16;
const linkHeader = 14;

export class PacketCapture {
  readonly #child: Bun.Subprocess<"ignore", "ignore", "pipe">;
  readonly #folder: string;
  /** Sends what ends the capture. */
  readonly #last: Awaited<ReturnType<typeof openUdp>>;

  private constructor(
    child: Bun.Subprocess<"ignore", "ignore", "pipe">,
    folder: string,
    last: Awaited<ReturnType<typeof openUdp>>,
  ) {
    this.#child = child;
    this.#folder = folder;
    this.#last = last;
  }

  /**
   * Resolves when it listens.
   * @param ports as in pcap-filter(7): `5060`, `16384-16484`
   */
  static async start(ports: readonly (number | string)[]): Promise<PacketCapture> {
    const last = await openUdp({ address: "127.0.0.1", port: 0, onDatagram() {} });
    const filter = [...ports, last.port].map(
      (range) => `portrange ${range}${/-/.test(`${range}`) ? "" : `-${range}`}`,
    );
    const folder = mkdtempSync(join(tmpdir(), "hearth-capture-"));
    // In immediate mode each packet takes as much of the buffer as the longest may: with 64 kB it is soon overrun.
    const output = ["--immediate-mode", "-U", "-w", join(folder, "pcap")];
    const size = ["-s", "8192", "-B", "65536"];
    const command = ["tcpdump", "-i", "lo", ...size, "-Z", "root", ...output, filter.join(" or ")];
    const child = Bun.spawn(command, { stdin: "ignore", stdout: "ignore", stderr: "pipe" });
    const listening = Promise.withResolvers<void>();
    void (async () => {
      let said = "";
      // To its end: who closes the pipe before it has said everything kills it.
      for await (const part of child.stderr) {
        said += Buffer.from(part).toString();
        if (said.includes("listening on")) listening.resolve();
      }
      listening.reject(new Error(`tcpdump does not listen: ${said}`));
    })();
    await listening.promise;
    return new PacketCapture(child, folder, last);
  }

  /** Ends it, when all that was sent before is in it; returns what was captured, in order. */
  async stop(): Promise<CapturedPacket[]> {
    const last = crypto.randomUUID();
    const socket = this.#last;
    // Again and again: one datagram may be lost.
    await until(() => {
      socket.send(Buffer.from(last), socket.port, "127.0.0.1");
      return readFileSync(join(this.#folder, "pcap")).includes(last);
    });
    this.#child.kill("SIGINT");
    await this.#child.exited;
    const file = readFileSync(join(this.#folder, "pcap"));
    const packets: CapturedPacket[] = [];
    for (let at = fileHeader; at + packetHeader <= file.length; ) {
      const length = file.readUInt32LE(at + 8);
      const packet = readPacket(file.subarray(at + packetHeader, at + packetHeader + length));
      if (packet) packets.push(packet);
      at += packetHeader + length;
    }
    return packets;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#last.close();
    this.#child.kill("SIGKILL"); // where something threw before its end
    await this.#child.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Undefined for what is neither TCP nor UDP over IPv4. */
function readPacket(frame: Buffer): CapturedPacket | undefined {
  if (frame.length < linkHeader + 28 || frame.readUInt16BE(12) !== 0x0800) return undefined;
  const ip = frame.subarray(linkHeader);
  const inner = ip.subarray(((ip[0] ?? 0) & 15) * 4, ip.readUInt16BE(2));
  const [source, destination] = [inner.readUInt16BE(0), inner.readUInt16BE(2)];
  if (ip[9] === 17) return { protocol: "udp", source, destination, payload: inner.subarray(8) };
  if (ip[9] !== 6) return undefined;
  const payload = inner.subarray(((inner[12] ?? 0) >> 4) * 4);
  return { protocol: "tcp", source, destination, payload };
}
