/** Debian's baresip (package baresip-core) as a telephone: registers, calls, answers, plays a tone, records what it hears. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./process.ts";
import type { Site } from "./sites.ts";
import { until } from "./until.ts";

export interface BaresipOptions {
  username: string;
  password: string;
  port: number;
  transport: "udp" | "tcp" | "tls";
  /** The tone it sends, in hertz. */
  tone: number;
  /** A WAV file of 48 kHz and two channels that it sends instead, once. */
  voice?: string;
  answers?: boolean;
  /** Seconds; 600 when left out. */
  registersFor?: number;
  codecs?: string;
  /** Sends everything to the appliance, also calls to other domains. */
  proxied?: boolean;
  encryption?: "srtp-mand" | "srtp" | undefined;
  /** Where it stands; on loopback when left out. */
  site?: Site;
  /** Sends a picture of 720 lines as this, thirty a second, and shows the other's. */
  video?: "h264" | "vp8" | undefined;
}

/** Milliseconds after which what a telephone was to say will not come. */
const patience = 15_000;

const moduleFolder = "/usr/lib/baresip/modules";

export class Baresip {
  readonly #child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly #folder: string;
  readonly #control: number;
  readonly #site: Site | undefined;
  #output = "";
  readonly #waiting = new Set<() => void>();

  private constructor(
    child: Bun.Subprocess<"ignore", "pipe", "pipe">,
    place: { folder: string; control: number; site: Site | undefined },
  ) {
    this.#child = child;
    this.#folder = place.folder;
    this.#control = place.control;
    this.#site = place.site;
    void this.#read(child.stdout);
    void this.#read(child.stderr);
  }

  /** Resolves when it is registered. */
  static async start(options: BaresipOptions): Promise<Baresip> {
    const folder = mkdtempSync(join(tmpdir(), "hearth-baresip-"));
    const control = freePort();
    writeConfiguration(folder, control, options);
    const { site } = options;
    // It ends with the test's process, however that ends.
    const bound = ["setpriv", "--pdeathsig", "KILL"];
    const child = Bun.spawn([...bound, ...within(site), "baresip", "-f", folder], {
      cwd: folder,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const phone = new Baresip(child, { folder, control, site });
    try {
      await phone.says(/200 OK|registered successfully|\[1 binding/);
    } catch (error) {
      await phone.stop("SIGKILL"); // whoever started it never has it
      throw error;
    }
    return phone;
  }

  /** A command of its menu, as `dial`, `hangup`, `hold`; resolves when it has been taken. */
  async command(command: string, params = ""): Promise<void> {
    const message = netstring(JSON.stringify({ command, params }));
    if (this.#site) return commandWithin(this.#site, this.#control, message);
    let told = await this.#tell(message);
    // Told to hang up while a call is just being answered, it takes the command and does nothing.
    for (let tries = 0; command === "hangup" && !told.includes("CALL_CLOSED") && tries < 50; tries++) {
      await Bun.sleep(20);
      told = await this.#tell(message);
    }
  }

  /** Resolves with what it said of it: events as `CALL_CLOSED`, then its answer. */
  async #tell(message: string): Promise<string> {
    const answered = Promise.withResolvers<void>();
    let told = "";
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: this.#control,
      socket: {
        open: (peer) => void peer.write(message),
        data(_, part) {
          told += part.toString(); // netstrings like the question
          if (told.includes('"response":true')) answered.resolve();
        },
        close: () => answered.resolve(),
      },
    });
    await answered.promise;
    socket.end();
    return told;
  }

  /** Resolves when it has printed this; what it printed before counts, once. Rejects after half a minute. */
  async says(pattern: RegExp): Promise<string> {
    const until = performance.now() + patience;
    const wake = setTimeout(() => this.#resume(), patience);
    try {
      return await this.#heardSaying(pattern, until);
    } finally {
      clearTimeout(wake);
    }
  }

  async #heardSaying(pattern: RegExp, until: number): Promise<string> {
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match) {
        this.#output = this.#output.slice(match.index + match[0].length);
        return match[0];
      }
      if (this.#child.exitCode !== null || this.#child.signalCode !== null)
        throw new Error(`baresip ended: ${this.#output.slice(-2000)}`);
      if (performance.now() >= until)
        throw new Error(`baresip never said ${pattern}, but: ${this.#output.slice(-2000)}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  get output(): string {
    return this.#output;
  }

  /** What it heard so far: 16-bit samples and their rate, from the recording it makes. */
  heard(): { samples: Int16Array; rate: number } {
    const file = this.recording();
    return file.length > 44 ? readWave(file) : { samples: new Int16Array(), rate: 8000 };
  }

  /** Seconds of sound that it has heard. */
  heardSeconds(): number {
    const file = this.recording();
    return file.length > 44 ? (file.length - 44) / file.readUInt32LE(28) : 0;
  }

  /** The WAV file of what it heard; its header is right soon after the call is over, and there is none before one. */
  recording(): Buffer {
    const name = readdirSync(join(this.#folder, "sounds"))
      .filter((file) => file.endsWith("-dec.wav"))
      .sort()
      .at(-1);
    return name ? readFileSync(join(this.#folder, "sounds", name)) : Buffer.alloc(0);
  }

  /** The next picture of the other side that it decodes, as a PNG. */
  async sees(): Promise<Buffer> {
    const path = join(this.#folder, `${crypto.randomUUID()}.png`);
    await this.command("snapshot_recv", path);
    await this.says(new RegExp(`wrote ${path}`));
    await until(() => readFileSync(path).includes("IEND")); // it says so before it has
    return readFileSync(path);
  }

  /** Resolves when it decodes that many pictures a second, or more. */
  async watches(atLeast: number): Promise<void> {
    for (;;) {
      const said = await this.says(/efps=[\d.]+\/[\d.]+/);
      if (Number(said.split("/")[1]) >= atLeast) return;
    }
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.#child.kill(signal);
    await this.#child.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const part of stream) {
      this.#output += decoder.decode(part, { stream: true });
      this.#resume();
    }
    this.#resume();
  }

  #resume(): void {
    for (const resume of this.#waiting) resume();
    this.#waiting.clear();
  }
}

/** What a command begins with that is to run at a site. */
const within = (site: Site | undefined): string[] => (site ? ["ip", "netns", "exec", site.netns] : []);

const netstring = (text: string): string => `${Buffer.byteLength(text)}:${text},`;

/** As `command`, where its control port is on the loopback of another network namespace. */
async function commandWithin(site: Site, control: number, message: string): Promise<void> {
  const script = `exec 3<>/dev/tcp/127.0.0.1/${control} && printf %s "$1" >&3 && read -r -n 1 -t 10 <&3`;
  const asked = Bun.spawn([...within(site), "bash", "-c", script, "bash", message], { stderr: "pipe" });
  if ((await asked.exited) === 0) return;
  throw new Error(`a telephone took no command: ${await new Response(asked.stderr).text()}`);
}

function writeConfiguration(folder: string, control: number, options: BaresipOptions): void {
  const { username, password, port, transport, tone, site } = options;
  const { address: own, house } = site ?? { address: "127.0.0.1", house: "127.0.0.1" };
  const modules = ["g711", "g722", "opus", "ausine", "sndfile", "srtp", "aufile"];
  if (options.video) modules.push("fakevideo", "snapshot", options.video === "h264" ? "avcodec" : "vp8");
  mkdirSync(join(folder, "sounds"));
  writeFileSync(
    join(folder, "config"),
    [
      "poll_method epoll",
      `sip_listen ${own}:0`,
      `net_interface ${own}`,
      "call_max_calls 20",
      "sip_verify_server no",
      `audio_source ${options.voice ? `aufile,${options.voice}` : `ausine,${tone}`}`,
      "audio_player aubridge,none",
      "audio_alert aubridge,none",
      "ausrc_srate 48000",
      "ausrc_channels 2",
      "jitter_buffer_delay 1-5",
      "video_source fakevideo,",
      "video_display fakevideo,",
      "video_size 1280x720",
      "video_bitrate 1500000",
      "video_fps 30",
      "avcodec_h264enc libx264",
      "avcodec_h264dec h264",
      `module_path ${moduleFolder}`,
      ...modules.map((name) => `module ${name}.so`),
      "module aubridge.so",
      "module_tmp uuid.so",
      "module_tmp account.so",
      "module_app menu.so",
      "module_app ctrl_tcp.so",
      `ctrl_tcp_listen 127.0.0.1:${control}`,
      `snd_path ${join(folder, "sounds")}`,
      "",
    ].join("\n"),
  );
  const parameters = [
    `auth_user=${username}`,
    `auth_pass=${password}`,
    `audio_codecs=${options.codecs ?? "PCMU/8000/1,PCMA/8000/1"}`,
    `regint=${options.registersFor ?? 600}`,
    `answermode=${options.answers ? "auto" : "manual"}`,
    ...(options.proxied ? [`outbound="sip:${house}:${port};transport=${transport}"`] : []),
    ...(options.video ? [`video_codecs=${options.video}`] : []),
    ...(options.encryption ? [`mediaenc=${options.encryption}`] : []),
  ];
  const address = `<sip:${username}@${house}:${port};transport=${transport}>`;
  writeFileSync(join(folder, "accounts"), `${[address, ...parameters].join(";")}\n`);
  writeFileSync(join(folder, "contacts"), "");
}

/** 16-bit PCM of a RIFF file whose header may not know its length yet; of several channels the first. */
function readWave(data: Buffer): { samples: Int16Array; rate: number } {
  const at = data.indexOf("data", 12, "latin1");
  if (at < 0) return { samples: new Int16Array(), rate: 8000 };
  const bytes = data.subarray(at + 8);
  const step = 2 * data.readUInt16LE(22);
  const samples = new Int16Array(Math.floor(bytes.length / step));
  for (let index = 0; index < samples.length; index++) samples[index] = bytes.readInt16LE(index * step);
  return { samples, rate: data.readUInt32LE(24) };
}
