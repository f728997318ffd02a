/** The parser: what it reads, what it refuses and with which status, and that no input holds it up. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { hostileMessages } from "../../scripts/peers/hostile-sip.ts";
import { Headers, splitList } from "./header-list.ts";
import type { HeaderName } from "./header-names.ts";
import { parseCSeq, parseNameAddress, parseUri, parseVia } from "./headers.ts";
import { writeMessage } from "./message.ts";
import { parseMessage } from "./parser.ts";

const lines = (...text: string[]) => `${text.join("\r\n")}\r\n\r\n`;
const request = (...more: string[]) =>
  lines(
    "INVITE sip:1001@example.org SIP/2.0",
    "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776",
    "From: <sip:1002@example.org>;tag=a",
    "To: <sip:1001@example.org>",
    "Call-ID: abc@192.0.2.1",
    "CSeq: 1 INVITE",
    ...more,
  );
const statusOf = (text: string) => {
  const parsed = parseMessage(text);
  return parsed.ok ? 200 : parsed.status;
};

describe("a request", () => {
  test("is read with compact names, folded lines, odd spacing and lists (RFC 4475 §3.1.1.1 in spirit)", () => {
    const parsed = parseMessage(
      lines(
        "INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0",
        "TO :\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n",
        'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8',
        "MaX-fOrWaRdS: 0068",
        "i: wsinv.ndaksdj@192.0.2.1",
        "CSeq: 0009\r\n  INVITE",
        "Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw, SIP/2.0/TCP 192.0.2.3;branch=z9hG4bK9",
        "s :",
        "NewFangledHeader:   newfangled value\r\n continued newfangled value",
        'm:"Quoted string \\"\\"" <sip:jdrosen@example.com>, tel:+15551234',
        "l: 0",
      ),
    );
    if (!parsed.ok || parsed.message.kind !== "request") throw new Error(JSON.stringify(parsed));
    const { headers } = parsed.message;
    expect(headers.all("via")).toHaveLength(2);
    expect(headers.all("contact")).toHaveLength(2);
    expect(parseNameAddress(headers.get("from") ?? "")?.params.get("tag")).toBe("98asjd8");
    expect(parseCSeq(headers.get("cseq") ?? "")).toEqual({ number: 9, method: "INVITE" });
    expect(headers.get("newfangledheader")).toBe("newfangled value continued newfangled value");
  });

  test("keeps the body to its Content-Length, octet by octet", () => {
    const parsed = parseMessage(`${request("Content-Length: 3")}\xe9\xe9\xe9JUNK`);
    expect(parsed.ok && parsed.message.body).toBe("\xe9\xe9\xe9");
  });

  test.each([
    ["another version", request().replace("SIP/2.0\r\nVia", "SIP/7.0\r\nVia"), 505],
    ["a body shorter than stated", request("Content-Length: 9999"), 400],
    ["a negative length", request("Content-Length: -999"), 400],
    ["two Call-IDs", request("Call-ID: another"), 400],
    ["a CSeq of another method", request().replace("1 INVITE", "1 BYE"), 400],
    ["a CSeq that is too large", request().replace("1 INVITE", "4294967296 INVITE"), 400],
    ["no Via", request().replace(/Via: .*\r\n/, ""), 400],
    ["no From", request().replace(/From: .*\r\n/, ""), 400],
    ["a quote that does not close", request().replace("From: <", 'From: "Mr. J. User <'), 400],
    [
      "angle brackets around the Request-URI",
      request().replace("sip:1001@example.org SIP", "<sip:1001@example.org> SIP"),
      400,
    ],
    ["spaces within the Request-URI", request().replace("sip:1001@", "sip:10 01@"), 400],
    ["Max-Forwards beyond 255", request("Max-Forwards: 300"), 400],
    ["a header without a name", request(": empty"), 400],
    ["an unprintable header name", request("Authoriz\x01ation: x"), 400],
    ["something that is not SIP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 400],
    ["nothing", "", 400],
  ])("with %s is refused", (_name, text, status) => {
    expect(statusOf(text)).toBe(status);
  });

  test("with any URI scheme parses, and tel: and sip: are understood", () => {
    expect(statusOf(request().replace("sip:1001@example.org SIP", "urn:service:sos SIP"))).toBe(200);
    expect(parseUri("tel:+1-(555)-1234;phone-context=x")?.user).toBe("+15551234");
    expect(parseUri("sip:j%40s0n;x=1@[2001:db8::1]:5070;transport=tcp")).toMatchObject({
      host: "[2001:db8::1]",
      port: 5070,
    });
    expect(parseUri("sip:@example.org")).toBeUndefined();
    expect(parseUri("http://example.org")).toBeUndefined();
  });
});

describe("any input", () => {
  test("rubbish never throws", () => {
    fc.assert(fc.property(fc.string({ maxLength: 2000, unit: "binary" }), (text) => void parseMessage(text)));
  });

  test("a mutated request never throws, and what is accepted can be written and read again", () => {
    const original = request("Contact: <sip:a@b>;expires=3600", "Content-Length: 0");
    const mutation = fc.array(fc.tuple(fc.nat(original.length), fc.string({ maxLength: 12 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(mutation, (changes) => {
        const mutated = changes.reduce(
          (text, [at, put]) => text.slice(0, at) + put + text.slice(at + put.length),
          original,
        );
        const parsed = parseMessage(mutated);
        if (!parsed.ok) return;
        const again = parseMessage(writeMessage(parsed.message));
        expect(again.ok).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("headers survive being written: any token and any value without line ends", () => {
    const value = fc.stringMatching(/^[!-~]{1,40}$/);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.stringMatching(/^[a-z]{2,10}$/), value), { maxLength: 10 }),
        (entries) => {
          const named = entries.map(([name, text]) => [`x-${name}` as HeaderName, text] as const);
          const parsed = parseMessage(request(...named.map(([name, text]) => `${name}: ${text}`)));
          for (const [name] of named)
            expect(parsed.ok && parsed.message.headers.get(name)).toBe(new Headers(named).get(name) ?? "");
        },
      ),
    );
  });

  test.each(Object.entries(hostileMessages))("64 kB of %s in a header are read or refused", (_name, make) => {
    const parsed = parseMessage(make(64_000));
    if (!parsed.ok) return expect([400, 513]).toContain(parsed.status);
    for (const contact of parsed.message.headers.all("contact")) parseNameAddress(contact);
    for (const via of parsed.message.headers.all("via")) parseVia(via);
  });
});

test("lists are split outside quotes and angle brackets only", () => {
  expect(splitList('"a, b" <sip:x@y?h=1,2>;q=1 , <sip:z>')).toEqual([
    '"a, b" <sip:x@y?h=1,2>;q=1',
    "<sip:z>",
  ]);
});
