/**
 * A Cisco telephone with multiplatform firmware, as its documents describe it: loads its settings from an address,
 * keeps what they do not name, signs in to SIP with them, and loads them anew when a NOTIFY says `resync`. What breaks
 * a rule of the documents is an error here.
 */
import { SaxesParser } from "saxes";
import { SipPeer } from "./sip-peer.ts";
import { until } from "./until.ts";

export interface CiscoPhoneOptions {
  /** `8841` */
  model: string;
  /** Ethernet address, 12 lower-case hexadecimal digits. */
  hardware: string;
  firmware?: string;
}

export class CiscoPhone {
  /** The fields of its pages, as they are now. */
  readonly fields = new Map<string, string>();
  /** How often it has loaded settings. */
  loads = 0;
  /** How often it was asked to. */
  asked = 0;
  readonly #userAgent: string;
  #peer: SipPeer | undefined;

  constructor({ model, hardware, firmware = "11.3.1" }: CiscoPhoneOptions) {
    this.#userAgent = `Cisco-CP-${model}-3PCC/${firmware} (${hardware})`;
  }

  field(name: string): string {
    const value = this.fields.get(name);
    if (value === undefined) throw new Error(`${name} was never set`);
    return value;
  }

  /** Loads settings from an address, as typed in or scanned; the status of the answer. */
  async load(url: string): Promise<number> {
    const headers = { "User-Agent": this.#userAgent, Accept: "*/*" };
    const answer = await fetch(url, { headers, redirect: "manual", tls: { rejectUnauthorized: false } });
    const text = await answer.text();
    if (answer.status !== 200) return answer.status;
    for (const [name, value] of readProfile(text)) this.fields.set(name, value);
    this.loads++;
    return 200;
  }

  /** Over TLS, with what it was set to. @param port of the appliance, on loopback */
  async register(port: number): Promise<number> {
    this.unplug();
    const peer = await SipPeer.connect(
      port,
      { username: this.field("User_ID_1_"), password: this.field("Password_1_") },
      "TLS",
    );
    this.#peer = peer;
    peer.takes = ({ method, headers }) => {
      if (method !== "NOTIFY" || headers.get("event") !== "resync") return false;
      this.asked++;
      if (this.field("Resync_From_SIP") === "Yes") void this.load(this.field("Profile_Rule"));
      return false;
    };
    const { status } = await peer.ask("REGISTER", "", { expires: this.field("Register_Expires_1_") });
    return status;
  }

  /** Its connection ends. */
  unplug(): void {
    this.#peer?.close();
    this.#peer = undefined;
  }

  /** Resolves when it has loaded settings so often. */
  hasLoaded(times: number): Promise<void> {
    return until(() => this.loads >= times);
  }
}

/** Elements in order; later ones of a name win. Throws on what is not well-formed or has another shape. */
function readProfile(text: string): [name: string, value: string][] {
  const read: [string, string][] = [];
  const open: string[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name }) => {
    if (open.length === 0 && name !== "flat-profile") throw new Error(`${name} is no profile`);
    if (open.length === 2) throw new Error(`${name} is within ${open[1]}`);
    if (open.push(name) === 2) read.push([name, ""]);
  });
  parser.on("text", (part) => {
    const last = read.at(-1);
    if (open.length === 2 && last) last[1] += part;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(text).close();
  return read.map(([name, value]) => [name, value.trim().replaceAll(/\s+/g, " ")]);
}
