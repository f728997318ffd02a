/** Digest: who is let in, with which algorithm, and that nothing said once is good twice. */

import { heapStats } from "bun:jsc";
import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { VirtualClock } from "../platform/index.ts";
import { Digest, type DigestAlgorithm, digestAlgorithms, ha1Of } from "./digest.ts";
import { Headers } from "./header-list.ts";
import { parseCredentials } from "./headers.ts";
import type { SipRequest } from "./message.ts";

const realm = "hearth.example";
const clock = new VirtualClock(1_000_000);
const digest = (offered: readonly DigestAlgorithm[] = digestAlgorithms) =>
  new Digest({
    clock,
    realm,
    offered,
    lookup: (username) =>
      username === "alice" ? { id: "device", ha1: ha1Of("alice", realm, "secret") } : undefined,
  });

const hash = (algorithm: string, text: string) =>
  createHash(algorithm === "MD5" ? "md5" : "sha256")
    .update(text)
    .digest("hex");

interface Client {
  username?: string;
  password?: string;
  count?: string;
  cnonce?: string;
  qop?: boolean;
  method?: string;
}

/** What a client answers to a challenge. */
function answer(challenge: string, client: Client = {}): SipRequest {
  const params = parseCredentials(challenge)?.params;
  const [nonce, algorithm] = [params?.get("nonce") ?? "", params?.get("algorithm") ?? "MD5"];
  const { username = "alice", password = "secret", count = "00000001", cnonce = "c", qop = true } = client;
  const ha1 = hash(algorithm, `${username}:${realm}:${password}`);
  const ha2 = hash(algorithm, `REGISTER:sip:${realm}`);
  const middle = qop ? `${nonce}:${count}:${cnonce}:auth` : nonce;
  const response = hash(algorithm, `${ha1}:${middle}:${ha2}`);
  const counted = qop ? `, qop=auth, nc=${count}, cnonce="${cnonce}"` : "";
  const authorization = `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="sip:${realm}", response="${response}", algorithm=${algorithm}${counted}`;
  const headers = new Headers([["authorization", authorization]]);
  return { kind: "request", method: client.method ?? "REGISTER", uri: `sip:${realm}`, headers, body: "" };
}

const verdictOf = (server: Digest, request: SipRequest) =>
  server.verify(request, "peer", parseCredentials(request.headers.get("authorization") ?? ""));
const challengeOf = (server: Digest, peer: string = crypto.randomUUID()) =>
  server.challenges(peer, crypto.randomUUID(), false)[0] ?? "";

describe("digest", () => {
  test("offers SHA-256 first and MD5 last, and takes either", () => {
    const server = digest();
    const challenges = server.challenges("peer", "first", false);
    expect(challenges.map((each) => parseCredentials(each)?.params.get("algorithm"))).toEqual([
      "SHA-256",
      "MD5",
    ]);
    for (const challenge of challenges.reverse())
      expect(verdictOf(server, answer(challenge, { count: challenge.includes("MD5") ? "1" : "2" }))).toEqual(
        expect.objectContaining({ ok: true, username: "alice" }),
      );
  });

  test("a peer that stumbles over the list is offered MD5 alone", () => {
    const server = digest();
    expect(server.challenges("old phone", "first", false)).toHaveLength(2);
    const again = server.challenges("old phone", "second", false);
    expect(again).toHaveLength(1);
    expect(again.join()).toContain("algorithm=MD5");
  });

  test("[SE-01] a request that comes again, as its answer was lost, is offered the same as before", () => {
    const server = digest();
    for (const _ of "again") expect(server.challenges("peer", "lost", false)).toHaveLength(2);
  });

  test("[SE-01] who has taken the first algorithm is offered it, whoever else was challenged in its name", () => {
    const server = digest();
    const [better = ""] = server.challenges("peer", "proven", false);
    expect(verdictOf(server, answer(better)).ok).toBe(true);
    server.challenges("peer", "a late copy, or a stranger's", false);
    expect(server.challenges("peer", "next", false)).toHaveLength(2);
    clock.advance(24 * 3_600_000); // it may be another telephone by now
    server.challenges("peer", "another", false);
    expect(server.challenges("peer", "another again", false)).toHaveLength(1);
  });

  test("[SE-01] who was challenged ten minutes ago has not stumbled", () => {
    const server = digest();
    server.challenges("peer", "first", false);
    clock.advance(600_000);
    expect(server.challenges("peer", "second", false)).toHaveLength(2);
  });

  test("[SE-01] challenges keep nothing of what they answer, however long it is and however many there are", () => {
    const server = digest();
    const kept = () => {
      Bun.gc(true);
      return heapStats().heapSize + heapStats().extraMemorySize;
    };
    const message = (count: number) => `${count} `.padEnd(60_000, "x");
    server.challenges(message(0), message(0), false);
    const before = kept();
    for (let count = 1; count <= 1000; count++) {
      const text = Buffer.from(message(count)).toString("latin1");
      server.challenges(`192.0.2.1 ${text.slice(0, 30_000)}`, text.slice(0, 100), false); // holds all of it
    }
    expect(kept() - before).toBeLessThan(5_000_000);
  });

  test("[SE-01] a wrong password, an unknown name and another method are all refused alike", () => {
    const server = digest();
    const refused = { ok: false, stale: false, tried: true } as const;
    for (const client of [{ password: "wrong" }, { username: "bob" }, { method: "INVITE" }])
      expect(verdictOf(server, answer(challengeOf(server), client))).toEqual(refused);
    const elsewhere = answer(challengeOf(digest()), { password: "wrong" });
    expect(verdictOf(server, elsewhere)).toEqual(refused);
  });

  test("[SE-01] a nonce from before a restart is stale, which is no wrong password", () => {
    const old = answer(challengeOf(digest()));
    expect(verdictOf(digest(), old)).toEqual({ ok: false, stale: true, tried: false });
  });

  test("the same count twice is a replay, whatever the client's nonce; the next count is not", () => {
    const server = digest();
    const challenge = challengeOf(server);
    expect(verdictOf(server, answer(challenge)).ok).toBe(true);
    const again = { ok: false, stale: true, tried: false } as const;
    expect(verdictOf(server, answer(challenge))).toEqual(again);
    expect(verdictOf(server, answer(challenge, { cnonce: "another" }))).toEqual(again);
    expect(verdictOf(server, answer(challenge, { count: "0000000a" })).ok).toBe(true);
    expect(verdictOf(server, answer(challenge, { count: "00000009" }))).toEqual(again);
  });

  test("without qop a nonce serves once", () => {
    const server = digest(["MD5"]);
    const request = answer(challengeOf(server), { qop: false });
    expect(verdictOf(server, request).ok).toBe(true);
    expect(verdictOf(server, request)).toEqual({ ok: false, stale: true, tried: false });
  });

  test("a nonce is stale after five minutes, which is no wrong password", () => {
    const server = digest();
    const request = answer(challengeOf(server));
    clock.advance(5 * 60_000 + 1);
    expect(verdictOf(server, request)).toEqual({ ok: false, stale: true, tried: false });
  });
});
