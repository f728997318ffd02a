import { expect, test } from "bun:test";
import fc from "fast-check";
import { busyAnswer } from "./busy.ts";

const request = (method: string, more: string[] = []) =>
  [
    `${method} sip:maria@hearth.example SIP/2.0`,
    "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1",
    "v: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK2",
    "f: <sip:eve@example.org>;tag=1",
    "To: <sip:maria@hearth.example>",
    "i: one",
    "CSeq: 7 INVITE",
    ...more,
    "",
    "v=0",
  ].join("\r\n");

test("[SE-06] a request that comes too fast is answered by its own headers, in their order, and when to come back", () => {
  expect(busyAnswer(request("INVITE", ["Contact: <sip:eve@192.0.2.1>"]))?.split("\r\n")).toEqual([
    "SIP/2.0 503 Service Unavailable",
    "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1",
    "v: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK2",
    "f: <sip:eve@example.org>;tag=1",
    "To: <sip:maria@hearth.example>;tag=busy",
    "i: one",
    "CSeq: 7 INVITE",
    "Retry-After: 5",
    "Content-Length: 0",
    "",
    "",
  ]);
});

test("[SE-06] responses, ACK and rubbish are answered by nothing", () => {
  expect(busyAnswer(request("ACK"))).toBeUndefined();
  expect(busyAnswer("SIP/2.0 200 OK\r\n\r\n")).toBeUndefined();
  expect(busyAnswer("OPTIONS sip:x SIP/2.0\r\n\r\n")).toBeUndefined();
  fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => busyAnswer(text) === undefined));
});
