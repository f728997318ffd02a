/** What voicemail and attendants are made of: a leg that is played to, recorded, and whose keys are heard. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { level, RtpPhone, tone } from "../../scripts/peers/rtp-phone.ts";
import { loadConfig, silentLogger } from "../platform/index.ts";
import { createMedia, type Media, type MediaLeg } from "./index.ts";

let media: Media;

beforeAll(async () => {
  const config = loadConfig({ file: "", environment: { HEARTH_MEDIA__ADDRESS: "127.0.0.1" } });
  media = await createMedia({ config, log: silentLogger });
});
afterAll(() => media.close());

/** A telephone that has reached the house itself. */
async function caller(group: string): Promise<{ phone: RtpPhone; leg: MediaLeg }> {
  const phone = await RtpPhone.open();
  const leg = await media.leg({ group, profile: "rtp", signalled: "127.0.0.1" });
  const { codecs } = await leg.receiveOffer(phone.offer());
  phone.accept(await leg.answer({ codecs }));
  return { phone, leg };
}

const bytesOf = (samples: Int16Array) => new Uint8Array(samples.buffer);
const samplesOf = (bytes: Uint8Array) => new Int16Array(bytes.slice().buffer);
const reference = (hertz: number) => level(tone(hertz).subarray(0, 8000), hertz);

test("[CA-08] a prompt is heard to its end, once", async () => {
  const { phone, leg } = await caller("prompt");
  expect(await leg.playAudio(bytesOf(tone(660).subarray(0, 4000).slice()))).toBe("finished");
  const heard = await phone.hear(25);
  expect(level(heard, 660)).toBeGreaterThan(0.8 * reference(660));
  expect(phone.gaps).toBe(0);
  phone.close();
  await leg.close();
});

test("[CA-08] a prompt that something else replaces is told so: another, a bridge, the end of the leg", async () => {
  const { phone, leg } = await caller("replaced");
  const looped = leg.playAudio(bytesOf(tone(660)), { loop: true });
  await phone.hear(10);
  const second = leg.playAudio(bytesOf(tone(880)), { loop: true });
  expect(await looped).toBe("stopped");
  const other = await caller("replaced");
  await media.bridge(leg, other.leg);
  expect(await second).toBe("stopped");
  const third = leg.playAudio(bytesOf(tone(880)), { loop: true });
  await leg.close();
  expect(await third).toBe("stopped");
  phone.close();
  other.phone.close();
  await other.leg.close();
});

test("[CA-08] what a caller says is recorded, and ends when it is long enough", async () => {
  const { phone, leg } = await caller("record");
  phone.speak(tone(440));
  const recorded = samplesOf(await leg.record({ maxSeconds: 1 }));
  expect(recorded.length).toBeGreaterThan(4000); // of 8,000, where the machine is busy
  expect(recorded.length).toBeLessThanOrEqual(8000);
  expect(level(recorded, 440)).toBeGreaterThan(0.8 * reference(440));
  phone.close();
  await leg.close();
});

test("[CA-08] a recording ends after silence, when it is stopped, and when the caller hangs up", async () => {
  const { phone, leg } = await caller("silence");
  phone.speak(tone(440));
  const stopped = leg.record({ maxSeconds: 60 });
  await leg.playAudio(bytesOf(tone(660).subarray(0, 2400).slice())); // a prompt beside it does not end it
  await leg.stopRecording();
  expect(level(samplesOf(await stopped), 440)).toBeGreaterThan(0.8 * reference(440));
  const untilSilence = leg.record({ maxSeconds: 60, silenceSeconds: 0.4 });
  phone.hush();
  expect((await untilSilence).length).toBeLessThan(2 * 8000);
  phone.speak(tone(440));
  const untilEnd = leg.record({ maxSeconds: 60 });
  await leg.playAudio(bytesOf(tone(660).subarray(0, 2400).slice()));
  await leg.close();
  expect((await untilEnd).length).toBeGreaterThan(1600);
  phone.close();
});

test("[CA-08] the keys of a caller who is bridged to nobody are heard, during a prompt too", async () => {
  const { phone, leg } = await caller("keys");
  const pressed: string[] = [];
  const two = Promise.withResolvers<void>();
  leg.onDigit = (digit) => {
    if (pressed.push(digit) === 2) two.resolve();
  };
  phone.press("7");
  const prompt = leg.playAudio(bytesOf(tone(660)), { loop: true });
  phone.press("1");
  await two.promise;
  expect(pressed).toEqual(["7", "1"]);
  await leg.silence();
  expect(await prompt).toBe("stopped");
  phone.close();
  await leg.close();
});
