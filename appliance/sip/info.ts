/** What peers tell each other by INFO (RFC 6086) inside a call: that a whole picture is needed, and digits. */
import type { SipRequest } from "./message.ts";

export type Told = { kind: "key-frame" } | { kind: "digit"; digit: string };

/** Undefined for anything else. */
export function readInfo({ headers, body }: SipRequest): Told | undefined {
  const type = headers.get("content-type") ?? "";
  if (/media_control\+xml/i.test(type) && body.includes("picture_fast_update")) return { kind: "key-frame" };
  if (!/dtmf-relay/i.test(type)) return undefined;
  const digit = /^Signal\s{0,4}=\s{0,4}([0-9A-D*#])/im.exec(body)?.[1];
  return digit ? { kind: "digit", digit } : undefined;
}

/** RFC 5168 §3. */
export const pictureFastUpdate = {
  type: "application/media_control+xml",
  body:
    '<?xml version="1.0" encoding="utf-8"?>\r\n<media_control><vc_primitive><to_encoder>' +
    "<picture_fast_update/></to_encoder></vc_primitive></media_control>\r\n",
};

/** How a peer says that it takes no INFO, or none of this kind (RFC 3261 §21.4, §21.5.2; RFC 6086 §4.2.2). */
export const takesNoInfo: ReadonlySet<number> = new Set([405, 415, 469, 501]);
