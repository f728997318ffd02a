/** Transactions on a virtual clock, over a line that loses what it is told to lose (RFC 3261 §17, RFC 6026). */
import { describe, expect, test } from "bun:test";
import { answer, transactionWire } from "../../scripts/peers/transaction-wire.ts";
import type { Flow } from "./flow.ts";
import { Headers } from "./header-list.ts";
import type { SipRequest } from "./message.ts";

describe("transactions", () => {
  test("an INVITE into the void is sent seven times in 32 seconds, then given up (timers A and B)", () => {
    const { clock, ask, count } = transactionWire(() => true);
    const { outcome } = ask("INVITE");
    clock.advance(32_000);
    expect(count("INVITE")).toBe(7);
    expect(outcome.timedOut).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test("another request into the void is sent eleven times (timers E and F)", () => {
    const { clock, ask, count } = transactionWire(() => true);
    const { outcome } = ask("OPTIONS");
    clock.advance(32_000);
    expect(count("OPTIONS")).toBe(11);
    expect(outcome.timedOut).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test("100 is said after 150 ms when nothing else was, and not where it rang before (RFC 3261 §17.2.1)", () => {
    const slow = transactionWire();
    const { outcome } = slow.ask("INVITE");
    slow.clock.advance(2);
    slow.requests[0]?.keepTrying();
    slow.clock.advance(149);
    expect(slow.count("SIP/2.0 100")).toBe(0);
    slow.clock.advance(400);
    expect(outcome.responses).toEqual([100]);
    expect(slow.count("INVITE")).toBe(1); // nothing is said twice because of it

    const quick = transactionWire();
    quick.ask("INVITE");
    quick.clock.advance(2);
    quick.requests[0]?.keepTrying();
    answer(quick.requests[0], 180);
    quick.clock.advance(1000);
    expect(quick.count("SIP/2.0 100")).toBe(0);
    expect(quick.count("SIP/2.0 180")).toBe(1);
  });

  test("a lost final response is sent again when the request comes again, to the one handler once", () => {
    const { clock, ask, requests, count } = transactionWire(
      (line, nth) => line.startsWith("SIP/2.0 200") && nth < 3,
    );
    const { outcome } = ask("OPTIONS");
    clock.advance(2);
    answer(requests[0], 200);
    clock.advance(60_000);
    expect(outcome.responses).toEqual([200]);
    expect(requests).toHaveLength(1);
    expect(count("SIP/2.0 200")).toBe(3);
    expect(clock.pending).toBe(0);
  });

  test("a refusal is repeated until its ACK comes, and each repetition is acknowledged (timers G, H, I)", () => {
    const { clock, ask, requests, count } = transactionWire((line, nth) => line.startsWith("ACK") && nth < 3);
    const { outcome } = ask("INVITE");
    clock.advance(2);
    answer(requests[0], 486);
    clock.advance(100_000);
    expect(outcome.responses).toEqual([486]);
    expect(count("ACK")).toBe(3);
    expect(count("SIP/2.0 486")).toBe(3);
    expect(clock.pending).toBe(0);
  });

  test("a 2xx is repeated until the dialog has its ACK; each copy reaches the caller (RFC 6026)", () => {
    const { clock, ask, requests, count } = transactionWire();
    const { outcome } = ask("INVITE");
    clock.advance(2);
    answer(requests[0], 200);
    clock.advance(1600);
    expect(outcome.responses).toEqual([200, 200, 200]);
    requests[0]?.acknowledged();
    const before = count("SIP/2.0 200");
    clock.advance(100_000);
    expect(count("SIP/2.0 200")).toBe(before);
    expect(clock.pending).toBe(0);
  });

  test.each([200, 486])(
    "an INVITE that comes again after the ACK of its %i is absorbed, and its CANCEL too late is 200 (RFC 6026 §7.1)",
    (status) => {
      const { clock, server, requests, count } = transactionWire();
      const headers = (method: string) =>
        new Headers([
          ["via", "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-again"],
          ["from", "<sip:a@x>;tag=1"],
          ["to", "<sip:b@x>"],
          ["call-id", "again"],
          ["cseq", `1 ${method}`],
        ]);
      const said: string[] = [];
      const flow: Flow = {
        transport: "UDP",
        address: "192.0.2.9",
        port: 5060,
        reliable: false,
        open: true,
        onClose: () => () => {},
        send: (text) => said.push(text.slice(0, 11)) > 0,
      };
      const receive = (method: string) =>
        server.receive({ kind: "request", method, uri: "sip:b@x", headers: headers(method), body: "" }, flow);
      receive("INVITE");
      answer(requests[0], status);
      requests[0]?.acknowledged();
      receive("INVITE");
      expect([requests.length, said]).toEqual([1, [`SIP/2.0 ${status}`]]);
      receive("CANCEL");
      expect(said).toEqual([`SIP/2.0 ${status}`, "SIP/2.0 200"]);
      clock.advance(33_000);
      expect([server.size, count("SIP/2.0 481")]).toEqual([0, 0]);
      receive("CANCEL");
      expect(said.at(-1)).toBe("SIP/2.0 481");
    },
  );

  test("[CA-03] what cannot leave the house is given up at once with 503 (RFC 3261 §8.1.3.1)", () => {
    const { clock, client } = transactionWire();
    const refusals: number[] = [];
    const flow = (send: Flow["send"]): Flow => ({
      ...{ transport: "UDP", address: "192.0.2.7", port: 5060, reliable: false, open: true },
      onClose: () => () => {},
      send,
    });
    const headers = new Headers([["cseq", "1 INVITE"]]);
    const request: SipRequest = { kind: "request", method: "INVITE", uri: "sip:b@x", headers, body: "" };
    const handlers = { onResponse() {}, onTimeout: (status: number) => void refusals.push(status) };
    client.request(
      request,
      flow(() => false),
      handlers,
    );
    const later = flow((_text, onRefused) => Boolean(clock.after(1, () => onRefused?.())));
    client.request(request, later, handlers);
    clock.advance(5);
    expect(refusals).toEqual([503, 503]);
    expect([clock.pending, client.size]).toEqual([0, 0]);
  });

  test("a 2xx that is never acknowledged is told to its owner after 32 seconds", () => {
    const { clock, ask, requests } = transactionWire();
    ask("INVITE");
    clock.advance(2);
    let lost = false;
    const [transaction] = requests;
    if (transaction) transaction.onTimeout = () => (lost = true);
    answer(transaction, 200);
    clock.advance(33_000);
    expect(lost).toBe(true);
  });

  test("CANCEL waits for a provisional response, and then ends the INVITE with 487", () => {
    const { clock, client, ask, requests, count } = transactionWire();
    const { outcome, transaction } = ask("INVITE");
    client.cancel(transaction);
    clock.advance(2);
    expect(count("CANCEL")).toBe(0);
    const [invite] = requests;
    if (invite) invite.onCancel = () => answer(invite, 487);
    answer(invite, 180);
    clock.advance(10);
    expect(count("CANCEL")).toBe(1);
    expect(outcome.responses).toEqual([180, 487]);
    clock.advance(200_000);
    expect(clock.pending).toBe(0);
    expect(client.size).toBe(0);
  });

  test("under thirty per cent loss every request is answered exactly once", () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const { clock, ask, requests, server, client } = transactionWire(() => random() < 0.3);
    const asked = Array.from({ length: 200 }, (_, index) => ask(index % 2 ? "INVITE" : "OPTIONS"));
    for (let step = 0; step < 40_000; step += 10) {
      clock.advance(10);
      for (const transaction of requests) if (!transaction.answered) answer(transaction, 404);
    }
    clock.advance(200_000);
    const answered = asked.filter(({ outcome }) => outcome.responses.length === 1).length;
    expect(asked.every(({ outcome }) => outcome.responses.length + (outcome.timedOut ? 1 : 0) === 1)).toBe(
      true,
    );
    expect(answered).toBeGreaterThan(195);
    expect([clock.pending, server.size, client.size]).toEqual([0, 0, 0]);
  });
});
