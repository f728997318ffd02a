/** Session descriptions: what is read, what is refused with which SIP status, and that nothing else ever happens. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { HearthError } from "../platform/index.ts";
import { audioOf, parseSdp, writeAudio, writeRefused, writeSession } from "./sdp.ts";

const lines = (...text: string[]) => `${text.join("\r\n")}\r\n`;
const head = ["v=0", "o=- 1 2 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0"];
const phone = lines(
  ...head,
  "m=video 0 RTP/AVP 31",
  "m=audio 4000 RTP/SAVP 9 0 8 18 101",
  "a=rtpmap:18 G729/8000",
  "a=rtpmap:101 telephone-event/8000",
  "a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB|2^20|1:4",
  "a=rtcp:4010",
  "a=sendonly",
);

const statusOf = (text: string): number | undefined => {
  try {
    audioOf(parseSdp(text));
    return 200;
  } catch (error) {
    if (error instanceof HearthError) return error.sip;
    throw error;
  }
};

describe("a description", () => {
  test("of a telephone is read: codecs in its order, keys, ports, direction", () => {
    expect(audioOf(parseSdp(phone))).toMatchObject({
      address: "192.0.2.1",
      port: 4000,
      rtcpPort: 4010,
      direction: "sendonly",
      codecs: [
        { kind: "G722", type: 9 },
        { kind: "PCMU", type: 0 },
        { kind: "PCMA", type: 8 },
        { kind: "telephone-event", type: 101 },
      ],
      crypto: [{ tag: 3, suite: "AES_CM_128_HMAC_SHA1_80" }],
    });
  });

  test.each([
    ["a=rtcp:70000", 4000, 4001],
    ["a=rtcp:0", 4000, 4001],
    ["a=rtcp:400100", 4000, 4001],
    ["a=rtcp:70000", 65_535, 65_535],
    ["a=x", 65_535, 65_535],
    ["a=rtcp-mux", 65_535, 65_535],
  ])(
    "[SE-01] with %s and port %i has its reports sent to %i: never to a port that there is not",
    (said, port, rtcpPort) => {
      const text = phone.replace("a=rtcp:4010", said).replace("audio 4000", `audio ${port}`);
      expect(audioOf(parseSdp(text)).rtcpPort).toBe(rtcpPort);
    },
  );

  test("with the address 0.0.0.0 is the old way to hold", () => {
    const held = phone.replace("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0").replace("a=sendonly\r\n", "");
    expect(audioOf(parseSdp(held)).direction).toBe("sendonly");
  });

  test.each([
    ["nothing", "", 400],
    ["another version", phone.replace("v=0", "v=1"), 400],
    ["no origin", phone.replace(/o=.*\r\n/, ""), 400],
    ["a port that is none", phone.replace("audio 4000", "audio 99999"), 400],
    ["a line that is no line", `${phone}nonsense\r\n`, 400],
    ["no address", phone.replace(/c=.*\r\n/, ""), 400],
    ["no audio", lines(...head, "m=video 4000 RTP/AVP 31"), 488],
    ["refused audio", phone.replace("audio 4000", "audio 0"), 488],
    ["codecs that nobody here speaks", phone.replace("9 0 8 18 101", "18 4"), 488],
    ["a thousand media", lines(...head, ..."m=audio 1 RTP/AVP 0,".repeat(1000).split(",").slice(0, -1)), 400],
    ["no end", phone + "a=x\r\n".repeat(10_000), 400],
  ])("with %s is refused", (_name, text, status) => {
    expect(statusOf(text)).toBe(status);
  });

  test("an answer repeats the refused media of the offer at their places (RFC 3264 §6)", () => {
    const offer = parseSdp(phone);
    const own = { sessionId: 1, version: 1, address: "192.0.2.9", port: 5000, protocol: "RTP/AVP" } as const;
    const codecs = [{ kind: "PCMU", type: 0 }] as const;
    const audio = writeAudio({ ...own, direction: "recvonly", codecs, crypto: [] });
    const [refused] = offer.media.map(writeRefused);
    const answer = writeSession(own, [refused ?? "", audio]);
    expect(parseSdp(answer).media.map(({ kind, port }) => [kind, port])).toEqual([
      ["video", 0],
      ["audio", 5000],
    ]);
  });
});

describe("any input", () => {
  test("rubbish and mutations are read or refused with a status, never anything else", () => {
    const mutation = fc.array(fc.tuple(fc.nat(phone.length), fc.string({ maxLength: 8 })), { maxLength: 5 });
    fc.assert(
      fc.property(mutation, (changes) => {
        const text = changes.reduce(
          (old, [at, put]) => old.slice(0, at) + put + old.slice(at + put.length),
          phone,
        );
        expect([200, 400, 488]).toContain(statusOf(text) ?? 0);
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 500, unit: "binary" }), (text) =>
        expect(statusOf(text)).not.toBe(200),
      ),
    );
  });
});
