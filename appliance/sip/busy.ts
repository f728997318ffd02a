/**
 * The answer to a request that comes too fast, without a transaction and without parsing: its Via, From, To, Call-ID
 * and CSeq as they came (RFC 3261 §8.2.6.2), and when to try again (§21.5.4).
 */

/** Seconds. */
const retryAfter = 5;
const copied = /^(?:via|v|from|f|to|t|call-id|i|cseq)[ \t]*:/i;

/** @returns undefined for what is no request, and for ACK, which nothing answers */
export function busyAnswer(text: string): string | undefined {
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end < 0 ? undefined : end).split(/\r\n(?![ \t])/);
  if (!/^[A-Z]+ \S+ SIP\/2\.0$/.test(first) || first.startsWith("ACK ")) return undefined;
  const headers = lines
    .filter((line) => copied.test(line))
    .map((line) => (/^(?:to|t)[ \t]*:/i.test(line) && !/;\s*tag=/i.test(line) ? `${line};tag=busy` : line));
  if (headers.length < 5) return undefined;
  return [
    "SIP/2.0 503 Service Unavailable",
    ...headers,
    `Retry-After: ${retryAfter}`,
    "Content-Length: 0",
    "",
    "",
  ].join("\r\n");
}
