/** Dialogs between two ends on a virtual clock: offers, glare, lost ACKs, and peers that vanish. */
import { describe, expect, test } from "bun:test";
import { VirtualClock } from "../platform/index.ts";
import { type Dialog, OfferRefused } from "./dialog.ts";
import { dialogKeyOf, requestWithin } from "./dialog-state.ts";
import { browserReconnectMilliseconds, DialogWatch } from "./dialog-watch.ts";
import type { Flow, TransportName } from "./flow.ts";
import { IncomingInvite, type InviteContext } from "./incoming-invite.ts";
import { responseTo, type SipRequest } from "./message.ts";
import { OutgoingInvite } from "./outgoing-invite.ts";
import { parseMessage } from "./parser.ts";
import { isTooBrief, type SessionRules, type SessionTerms, termsFor, termsOf } from "./session-timer.ts";
import { Transactions } from "./transactions.ts";

const usualRules: SessionRules = { usual: 1800, least: 90, offersAgain: true };

type Loses = (line: string, count: number) => boolean;

/** A connection or a UDP address; `broken` loses everything and tells. */
class Wire implements Flow {
  readonly transport: TransportName;
  readonly address = "192.0.2.1";
  readonly port: number;
  open = true;
  left = false;
  deliver: (text: string) => void = () => {};
  readonly #listeners = new Set<() => void>();

  constructor(transport: TransportName, port = 5060) {
    this.transport = transport;
    this.port = port;
  }

  get reliable(): boolean {
    return this.transport !== "UDP";
  }

  send(text: string): boolean {
    if (this.open) this.deliver(text);
    return this.open;
  }

  onClose(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  break(): void {
    this.open = false;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** One user agent: what the stack is made of, without sockets. */
function end(
  clock: VirtualClock,
  flow: Wire,
  session: SessionRules,
  onInvite: (invite: IncomingInvite) => void,
) {
  const dialogs = new Map<string, Dialog>();
  const watch = new DialogWatch({ clock, intervalSeconds: 90 });
  const transactions = new Transactions({
    clock,
    sentBy: () => "192.0.2.1:5060",
    handlers: {
      onAck: (request) => dialogs.get(dialogKeyOf(request))?.acknowledged(request),
      onRequest: (transaction) => {
        const { request } = transaction;
        if (isTooBrief(request, session))
          return transaction.respond(
            responseTo(request, 422, { tag: "t", headers: { "Min-SE": String(session.least) } }),
          );
        if (!/;tag=/.test(request.headers.get("to") ?? ""))
          return onInvite(
            new IncomingInvite(transaction, { personId: "p", deviceId: undefined, plain: false }, context),
          );
        const dialog = dialogs.get(dialogKeyOf(request));
        if (dialog) void dialog.receive(transaction);
        else transaction.respond(responseTo(request, 481));
      },
    },
  });
  const replacement: { flow: Wire | undefined } = { flow: undefined };
  const context: InviteContext = {
    clock,
    session,
    transactions,
    allow: "INVITE, UPDATE",
    contact: () => "<sip:a@192.0.2.1>",
    async flowFor(state) {
      if (!state.flow.open && replacement.flow) state.flow = replacement.flow;
      if (!state.flow.open) throw new Error("gone");
      return state.flow;
    },
    awaitPrack() {},
    adopt(dialog) {
      dialogs.set(dialog.key, dialog);
      watch.add(dialog);
    },
    moved: (dialog) => watch.follow(dialog),
    forget(dialog) {
      dialogs.delete(dialog.key);
      watch.remove(dialog);
    },
  };
  return { flow, dialogs, transactions, context, replacement };
}

/** A caller and a callee; messages take a millisecond, and `loses` says which never arrive. */
function pair(
  transport: TransportName = "UDP",
  loses: Loses = () => false,
  caller: SessionRules = usualRules,
  callee: SessionRules = usualRules,
) {
  const clock = new VirtualClock(1);
  const sent: string[] = [];
  const incoming: IncomingInvite[] = [];
  const texts: string[] = [];
  const a = end(clock, new Wire(transport), caller, () => {});
  const b = end(clock, new Wire(transport), callee, (invite) => incoming.push(invite));
  const join = (from: Wire, to: ReturnType<typeof end>, back: Wire) => {
    from.deliver = (text) => {
      const line = text.split("\r\n", 1)[0] ?? "";
      sent.push(line);
      texts.push(text);
      if (loses(line, sent.filter((other) => other === line).length)) return;
      clock.after(1, () => {
        const parsed = parseMessage(text);
        if (parsed.ok && back.open) to.transactions.receive(parsed.message, back);
      });
    };
  };
  join(a.flow, b, b.flow);
  join(b.flow, a, a.flow);
  const outcome: { dialog?: Dialog; refused?: number } = {};
  const invite = new OutgoingInvite(
    {
      flow: a.flow,
      target: "sip:b@192.0.2.1",
      from: "<sip:a@x>",
      to: "<sip:b@x>",
      offer: "offer",
      credentials: { username: "a", password: "secret" },
    },
    {
      onProgress() {},
      onAnswered: (dialog) => {
        outcome.dialog = dialog;
      },
      onRefused: (status) => {
        outcome.refused = status;
      },
    },
    a.context,
  );
  clock.advance(5);
  /** Lets what is under way arrive, on the clock and in promises. */
  const pass = async (milliseconds: number) => {
    for (let step = 0; step < 20; step++) {
      clock.advance(milliseconds / 20);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  return { clock, sent, texts, a, b, join, invite, incoming, outcome, pass };
}

/** An UPDATE with these headers. */
function requestOf(headers: string): SipRequest {
  const parsed = parseMessage(
    `UPDATE sip:a@x SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:b@x>;tag=2\r\n` +
      `Call-ID: 1\r\nCSeq: 1 UPDATE\r\n${headers}Content-Length: 0\r\n\r\n`,
  );
  if (!parsed.ok || parsed.message.kind !== "request") throw new Error("this is no request");
  return parsed.message;
}

/** The one call that came. */
function atCallee({ incoming: [first] }: ReturnType<typeof pair>): IncomingInvite {
  if (!first) throw new Error("no INVITE came");
  return first;
}

/** A call that stands. */
async function connected(transport: TransportName = "UDP", loses?: Loses) {
  const call = pair(transport, loses);
  const callee = atCallee(call).accept("answer");
  await call.pass(20);
  const caller = call.outcome.dialog;
  if (!caller || !callee) throw new Error("not connected");
  const ends: string[] = [];
  caller.handlers = { onOffer: async () => "answer of a", onEnd: (reason) => ends.push(`a ${reason}`) };
  callee.handlers = { onOffer: async () => "answer of b", onEnd: (reason) => ends.push(`b ${reason}`) };
  return { ...call, caller, callee, ends };
}

/** Nothing is left: no dialog, no transaction, no timer. */
async function expectNothingLeft({ a, b, clock, pass }: ReturnType<typeof pair>) {
  await pass(100_000);
  expect([a.dialogs.size, b.dialogs.size, a.transactions.size, b.transactions.size]).toEqual([0, 0, 0, 0]);
  expect(clock.pending).toBe(0);
}

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

describe("a peer that vanishes", () => {
  test("while it calls takes its call back at once", async () => {
    const call = pair("WSS");
    atCallee(call).progress(180);
    let cancelled = 0;
    atCallee(call).onCancel = () => cancelled++;
    call.b.flow.break();
    expect([cancelled, atCallee(call).accept("too late")]).toEqual([1, undefined]);
    call.a.flow.break();
    expect(call.outcome.refused).toBe(408); // and who called it hears so at once
    await expectNothingLeft(call);
  });

  test("without power is missed at the next check, and the call ends", async () => {
    let dead = false;
    const call = await connected("UDP", () => dead);
    dead = true;
    await call.pass(89_000);
    expect(call.ends).toEqual([]);
    await call.pass(40_000);
    expect(call.ends.sort()).toEqual(["a timeout", "b timeout"]);
    await expectNothingLeft(call);
  });

  test("and answers again that it knows nothing of the call, ends it too", async () => {
    const call = await connected();
    call.callee.keepSession(undefined);
    call.b.context.forget(call.callee); // it was restarted
    await call.pass(91_000);
    await call.pass(20);
    expect(call.ends).toEqual(["a lost"]);
    await expectNothingLeft(call);
  });

  test("that is there is asked again and again, and the call stands", async () => {
    const call = await connected();
    for (let minute = 0; minute < 10; minute++) await call.pass(60_000);
    expect(call.ends).toEqual([]);
    expect(call.sent.filter((line) => line.startsWith("OPTIONS")).length).toBeGreaterThanOrEqual(10);
    await call.caller.bye();
    await expectNothingLeft(call);
  });

  test("[CA-29] a browser whose connection breaks has half a minute to come back, and then the call ends", async () => {
    const call = await connected("WSS");
    call.b.flow.break();
    await call.pass(browserReconnectMilliseconds - 1000);
    expect(call.ends).toEqual([]);
    await call.pass(2000);
    expect(call.ends).toEqual(["b lost"]);
  });

  test("[CA-29] a browser that says that it leaves ends the call at once", async () => {
    const call = await connected("WSS");
    call.b.flow.left = true;
    call.b.flow.break();
    await call.pass(20);
    expect(call.ends).toEqual(["b lost"]);
  });

  /** The callee's browser is in another network, and its old connection seems to stand. */
  const movedBrowser = async () => {
    const call = await connected("WSS");
    const moved = new Wire("WSS");
    call.join(moved, call.a, call.a.flow);
    call.a.flow.deliver = (text) => {
      const parsed = parseMessage(text);
      if (parsed.ok) call.b.transactions.receive(parsed.message, moved);
    };
    const offering = call.caller.offer("another path");
    await call.pass(20);
    expect(await offering).toBe("answer of b");
    return { ...call, moved };
  };

  test("[CA-29] a browser in another network is followed there before its old connection is known to be dead", async () => {
    const call = await movedBrowser();
    expect(call.callee.state.flow).toBe(call.moved);
    call.b.flow.break();
    await call.pass(2 * browserReconnectMilliseconds);
    expect(call.ends).toEqual([]);
  });

  test("[CA-29] a browser that was followed and leaves then ends the call at once", async () => {
    const call = await movedBrowser();
    call.moved.left = true;
    call.moved.break();
    await call.pass(20);
    expect(call.ends).toEqual(["b lost"]);
  });

  test("[CA-29] a browser that was found at another connection is watched there from the next check on", async () => {
    const call = await connected("WSS");
    const moved = new Wire("WSS");
    call.callee.state.flow = moved;
    call.b.flow.break();
    await call.pass(browserReconnectMilliseconds + 1000);
    moved.left = true;
    moved.break();
    await call.pass(20);
    expect(call.ends).toEqual(["b lost"]);
  });

  test("[CA-06] whose router gives it another port is reached there from its next request on", async () => {
    const call = await connected("UDP");
    const moved = new Wire("UDP", 1025);
    call.join(moved, call.b, call.b.flow);
    call.a.flow.deliver = (text) => {
      const parsed = parseMessage(text);
      if (parsed.ok) call.b.transactions.receive(parsed.message, moved);
    };
    await call.caller.check();
    await call.pass(20);
    expect(call.callee.state.flow.port).toBe(1025);
  });

  test("[CA-25] that began encrypted is not described in the clear, nor followed there; its BYE counts", async () => {
    const call = await connected("TLS");
    const clear = new Wire("UDP");
    const answers: string[] = [];
    clear.deliver = (text) => answers.push(text.split("\r\n", 1)[0] ?? "");
    const inTheClear = (method: string) => {
      const request = requestWithin(call.caller.state, method, ++call.caller.state.localSequence);
      request.headers.add("via", `SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK-${method}`);
      call.b.transactions.receive(request, clear);
      return call.pass(20);
    };
    call.b.flow.open = false;
    await inTheClear("INVITE");
    await inTheClear("BYE");
    expect(answers).toEqual(["SIP/2.0 403 Forbidden", "SIP/2.0 200 OK"]);
    expect(call.callee.state.flow.transport).toBe("TLS");
    expect(call.ends).toEqual(["b bye"]);
  });

  test("and comes back over another connection keeps the call", async () => {
    const call = await connected("WSS");
    call.b.flow.break();
    call.b.replacement.flow = new Wire("WSS");
    call.join(call.b.replacement.flow, call.a, call.a.flow);
    await call.pass(2 * browserReconnectMilliseconds);
    expect(call.ends).toEqual([]);
    await call.callee.bye();
    await call.pass(20);
    expect(call.ends).toEqual(["a bye"]);
    await expectNothingLeft(call);
  });
});

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
