/** Dialogs between two ends on a virtual clock: offers, glare, lost ACKs, transfers. */
import { describe, expect, test } from "bun:test";
import { atCallee, connected, expectNothingLeft, pair } from "../../scripts/peers/dialog-pair.ts";
import { OfferRefused } from "./dialog-offers.ts";
import { requestWithin } from "./dialog-state.ts";
import { responseTo } from "./message.ts";

describe("a dialog", () => {
  test("is hung up from one end, and the other is told once", async () => {
    const call = await connected();
    await call.caller.bye();
    await call.pass(20);
    expect(call.ends).toEqual(["b bye"]);
    await expectNothingLeft(call);
  });

  test("survives the loss of two ACKs: the 200 comes again and is acknowledged again", async () => {
    const call = await connected("UDP", (line, count) => line.startsWith("ACK") && count < 3);
    await call.pass(10_000);
    expect(call.sent.filter((line) => line.startsWith("SIP/2.0 200"))).toHaveLength(3);
    expect(call.ends).toEqual([]);
    await call.callee.bye();
    await call.pass(20);
    expect(call.ends).toEqual(["a bye"]);
    await expectNothingLeft(call);
  });

  test("whose 200 is never acknowledged is ended with BYE (RFC 3261 §13.3.1.4)", async () => {
    const call = await connected("UDP", (line) => line.startsWith("ACK"));
    await call.pass(40_000);
    expect(call.ends).toEqual(["b timeout", "a bye"]);
    await expectNothingLeft(call);
  });

  test("takes offers from either end, one after the other", async () => {
    const call = await connected();
    const first = call.caller.offer("hold");
    await call.pass(20);
    expect(await first).toBe("answer of b");
    const second = call.callee.offer("resume");
    await call.pass(20);
    expect(await second).toBe("answer of a");
    await call.caller.bye();
    await expectNothingLeft(call);
  });

  test("refuses both offers with 491 when they cross (glare, RFC 3261 §14.1)", async () => {
    const call = await connected();
    const offers = Promise.allSettled([call.caller.offer("x"), call.callee.offer("y")]);
    await call.pass(50);
    for (const offer of await offers)
      expect(offer.status === "rejected" && (offer.reason as OfferRefused).status).toBe(491);
    const again = call.caller.offer("x");
    await call.pass(20);
    expect(await again).toBe("answer of b");
    await call.caller.bye();
    await expectNothingLeft(call);
  });

  test("[CA-01] asks for whole pictures by one INFO at a time, however often its owner does", async () => {
    const call = await connected();
    const informed = () => call.sent.filter((line) => line.startsWith("INFO")).length;
    const asked = Array.from({ length: 1000 }, () => call.caller.requestKeyFrame());
    await call.pass(20);
    await Promise.all(asked);
    expect(informed()).toBe(1);
    void call.caller.requestKeyFrame();
    await call.pass(20);
    expect(informed()).toBe(2);
    await call.caller.bye();
    await expectNothingLeft(call);
  });

  test("[CA-14] tells how a transfer goes on, but not who asked to be told nothing (RFC 4488)", async () => {
    const call = await connected();
    call.callee.handlers.onRefer = (_referral, notify) => {
      notify(200);
      return 202;
    };
    const refer = (more: Record<string, string>) => {
      const request = requestWithin(call.caller.state, "REFER", ++call.caller.state.localSequence);
      request.headers.add("refer-to", "<sip:c@x>");
      for (const [name, value] of Object.entries(more)) request.headers.add(name, value);
      call.a.transactions.request(request, call.a.flow, { onResponse() {}, onTimeout() {} });
      return call.pass(100);
    };
    const told = () => call.sent.filter((line) => line.startsWith("NOTIFY")).length;
    await refer({ require: "norefersub", "refer-sub": "false" });
    expect(told()).toBe(0);
    expect(call.texts.findLast((text) => text.startsWith("SIP/2.0 202"))).toMatch(/^Refer-Sub: false\r$/m);
    await refer({});
    expect(told()).toBeGreaterThan(1);
    expect(call.texts.findLast((text) => text.startsWith("SIP/2.0 202"))).not.toContain("Refer-Sub");
    await call.caller.bye();
    await expectNothingLeft(call);
  });

  test.each([405, 415, 501])(
    "[CA-01] asks no peer again that has refused an INFO with %i",
    async (status) => {
      const call = await connected();
      call.callee.receive = async (transaction) =>
        transaction.respond(responseTo(transaction.request, status));
      for (let times = 0; times < 3; times++) {
        void call.caller.requestKeyFrame();
        await call.pass(20);
      }
      expect(call.sent.filter((line) => line.startsWith("INFO"))).toHaveLength(1);
      expect(call.ends).toEqual([]);
    },
  );

  test("[CA-12] takes an offer back that it can do without, and stands when the peer is silent to it", async () => {
    let silent = false;
    const call = await connected("UDP", (line) => silent && line.startsWith("INVITE"));
    silent = true;
    const patience = new AbortController();
    const offer = call.caller.offer("pictures", patience.signal).catch((error: OfferRefused) => error);
    await call.pass(4000);
    patience.abort();
    await call.pass(40_000);
    expect(await offer).toEqual(new OfferRefused(408));
    expect(call.ends).toEqual([]);
    await call.caller.bye();
    await expectNothingLeft(call);
  });

  test("[CA-12] cancels such an offer to a peer that thinks about it, and takes an answer that comes all the same", async () => {
    const call = await connected();
    const decision = Promise.withResolvers<string>();
    call.callee.handlers.onOffer = () => decision.promise;
    const patience = new AbortController();
    const offer = call.caller.offer("pictures", patience.signal);
    await call.pass(4000);
    expect(call.sent.filter((line) => line.startsWith("SIP/2.0 100"))).not.toEqual([]);
    patience.abort();
    await call.pass(20);
    expect(call.sent.filter((line) => line.startsWith("CANCEL"))).toHaveLength(1);
    decision.resolve("late");
    await call.pass(100);
    expect(await offer).toBe("late");
    await call.pass(60_000);
    expect(call.ends).toEqual([]); // it was acknowledged
    await call.caller.bye();
    await expectNothingLeft(call);
  });

  test("answers 488 to what its owner refuses, and stands", async () => {
    const call = await connected();
    call.callee.handlers.onOffer = () => Promise.reject(new Error("no"));
    const offer = call.caller.offer("x").catch((error: OfferRefused) => error);
    await call.pass(20);
    expect(await offer).toEqual(new OfferRefused(488));
    expect(call.ends).toEqual([]);
    await call.caller.bye();
    await expectNothingLeft(call);
  });

  test("is ended when its offer is answered 481: the peer has forgotten it", async () => {
    const call = await connected();
    call.b.dialogs.clear();
    const offer = call.caller.offer("x").catch((error: OfferRefused) => error);
    await call.pass(20);
    expect(await offer).toEqual(new OfferRefused(481));
    expect(call.ends).toEqual(["a lost"]);
  });

  test("a CANCEL that crosses the 200 ends the call with ACK and BYE", async () => {
    const call = pair();
    atCallee(call).progress(180);
    await call.pass(20);
    const callee = atCallee(call).accept("answer");
    const ends: string[] = [];
    if (callee) callee.handlers = { onOffer: async () => "", onEnd: (reason) => ends.push(reason) };
    call.invite.cancel();
    await call.pass(40);
    expect([call.outcome.refused, ends]).toEqual([487, ["bye"]]);
    await expectNothingLeft(call);
  });
});
