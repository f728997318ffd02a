/** What a request is refused for before anybody looks at who sent it (RFC 3261 §8.2). */
import { parseNameAddress, parseUri } from "./headers.ts";
import type { SipRequest } from "./message.ts";

/** Option tags that a peer may require of us (RFC 3261 §20.32). */
const supported = new Set(["replaces", "timer", "100rel", "norefersub"]);

export interface Refusal {
  status: number;
  headers?: Record<string, string>;
}

/** Whether it can be understood at all; undefined when it can. */
export function screen({ method, headers }: SipRequest): Refusal | undefined {
  if (Number(headers.get("max-forwards") ?? 1) === 0 && method !== "REGISTER") return { status: 483 };
  const unsupported = headers.all("require").filter((tag) => !supported.has(tag));
  return unsupported.length > 0
    ? { status: 420, headers: { Unsupported: unsupported.join(", ") } }
    : undefined;
}

/** Of one that belongs to no dialog: whether its Request-URI and Contact can be used. */
export function screenAddress({ uri, headers }: SipRequest): Refusal | undefined {
  const parsed = parseUri(uri);
  if (!parsed) return { status: /^(sips?|tel):/i.test(uri) ? 400 : 416 };
  if (parsed.headers !== "") return { status: 400 }; // RFC 3261 §19.1.1, table 1
  const usable = headers.all("contact").every((contact) => contact === "*" || parseNameAddress(contact));
  return usable ? undefined : { status: 400 };
}

/** Of an INVITE: whether its description can be read, and could be answered. */
export function screenOffer({ body, headers }: SipRequest): Refusal | undefined {
  const type = headers.get("content-type") ?? "";
  if (body !== "" && !/^application\/sdp\b/i.test(type))
    return { status: 415, headers: { Accept: "application/sdp" } };
  const accepted = headers.all("accept");
  return accepted.length === 0 || accepted.some(includesSdp) ? undefined : { status: 406 };
}

/** Of a media range in Accept (RFC 3261 §20.1). */
const includesSdp = (range: string): boolean => /^(\*\/\*|application\/(\*|sdp))\s*(;|$)/i.test(range);
