/** Provisional responses that are acknowledged (RFC 3262), on a virtual clock. */
import { describe, expect, test } from "bun:test";
import { VirtualClock } from "../platform/index.ts";
import { Headers } from "./header-list.ts";
import type { SipRequest, SipResponse } from "./message.ts";
import { ReliableProgress } from "./reliable-progress.ts";

const ringing = (): SipResponse => ({
  kind: "response",
  status: 180,
  reason: "Ringing",
  headers: new Headers([]),
  body: "",
});
const prack = (rack: string): SipRequest => ({
  kind: "request",
  method: "PRACK",
  uri: "sip:hearth@192.0.2.1",
  headers: new Headers([["rack", rack]]),
  body: "",
});

function progress() {
  const clock = new VirtualClock();
  const sent: string[] = [];
  let expired = 0;
  const reliable = new ReliableProgress({
    clock,
    invite: 7,
    respond: ({ headers }) => sent.push(headers.get("rseq") ?? ""),
    expire: () => expired++,
  });
  return { clock, sent, reliable, expired: () => expired };
}

describe("[CA-01] reliable provisional responses", () => {
  test("are said again at doubling intervals until the PRACK that names them comes, and no more then", () => {
    const { clock, sent, reliable } = progress();
    reliable.send(ringing());
    clock.advance(3600);
    expect(sent).toHaveLength(4); // at 0, 500, 1500 and 3500 ms
    const [first = ""] = sent;
    for (const rubbish of [
      "",
      `${first}`,
      `${first} 8 INVITE`,
      `${Number(first) + 1} 7 INVITE`,
      `${first} 7 BYE`,
    ])
      expect(reliable.acknowledge(prack(rubbish))).toBe(false);
    expect(reliable.acknowledge(prack(`${first} 7 INVITE`))).toBe(true);
    expect(reliable.acknowledge(prack(`${first} 7 INVITE`))).toBe(false);
    clock.advance(60_000);
    expect(sent).toHaveLength(4);
    expect(clock.pending).toBe(0);
  });

  test("one is under way at a time, and the next has the next number", () => {
    const { clock, sent, reliable } = progress();
    reliable.send(ringing());
    reliable.send(ringing());
    expect(sent).toHaveLength(1);
    reliable.acknowledge(prack(`${sent[0]} 7 INVITE`));
    expect(sent).toHaveLength(2);
    expect(Number(sent[1])).toBe(Number(sent[0]) + 1);
    reliable.close();
    expect(clock.pending).toBe(0);
  });

  test("that nobody acknowledges end the call after 32 seconds", () => {
    const { clock, reliable, expired } = progress();
    reliable.send(ringing());
    clock.advance(31_000);
    expect(expired()).toBe(0);
    clock.advance(2000);
    expect(expired()).toBe(1);
    expect(clock.pending).toBe(0);
  });
});
