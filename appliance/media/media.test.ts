/** Two telephones on real sockets, bridged in a Worker: sound, digits, encryption, and strangers. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { level, RtpPhone, tone } from "../../scripts/peers/rtp-phone.ts";
import { loadConfig, silentLogger } from "../platform/index.ts";
import type { SrtpSuite } from "./engine/srtp/suites.ts";
import { createMedia, type Media } from "./index.ts";

let media: Media;

beforeAll(async () => {
  const config = loadConfig({ file: "", environment: { HEARTH_MEDIA__ADDRESS: "127.0.0.1" } });
  media = await createMedia({ config, log: silentLogger });
});
afterAll(() => media.close());

type Suites = readonly [SrtpSuite | undefined, SrtpSuite | undefined];

/** Two phones in a call through the house, and the suite that each encrypts with. */
async function call(group: string, suites: Suites = [undefined, undefined]) {
  const [alice, bob] = await Promise.all(suites.map((suite) => RtpPhone.open(suite)));
  if (!alice || !bob) throw new Error("no phones");
  const [a, b] = await Promise.all(
    suites.map((each) => media.leg({ group, profile: each ? "sdes" : "rtp", signalled: "127.0.0.1" })),
  );
  if (!a || !b) throw new Error("no legs");
  const offered = await a.receiveOffer(alice.offer());
  const chosen = await b.receiveAnswer(bob.answer(await b.offer(offered)));
  alice.accept(await a.answer(chosen));
  await media.bridge(a, b);
  const close = async () => {
    alice.close();
    bob.close();
    await Promise.all([a.close(), b.close()]);
  };
  return { alice, bob, a, b, close };
}

describe("a bridged call", () => {
  for (const [name, suites] of [
    ["RTP to RTP", [undefined, undefined]],
    ["RTP to SDES-SRTP", [undefined, "AES_CM_128_HMAC_SHA1_80"]],
    ["SDES-SRTP both ways", ["AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_80"]],
    ["SDES-SRTP under AES-GCM", ["AEAD_AES_128_GCM", "AEAD_AES_128_GCM"]],
    ["one suite to the other", ["AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"]],
  ] as const satisfies [string, Suites][])
    test(`[CA-02] ${name}: a tone sent by each is measured at the other`, async () => {
      const { alice, bob, a, close } = await call(name, suites);
      alice.speak(tone(440));
      bob.speak(tone(1000));
      const [atBob, atAlice] = await Promise.all([bob.hear(50), alice.hear(50)]);
      expect(level(atBob, 440)).toBeGreaterThan(0.8 * level(tone(440).subarray(0, 8000), 440));
      expect(level(atAlice, 1000)).toBeGreaterThan(0.8 * level(tone(1000).subarray(0, 8000), 1000));
      expect(level(atBob, 1000)).toBeLessThan(0.05 * level(atBob, 440));
      const statistics = await a.statistics();
      expect(statistics).toMatchObject({
        codec: "PCMU",
        packetsLost: 0,
        encryption: suites[0] ? "sdes" : "none",
      });
      await close();
    });

  test("a digit arrives once, by RFC 4733", async () => {
    const { alice, bob, a, close } = await call("digits");
    const heard = Promise.withResolvers<string>();
    a.onDigit = heard.resolve;
    alice.press("5");
    expect(await heard.promise).toBe("5");
    expect(await bob.digit()).toBe("5");
    await a.sendDigit("9");
    expect(await alice.digit()).toBe("9");
    await close();
  });

  test("[CA-02] among many calls each hears its own other side, and no stranger; also one that began before them", async () => {
    const first = await call("many");
    first.alice.speak(tone(440));
    await first.bob.hear(10);
    const others = await Promise.all(
      Array.from({ length: 9 }, (_, index) =>
        call("many", [index % 2 ? "AES_CM_128_HMAC_SHA1_80" : undefined, undefined]),
      ),
    );
    for (const [index, { alice, bob }] of others.entries()) {
      alice.speak(tone(600 + 100 * index));
      bob.speak(tone(2000 + 100 * index));
    }
    const stranger = await RtpPhone.open(undefined, "127.0.0.2");
    stranger.speakTo(others[0]?.alice.remotePort ?? 0, tone(3000));
    await first.bob.hear(20);
    const full = level(tone(440).subarray(0, 8000), 440);
    expect(level(await first.bob.hear(50), 440)).toBeGreaterThan(0.8 * full);
    expect(first.bob.gaps).toBe(0);
    for (const [index, { alice, bob }] of others.entries()) {
      const [atBob, atAlice] = await Promise.all([bob.hear(50), alice.hear(50)]);
      expect(level(atBob, 600 + 100 * index)).toBeGreaterThan(0.8 * full);
      expect(level(atBob, 3000)).toBeLessThan(0.05 * full);
      expect(level(atAlice, 2000 + 100 * index)).toBeGreaterThan(0.8 * full);
    }
    expect(await first.a.statistics()).toMatchObject({ packetsLost: 0 });
    stranger.close();
    await Promise.all([first, ...others].map(({ close }) => close()));
  });

  test("[CA-12] hold music is heard instead of the other side, and the other side again after it", async () => {
    const { alice, bob, b, a, close } = await call("hold");
    alice.speak(tone(440));
    await bob.hear(20);
    await b.play("hold-music");
    const music = await bob.hear(100);
    expect(level(music.subarray(-8000), 440)).toBeLessThan(level(tone(440).subarray(0, 8000), 440) * 0.9);
    await media.bridge(a, b);
    bob.forget();
    const again = await bob.hear(50);
    expect(level(again, 440)).toBeGreaterThan(0.8 * level(tone(440).subarray(0, 8000), 440));
    expect(bob.gaps).toBe(0);
    await close();
  });

  test("[SE-01] a stranger's packets are not let into a call", async () => {
    const { alice, bob, close } = await call("stranger");
    alice.speak(tone(440));
    await bob.hear(10);
    const stranger = await RtpPhone.open(undefined, "127.0.0.2");
    stranger.speakTo(alice.remotePort, tone(2000));
    bob.forget();
    const heard = await bob.hear(50);
    expect(level(heard, 2000)).toBeLessThan(0.05 * level(heard, 440));
    stranger.close();
    await close();
  });

  test("rubbish at the media port changes nothing", async () => {
    const { alice, bob, close } = await call("rubbish");
    alice.speak(tone(440));
    await bob.hear(10);
    alice.throwRubbish(500);
    bob.forget();
    expect(level(await bob.hear(50), 440)).toBeGreaterThan(0.8 * level(tone(440).subarray(0, 8000), 440));
    await close();
  });
});
