/** The other side of digest authentication: answering a peer's challenge (RFC 7616, RFC 8760). */
import { randomBytes } from "node:crypto";
import { type DigestAlgorithm, digestAlgorithms, digestHash, ha1Of } from "./digest.ts";
import { parseCredentials } from "./headers.ts";
import type { SipRequest, SipResponse } from "./message.ts";

export interface Credentials {
  username: string;
  password: string;
}

/** The header of a request that shows who sends it. */
export type Proof = [name: string, value: string];

/**
 * The header that answers the challenges of a 401 or 407, the strongest of those we know; undefined for other
 * responses, and when there is none that we can answer.
 * @param count how often this challenge has been answered, this time included (nc, RFC 7616 §3.4)
 */
export function answerChallenge(
  response: SipResponse,
  request: Pick<SipRequest, "method" | "uri">,
  { username, password }: Credentials,
  count = 1,
): Proof | undefined {
  if (response.status !== 401 && response.status !== 407) return undefined;
  const proxy = response.status === 407;
  const lines = response.headers.lines(proxy ? "proxy-authenticate" : "www-authenticate");
  const challenges = lines.flatMap((line) => {
    const challenge = parseCredentials(line);
    const algorithm = (challenge?.params.get("algorithm") ?? "MD5").toUpperCase();
    const known = digestAlgorithms.find((name) => name === algorithm);
    return challenge?.scheme === "digest" && known ? [{ params: challenge.params, algorithm: known }] : [];
  });
  const best = digestAlgorithms
    .map((wanted) => challenges.find(({ algorithm }) => algorithm === wanted))
    .find((challenge) => challenge !== undefined);
  if (!best) return undefined;
  const realm = best.params.get("realm") ?? "";
  const nonce = best.params.get("nonce") ?? "";
  const opaque = best.params.get("opaque");
  const qop = (best.params.get("qop") ?? "").split(",").some((value) => value.trim() === "auth");
  const nc = count.toString(16).padStart(8, "0");
  const cnonce = randomBytes(8).toString("hex");
  const proof = digestResponse(best.algorithm, {
    ha1: ha1Of(username, realm, password)[best.algorithm],
    ha2: digestHash(best.algorithm, `${request.method}:${request.uri}`),
    nonce: qop ? `${nonce}:${nc}:${cnonce}:auth` : nonce,
  });
  const fields = [
    `username=${quoted(username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri="${request.uri}"`,
    `response="${proof}"`,
    `algorithm=${best.algorithm}`,
    ...(qop ? ["qop=auth", `nc=${nc}`, `cnonce="${cnonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
  ];
  return [proxy ? "proxy-authorization" : "authorization", `Digest ${fields.join(", ")}`];
}

const digestResponse = (
  algorithm: DigestAlgorithm,
  { ha1, ha2, nonce }: { ha1: string; ha2: string; nonce: string },
): string => digestHash(algorithm, `${ha1}:${nonce}:${ha2}`);

/** A quoted-string (RFC 3261 §25.1): what the peer sent comes back as it was. */
const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
