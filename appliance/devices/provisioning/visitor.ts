/** Which telephone asks for its settings, as its User-Agent says. */
import { type PhoneModel, phoneModelOf } from "../../../firmware-config/index.ts";

export type Visitor =
  /** Cisco with multiplatform firmware. */
  | { kind: "cisco"; model: PhoneModel; hardware: string; firmware: string }
  /** Somebody's browser: the address was opened, or scanned with a camera. */
  | { kind: "browser" }
  /** Cisco's, of a model or with a firmware that the house does not set up. */
  | { kind: "foreign" }
  /** Whatever else: Linphone's apps, the only others that load an account from an address, say many things. */
  | { kind: "linphone" };

/** `Cisco-CP-8841-3PCC/11.0 (00562b043615)`: model, firmware, Ethernet address. */
const cisco = /^Cisco-CP-(\d{4})-3PCC\/([\w.-]{1,40}) \(([0-9a-f]{12})\)$/i;

export function visitorOf(userAgent: string, accept: string): Visitor {
  const [, id = "", firmware = "", hardware = ""] = cisco.exec(userAgent) ?? [];
  const model = phoneModelOf(id);
  if (model) return { kind: "cisco", model, hardware: hardware.toLowerCase(), firmware };
  if (/^cisco\b/i.test(userAgent)) return { kind: "foreign" };
  return accept.includes("text/html") ? { kind: "browser" } : { kind: "linphone" };
}
