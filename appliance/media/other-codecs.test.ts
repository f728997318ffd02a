/** Who was answered before it was known with whom they speak may send what that one does not take: it is heard all the same. */
import { expect, test } from "bun:test";
import { level, RtpPhone, tone } from "../../scripts/peers/rtp-phone.ts";
import { loadConfig, silentLogger } from "../platform/index.ts";
import { hasOpus } from "./engine/opus.ts";
import { FrameEncoder } from "./engine/transcoder.ts";
import { createMedia, type Media } from "./index.ts";

for (const workers of ["1", "2"])
  test(`[CA-02] [CA-15] one of two codecs in common is not spoken, in ${workers} Worker(s): both hear each other`, async () => {
    const environment = { HEARTH_MEDIA__ADDRESS: "127.0.0.1", HEARTH_MEDIA__WORKERS: workers };
    const config = loadConfig({ file: "", environment });
    const media: Media = await createMedia({ config, log: silentLogger });
    const [alice, bob] = await Promise.all([RtpPhone.open(), RtpPhone.open()]);
    const open = (group: string) => media.leg({ group, profile: "rtp", signalled: "127.0.0.1" });
    const [a, b] = [await open("parked"), await open("who fetches")];
    await a.receiveOffer(alice.offer());
    alice.accept(await a.answer({ codecs: ["PCMA", "PCMU"] }));
    await b.receiveAnswer(bob.answer(await b.offer({ codecs: ["PCMU"] })));
    await media.bridge(a, b);
    const loud = 0.8 * level(tone(440).subarray(0, 8000), 440);
    alice.speak(tone(440), "PCMA");
    bob.speak(tone(1000));
    expect(level(await bob.hear(50), 440)).toBeGreaterThan(loud);
    expect(level(await alice.hear(50), 1000)).toBeGreaterThan(loud);
    alice.speak(tone(440), "PCMU"); // and changes in the middle
    await bob.hear(10);
    expect(level(await bob.hear(50), 440)).toBeGreaterThan(loud);
    alice.speak(tone(440), "PCMA", 400); // 50 ms in each
    await bob.hear(10);
    expect(level(await bob.hear(50), 440)).toBeGreaterThan(loud);
    const huge = Buffer.alloc(12 + 3000, 0xd5);
    huge.set([0x80, 8], 0);
    alice.throwPacket(huge); // as nobody packs it
    expect(level(await bob.hear(50), 440)).toBeGreaterThan(loud);
    alice.close();
    bob.close();
    await Promise.all([a.close(), b.close()]);
    await media.close();
  }, 30_000);

test("[CA-02] more sound than a packet of Opus holds is not encoded, and harms nothing", () => {
  const encoder = FrameEncoder.for(["opus"]);
  expect(encoder?.encode(new Int16Array(3000))).toBeUndefined();
  if (hasOpus) expect(encoder?.encode(new Int16Array(160))).toBeDefined();
  encoder?.close();
});
