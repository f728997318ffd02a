/** Debian's linphone (package linphone-cli) as a telephone: registers, calls, and plays a tone instead of a voice. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeWave } from "../../appliance/calling/sounds/wave.ts";
import { freePort } from "./process.ts";

interface Common {
  /** The tone it sends, in hertz. */
  tone: number;
}

export interface LinphoneOptions extends Common {
  username: string;
  password: string;
  /** UDP port of the appliance, on loopback. */
  port: number;
}

/** One that loads its account from an address, as when somebody scans a code with it. */
export interface ScannedOptions extends Common {
  address: string;
  /** PEM of who signed the appliance's certificate. */
  authority: string;
}

export class Linphone {
  readonly #child: Bun.Subprocess<"pipe", "pipe", "ignore">;
  readonly #folder: string;
  #output = "";
  readonly #waiting = new Set<() => void>();

  private constructor(child: Bun.Subprocess<"pipe", "pipe", "ignore">, folder: string) {
    this.#child = child;
    this.#folder = folder;
    void this.#read();
  }

  /** It registers by itself, and does not tell when it has: the house knows. */
  static start(options: LinphoneOptions | ScannedOptions): Linphone {
    const folder = mkdtempSync(join(tmpdir(), "hearth-linphone-"));
    mkdirSync(join(folder, ".local/share/linphone"), { recursive: true }); // it does not start without
    writeFileSync(join(folder, "tone.wav"), writeWave(toneOf(options.tone)));
    writeFileSync(
      join(folder, "settings"),
      "address" in options ? settingsToLoad(options, folder) : settingsOf(options),
    );
    const child = Bun.spawn(["linphonec", "-c", join(folder, "settings")], {
      cwd: folder,
      env: { ...process.env, HOME: folder },
      stdin: "pipe",
      stdout: "pipe",
      stderr: "ignore",
    });
    const phone = new Linphone(child, folder);
    phone.command("soundcard use files"); // there is no sound card
    phone.command("play tone.wav");
    return phone;
  }

  /** A line at its prompt, as `call`, `answer`, `terminate`. */
  command(line: string): void {
    this.#child.stdin.write(`${line}\n`);
    void this.#child.stdin.flush();
  }

  /** Resolves when it has printed this at any time; rejects when it ended without. */
  async says(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#output)) {
      if (this.#child.exitCode !== null) throw new Error(`linphone ended: ${this.#output.slice(-2000)}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#child.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const part of this.#child.stdout) {
      this.#output += decoder.decode(part, { stream: true });
      this.#resume();
    }
    await this.#child.exited;
    this.#resume();
  }

  #resume(): void {
    for (const resume of [...this.#waiting]) resume();
    this.#waiting.clear();
  }
}

function settingsOf({ username, password, port }: LinphoneOptions): string {
  const media = freePort();
  return [
    "[sip]",
    `sip_port=${freePort()}`,
    "sip_tcp_port=0",
    "sip_tls_port=0",
    "[rtp]",
    `audio_rtp_port=${media - (media % 2)}`,
    "[auth_info_0]",
    `username=${username}`,
    `passwd=${password}`,
    "[proxy_0]",
    `reg_proxy=<sip:127.0.0.1:${port};transport=udp>`,
    `reg_route=<sip:127.0.0.1:${port};transport=udp;lr>`,
    `reg_identity=sip:${username}@127.0.0.1`,
    "reg_expires=600",
    "reg_sendregister=1",
    "",
  ].join("\n");
}

function settingsToLoad({ address, authority }: ScannedOptions, folder: string): string {
  const trusted = join(folder, "authority.pem");
  writeFileSync(trusted, authority);
  const media = freePort();
  return [
    "[misc]",
    `config-uri=${address}`,
    "[sip]",
    "sip_port=0",
    "sip_tcp_port=0",
    "sip_tls_port=-1",
    `root_ca=${trusted}`,
    "[rtp]",
    `audio_rtp_port=${media - (media % 2)}`,
    "",
  ].join("\n");
}

/** Ten seconds, at 8 kHz. */
function toneOf(hertz: number): Uint8Array<ArrayBuffer> {
  const samples = Int16Array.from({ length: 80_000 }, (_, index) =>
    Math.round(8000 * Math.sin((2 * Math.PI * hertz * index) / 8000)),
  );
  return new Uint8Array(samples.buffer);
}
