/** What an INVITE carries beside its description, such as where the caller is (RFC 6442). */
import type { Octets } from "./message.ts";
import { randomTag } from "./transactions.ts";

export interface Attachment {
  /** Content-ID, without brackets. */
  id: string;
  type: string;
  body: string;
  /** What the INVITE says of it. */
  headers: Record<string, string>;
}

/** The description and what goes with it, as one body (RFC 2046 §5.1). */
export function multipart(offer: Octets, { id, type, body }: Attachment): { type: string; body: Octets } {
  const boundary = `hearth-${randomTag()}`;
  const part = (headers: readonly string[], content: Octets) =>
    `--${boundary}\r\n${headers.join("\r\n")}\r\n\r\n${content}\r\n`;
  return {
    type: `multipart/mixed;boundary="${boundary}"`,
    body: `${part(["Content-Type: application/sdp"], offer)}${part(
      [`Content-Type: ${type}`, `Content-ID: <${id}>`],
      body,
    )}--${boundary}--\r\n`,
  };
}
