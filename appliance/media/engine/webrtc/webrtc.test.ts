/** STUN and browsers' descriptions: the numbers of the standards, and what rubbish does to them. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseBrowserDescription, writeBrowserDescription } from "./description.ts";
import { findExtension } from "./extensions.ts";
import { parseBindingRequest, writeBindingSuccess } from "./stun.ts";

/** RFC 5769 §2.1: the sample request, whose password the standard tells. */
const sample = Buffer.from(
  "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff" +
    "80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249" +
    "c1b571a280280004e57a3bcf",
  "hex",
);
const password = "VOkJxbRl1RmTxUk/WvJxBt";

describe("STUN", () => {
  test("the sample request of RFC 5769 is proven by its password, and by no other", () => {
    const request = parseBindingRequest(sample);
    expect(request?.ours).toBe("evtj");
    expect(request?.provenBy(password)).toBe(true);
    expect(request?.provenBy("another")).toBe(false);
  });

  test("the answer names where the request came from, as in RFC 5769 §2.2", () => {
    const transaction = Buffer.from("b7e7a701bc34d686fa87dfae", "hex");
    const answer = writeBindingSuccess(transaction, "192.0.2.1", 32_853, password);
    expect(answer.subarray(20, 32).toString("hex")).toBe("002000080001a147e112a643");
  });

  test("rubbish never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(sample.length - 1), (bytes, at) => {
        parseBindingRequest(Buffer.from(bytes));
        const changed = Buffer.from(sample);
        changed.set(bytes.subarray(0, sample.length - at), at);
        parseBindingRequest(changed)?.provenBy(password);
      }),
    );
  });
});

const offer = [
  "v=0",
  "o=- 1 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0 1",
  "a=fingerprint:sha-256 AB:CD:EF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC",
  "a=setup:actpass",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 0",
  "c=IN IP4 0.0.0.0",
  "a=mid:0",
  "a=sendonly",
  "a=rtpmap:111 opus/48000/2",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=rtcp-fb:111 transport-cc",
  "a=ssrc:1234 cname:x",
  "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
  "c=IN IP4 0.0.0.0",
  "a=mid:1",
  "a=sendonly",
  "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
  "a=rtpmap:96 VP8/90000",
  "a=rtcp-fb:96 nack pli",
  "a=rtpmap:97 rtx/90000",
  "a=fmtp:97 apt=96",
  "a=rid:q send",
  "a=rid:h send",
  "a=simulcast:send q;h",
  "a=ssrc-group:FID 5 6",
  "a=ssrc:5 cname:x",
  "a=ssrc:6 cname:x",
  "",
].join("\r\n");

describe("descriptions of browsers", () => {
  test("lines, codecs, layers, sources and extensions are read", () => {
    const { lines, setup, fingerprints } = parseBrowserDescription(offer);
    expect(setup).toBe("actpass");
    expect(fingerprints[0]?.algorithm).toBe("sha-256");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ kind: "audio", mid: "0", direction: "sendonly", rejected: false });
    expect(lines[0]?.codecs[0]).toMatchObject({ type: 111, name: "opus", clock: 48_000, channels: 2 });
    expect(lines[1]).toMatchObject({ rids: ["q", "h"], sources: [{ ssrc: 5, rtx: 6 }] });
    expect(lines[1]?.extensions.get("urn:ietf:params:rtp-hdrext:sdes:mid")).toBe(4);
  });

  test("what we write is read again", () => {
    const text = writeBrowserDescription({
      sessionId: 1,
      version: 1,
      ufrag: "abcd",
      password: "secretsecretsecretsecret",
      fingerprint: Array.from({ length: 32 }, () => "AA").join(":"),
      setup: "actpass",
      addresses: ["192.0.2.1"],
      port: 20_000,
      lines: [
        {
          kind: "video",
          mid: "0",
          direction: "sendonly",
          codecs: [{ type: 96, name: "VP8", clock: 90_000, channels: 1, feedback: ["nack"] }],
          extensions: [["urn:x", 3]],
          stream: { id: "a|camera", ssrc: 7, rtx: 8 },
        },
      ],
    });
    const [line] = parseBrowserDescription(text).lines;
    expect(line).toMatchObject({ kind: "video", sources: [{ ssrc: 7, rtx: 8 }] });
    expect(line?.extensions.get("urn:x")).toBe(3);
    expect(text).toContain("a=candidate:1 1 udp 2130706431 192.0.2.1 20000 typ host");
  });

  test("rubbish is refused in words, never by a crash", () => {
    const lines = offer.split("\r\n");
    fc.assert(
      fc.property(fc.shuffledSubarray(lines), fc.string(), fc.nat(lines.length), (some, text, at) => {
        for (const sdp of [text, some.join("\r\n"), lines.toSpliced(at, 1, text).join("\r\n")])
          try {
            parseBrowserDescription(sdp);
          } catch (error) {
            expect((error as { code?: string }).code).toMatch(
              /^(session-description-invalid|media-not-supported)$/,
            );
          }
      }),
    );
  });
});

test("header extensions are found, and rubbish holds none", () => {
  const packet = Buffer.from("90600001000000000000000 1bede0001 3200ff00".replaceAll(" ", ""), "hex");
  expect(findExtension(packet, 3)).toEqual({ offset: 17, length: 3 });
  expect(findExtension(packet, 4)).toBeUndefined();
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 12, maxLength: 60 }),
      fc.integer({ min: 0, max: 15 }),
      (bytes, id) => {
        const found = findExtension(Buffer.from(bytes), id);
        if (found) expect(found.offset + found.length).toBeLessThanOrEqual(bytes.length);
      },
    ),
  );
});
