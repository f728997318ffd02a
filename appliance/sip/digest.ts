/** Digest authentication (RFC 8760, RFC 7616): SHA-256 first, MD5 last, stateless nonces. */
import { randomBytes } from "node:crypto";
import type { Clock } from "../platform/index.ts";
import { hashOf, PeerMemory } from "./digest-memory.ts";
import type { Credentials } from "./headers.ts";
import type { SipRequest } from "./message.ts";
import { remember } from "./remember.ts";

export const digestAlgorithms = ["SHA-256", "MD5"] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** H(username:realm:password), by algorithm, in lower-case hexadecimal. */
export type Ha1 = Readonly<Record<DigestAlgorithm, string>>;

export const digestHash = (algorithm: DigestAlgorithm, text: string): string =>
  algorithm === "MD5" ? Bun.MD5.hash(text, "hex") : Bun.SHA256.hash(text, "hex");

export const ha1Of = (username: string, realm: string, password: string): Ha1 => ({
  "SHA-256": digestHash("SHA-256", `${username}:${realm}:${password}`),
  MD5: digestHash("MD5", `${username}:${realm}:${password}`),
});

/** H(method:uri): telephones ask for the same few again and again. */
const ha2Of: Readonly<Record<DigestAlgorithm, (text: string) => string>> = {
  "SHA-256": remember(500, (text) => digestHash("SHA-256", text)),
  MD5: remember(500, (text) => digestHash("MD5", text)),
};

export interface Identity {
  /** What the credentials belong to: a device's id. */
  id: string;
  ha1: Ha1;
}

export type Verdict =
  | { ok: true; identity: Identity; username: string }
  /** `stale`: the nonce has expired, the password may be right. `tried`: credentials were offered and wrong. */
  | { ok: false; stale: boolean; tried: boolean };

const stumbleMemory = 10 * 60_000;
/** For so long a peer that has taken the first algorithm is offered it, whoever else speaks in its name. */
const proofMemory = 24 * 3_600_000;
const nonceLifetime = 5 * 60_000;
/** Nonces in use whose counts are remembered; who comes back with a forgotten one is challenged again. */
const nonceMemory = 65_536;
/** Unknown users are checked against this, so that their answer takes as long. */
const nobody = ha1Of("nobody", "nowhere", randomBytes(16).toString("hex"));

/** Whether a password is the one that credentials were made of; as long for those of nobody. */
export function proves(
  { username, password }: { username: string; password: string },
  realm: string,
  ha1: Ha1 | undefined,
): boolean {
  const right = equal(ha1Of(username, realm, password)["SHA-256"], (ha1 ?? nobody)["SHA-256"]);
  return right && ha1 !== undefined;
}

export class Digest {
  readonly #clock: Clock;
  readonly #realm: string;
  readonly #lookup: (username: string) => Identity | undefined;
  readonly #offered: readonly DigestAlgorithm[];
  readonly #secret = randomBytes(32).toString("hex");
  #issued = 0;
  /** Peers that were challenged and have not answered yet, and the transaction of it. */
  readonly #unanswered = new PeerMemory();
  /** Peers that have proven themselves by the first algorithm. */
  readonly #proven = new PeerMemory();
  /** The highest count seen for a nonce, in the place that its serial number gives it: the same one twice is a replay. */
  readonly #counts = new Uint32Array(nonceMemory);
  readonly #serials = new Float64Array(nonceMemory).fill(-1);

  constructor(parts: {
    clock: Clock;
    realm: string;
    offered: readonly DigestAlgorithm[];
    lookup: (username: string) => Identity | undefined;
  }) {
    this.#offered = parts.offered;
    this.#clock = parts.clock;
    this.#realm = parts.realm;
    this.#lookup = parts.lookup;
  }

  /**
   * The challenges, in order of preference: one header each. Some clients give up when they see an algorithm
   * that they do not know; a peer that did not answer the full list is offered the last alone next time.
   * @param transaction of the request: one that comes again is no next time
   */
  challenges(peer: string, transaction: string, stale: boolean): string[] {
    const now = this.#clock.now();
    const asked = hashOf(transaction);
    const before = this.#unanswered.since(now - stumbleMemory, peer);
    const proven = this.#proven.since(now - proofMemory, peer) !== undefined;
    const stumbled = before !== undefined && before !== asked && !proven;
    this.#unanswered.note(peer, asked, now);
    const algorithms = stumbled ? this.#offered.slice(-1) : this.#offered;
    const nonce = this.#nonce(now);
    return algorithms.map(
      (algorithm) =>
        `Digest realm="${this.#realm}", nonce="${nonce}", qop="auth", algorithm=${algorithm}${stale ? ", stale=true" : ""}`,
    );
  }

  verify(request: SipRequest, peer: string, credentials: Credentials | undefined): Verdict {
    if (credentials?.scheme !== "digest" || credentials.params.get("realm") !== this.#realm)
      return { ok: false, stale: false, tried: false };
    this.#unanswered.forget(peer);
    const verdict = this.#verify(request, credentials.params);
    if (verdict.ok && credentials.params.get("algorithm")?.toUpperCase() === this.#offered[0])
      this.#proven.note(peer, 0, this.#clock.now());
    return verdict;
  }

  #verify(request: SipRequest, params: ReadonlyMap<string, string>): Verdict {
    const refused = { ok: false, stale: false, tried: true } as const;
    const algorithm = this.#offered.find((name) => name === (params.get("algorithm") ?? "MD5").toUpperCase());
    const username = params.get("username") ?? "";
    const nonce = params.get("nonce") ?? "";
    if (!algorithm) return refused;
    const known = this.#lookup(username);
    const ha1 = (known?.ha1 ?? nobody)[algorithm];
    const ha2 = ha2Of[algorithm](`${request.method}:${params.get("uri") ?? ""}`);
    const qop = params.get("qop");
    const count = params.get("nc") ?? "";
    const middle = qop ? `${nonce}:${count}:${params.get("cnonce") ?? ""}:${qop}` : nonce;
    const right = equal(digestHash(algorithm, `${ha1}:${middle}:${ha2}`), params.get("response") ?? "");
    if (!right || !known || (qop !== undefined && qop !== "auth")) return refused;
    const ours = this.#read(nonce);
    // One from before a restart is stale like any other (RFC 7616 §3.3): telephones come with it all at once then.
    // Without qop there is no count (RFC 2617 §3.2.2): such a nonce serves once.
    if (!ours || ours.age > nonceLifetime || this.#isReplay(ours.serial, qop ? count : "1"))
      return { ok: false, stale: true, tried: false };
    return { ok: true, identity: known, username };
  }

  #nonce(at: number): string {
    return this.#sign(`${at.toString(36)}-${(this.#issued++).toString(36)}`);
  }

  #sign(stamp: string): string {
    // No HMAC is needed where nobody can go on from the hash (FIPS 180-4 §6.7), and it takes three times as long.
    return `${stamp}.${Bun.SHA512_256.hash(this.#secret + stamp, "base64url").slice(0, 22)}`;
  }

  /** Milliseconds since the nonce was given, and its number; undefined when it is not ours. */
  #read(nonce: string): { age: number; serial: number } | undefined {
    const stamp = nonce.slice(0, nonce.indexOf("."));
    if (!equal(this.#sign(stamp), nonce)) return undefined;
    const [at = "", serial = ""] = stamp.split("-");
    return { age: this.#clock.now() - Number.parseInt(at, 36), serial: Number.parseInt(serial, 36) };
  }

  #isReplay(serial: number, count: string): boolean {
    const value = /^[0-9a-f]{1,8}$/i.test(count) ? Number.parseInt(count, 16) : 0;
    const place = serial % nonceMemory;
    const known = this.#serials[place] ?? -1;
    if (known > serial || value <= (known === serial ? (this.#counts[place] ?? 0) : 0)) return true;
    this.#serials[place] = serial;
    this.#counts[place] = value;
    return false;
  }
}

/** In a time that does not tell where they differ. */
function equal(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}
