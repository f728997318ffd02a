/** Session timers (RFC 4028) between two ends on a virtual clock. */
import { describe, expect, test } from "bun:test";
import { connected, expectNothingLeft, pair, usualRules } from "../../scripts/peers/dialog-pair.ts";
import { responseTo, type SipRequest } from "./message.ts";
import { parseMessage } from "./parser.ts";
import { isTooBrief, type SessionTerms, termsFor, termsOf } from "./session-timer.ts";

/** An UPDATE with these headers. */
function requestOf(headers: string): SipRequest {
  const parsed = parseMessage(
    `UPDATE sip:a@x SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:b@x>;tag=2\r\n` +
      `Call-ID: 1\r\nCSeq: 1 UPDATE\r\n${headers}Content-Length: 0\r\n\r\n`,
  );
  if (!parsed.ok || parsed.message.kind !== "request") throw new Error("this is no request");
  return parsed.message;
}

describe("session timers (RFC 4028)", () => {
  /** As its packets say it: what the two agreed on. */
  const expiry = (call: Awaited<ReturnType<typeof connected>>) =>
    call.texts.filter((text) => /^Session-Expires:/m.test(text));

  test("[CA-01] who was called refreshes with UPDATE at half time, and the call stands as long as it does", async () => {
    const call = await connected();
    expect(expiry(call).map((text) => /^Session-Expires: (.*)$/m.exec(text)?.[1]?.trim())).toEqual([
      "1800;refresher=uas",
      "1800;refresher=uas",
    ]);
    for (let minute = 0; minute < 100; minute++) await call.pass(60_000);
    expect(call.ends).toEqual([]);
    expect(call.sent.filter((line) => line.startsWith("UPDATE")).length).toBe(6);
    await call.caller.bye();
    await expectNothingLeft(call);
  });

  test("[CA-01] a peer that answers but refreshes no more has its call ended cleanly, a little before its time", async () => {
    const call = await connected("UDP", (line) => line.startsWith("UPDATE"));
    for (let second = 0; second < 1760; second += 20) await call.pass(20_000);
    expect(call.ends).toEqual([]);
    await call.pass(20_000);
    expect(call.ends).toContain("a timeout");
    expect(call.sent.filter((line) => line.startsWith("BYE"))).not.toEqual([]);
    await expectNothingLeft(call);
  });

  test("[CA-01] a session that is too short is refused with 422, and asked for anew as long as the other wants it", async () => {
    const call = pair("UDP", undefined, { ...usualRules, usual: 100 }, { ...usualRules, least: 300 });
    await call.pass(20);
    const [refused, atCallee] = [
      call.sent.filter((line) => line.startsWith("SIP/2.0 422")),
      call.incoming.at(-1),
    ];
    expect(refused.length).toBe(1);
    expect(atCallee?.header("session-expires")).toBe("300;refresher=uas");
  });

  /** What the caller has agreed on: it refreshes. */
  const ourTerms = (more: Partial<SessionTerms> = {}): SessionTerms => ({
    seconds: 100,
    refresher: "us",
    takesUpdate: true,
    insisted: false,
    ...more,
  });

  /** The callee answers requests with this until `satisfied`. */
  const answering = (
    { callee }: Awaited<ReturnType<typeof connected>>,
    status: number,
    headers: Record<string, string>,
    satisfied: (request: SipRequest) => boolean,
  ) => {
    const receive = callee.receive.bind(callee);
    callee.receive = async (transaction) => {
      const { request } = transaction;
      if (satisfied(request)) return receive(transaction);
      callee.state.remoteSequence = request.headers.cseq?.number ?? 0;
      transaction.respond(responseTo(request, status, { headers }));
    };
  };

  test.each([401, 407])(
    "[CA-01] a peer that challenges inside the dialog (%i) is answered once each time: refreshes, offers, BYE",
    async (status) => {
      const call = await connected();
      const [challenge, proof] =
        status === 401
          ? (["WWW-Authenticate", "authorization"] as const)
          : (["Proxy-Authenticate", "proxy-authorization"] as const);
      answering(call, status, { [challenge]: 'Digest realm="x", nonce="n", qop="auth"' }, ({ headers }) =>
        /^Digest username="a".*nc=00000001/.test(headers.get(proof) ?? ""),
      );
      call.caller.keepSession(ourTerms({ insisted: true }));
      for (let second = 0; second < 400; second += 10) await call.pass(10_000);
      expect(call.ends).toEqual([]);
      const offer = call.caller.offer("hold");
      await call.pass(20);
      expect(await offer).toBe("answer of b");
      await call.caller.bye();
      await call.pass(20);
      expect(call.ends).toEqual(["b bye"]);
      expect(call.sent.filter((line) => line.startsWith("BYE"))).toHaveLength(2);
      await expectNothingLeft(call);
    },
  );

  test("[CA-01] a wrong password is not tried again and again, and a living call stands without its timer", async () => {
    const call = await connected();
    answering(
      call,
      401,
      { "WWW-Authenticate": 'Digest realm="x", nonce="n"' },
      ({ method }) => method !== "UPDATE",
    );
    call.caller.keepSession(ourTerms());
    call.callee.keepSession(undefined);
    for (let second = 0; second < 400; second += 10) await call.pass(10_000);
    expect(call.ends).toEqual([]);
    const updates = call.sent.filter((line) => line.startsWith("UPDATE")).length;
    expect(updates).toBeGreaterThan(2);
    expect(updates).toBeLessThan(13); // two each time, until the session would have ended
    await call.caller.bye();
    await expectNothingLeft(call);
  });

  test("[CA-01] a peer that insists on a timer which this end cannot keep has its call ended at its time", async () => {
    const call = await connected();
    call.caller.keepSession(ourTerms({ takesUpdate: false, insisted: true })); // and its owner cannot offer again
    await call.pass(99_000);
    expect(call.ends).toEqual([]);
    await call.pass(2000);
    expect(call.ends.sort()).toEqual(["a timeout", "b bye"]);
    await expectNothingLeft(call);
  });

  test("[CA-01] no timer is agreed on whose refreshes the house could only offer, where it has no media to offer", () => {
    const direct = { ...usualRules, offersAgain: false };
    const invite = (more: string) =>
      requestOf(`Supported: timer\r\nSession-Expires: 300;refresher=uas\r\n${more}`);
    expect(termsFor(invite(""), direct)).toBeUndefined();
    expect(termsFor(invite("Allow: INVITE, UPDATE\r\n"), direct)).toMatchObject({ refresher: "us" });
    expect(termsFor(invite(""), usualRules)).toMatchObject({ refresher: "us" });
    expect(termsFor(invite("Require: timer\r\n"), direct)).toMatchObject({ insisted: true });
    const answer = responseTo(invite(""), 200, {
      headers: { "Session-Expires": "300;refresher=uac", Require: "timer" },
    });
    expect([termsOf(answer, direct), termsOf(answer, usualRules)?.refresher]).toEqual([undefined, "us"]);
  });

  test("[CA-01] a refresh that is too short (422) is repeated at once with what the peer wants", async () => {
    const call = await connected();
    const wanted = ({ method, headers }: SipRequest) =>
      method !== "UPDATE" || headers.get("session-expires")?.startsWith("400") === true;
    answering(call, 422, { "Min-SE": "400" }, wanted);
    call.caller.keepSession(ourTerms({ insisted: true }));
    await call.pass(51_000);
    await call.pass(20);
    expect(call.sent.filter((line) => line.startsWith("UPDATE"))).toHaveLength(2);
    for (let second = 0; second < 800; second += 20) await call.pass(20_000);
    expect(call.ends).toEqual([]);
    await call.caller.bye();
    await expectNothingLeft(call);
  });

  test("[CA-01] an offer that asks for too brief a session (422) is said again as the peer wants it, once", async () => {
    for (const [least, expected] of [
      ["400", "taken"],
      ["rubbish", 422],
    ] as const) {
      const call = await connected();
      const wanted = ({ method, headers }: SipRequest) =>
        method !== "INVITE" || headers.get("session-expires")?.startsWith("400") === true;
      answering(call, 422, { "Min-SE": least }, wanted);
      call.caller.keepSession(ourTerms({ takesUpdate: false }));
      const offered = call.caller.offer("what stands").then(
        () => "taken",
        (error: { status: number }) => error.status,
      );
      await call.pass(20);
      await call.pass(20);
      expect(await offered).toBe(expected);
      expect(call.ends).toEqual([]);
      await call.caller.bye();
      await expectNothingLeft(call);
    }
  });

  test("[CA-01] a peer that takes no UPDATE is refreshed by its owner, with an offer of what stands", async () => {
    const call = await connected();
    let refreshed = 0;
    call.caller.handlers.refresh = async () => {
      refreshed++;
      await call.caller.offer("what stands");
    };
    call.caller.keepSession(ourTerms({ takesUpdate: false }));
    await call.pass(51_000);
    await call.pass(20);
    expect(refreshed).toBe(1);
    for (let second = 0; second < 200; second += 20) await call.pass(20_000);
    expect([call.ends, refreshed > 2]).toEqual([[], true]);
    await call.caller.bye();
    await expectNothingLeft(call);
  });

  test("[SE-10] rubbish is no session, and no number ends a call at once", () => {
    const rules = usualRules;
    const request = (value: string) => requestOf(`Supported: timer\r\nSession-Expires: ${value}\r\n`);
    expect(termsFor(request("999999999"), rules)).toMatchObject({ seconds: 86_400, refresher: "peer" });
    for (const value of ["", "-1", "1e9", "0x10", ";refresher=uas", "99999999999", "90 90"])
      expect(termsFor(request(value), rules)).toMatchObject({ seconds: 1800, refresher: "peer" });
    expect(termsFor(request("200;foo=bar;refresher=UAS"), rules)).toMatchObject({
      seconds: 200,
      refresher: "us",
    });
    expect(isTooBrief(request("89"), rules)).toBe(true);
    expect(isTooBrief(request("90;refresher=nobody"), rules)).toBe(false);
  });
});
