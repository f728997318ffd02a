/** Dialogs whose peer vanishes, moves, or comes back, on a virtual clock. */
import { describe, expect, test } from "bun:test";
import { atCallee, connected, expectNothingLeft, pair, Wire } from "../../scripts/peers/dialog-pair.ts";
import { requestWithin } from "./dialog-state.ts";
import { browserReconnectMilliseconds } from "./dialog-watch.ts";
import { parseMessage } from "./parser.ts";

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
