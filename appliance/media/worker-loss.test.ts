/** What comes of a Worker that dies: who had something there is told, and the next calls work. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { level, RtpPhone, tone } from "../../scripts/peers/rtp-phone.ts";
import { createLogger, loadConfig, silentLogger } from "../platform/index.ts";
import { createMedia, type Media } from "./index.ts";

const open = (media: Media) => media.leg({ group: "one", profile: "rtp", signalled: "127.0.0.1" });
const config = loadConfig({
  file: "",
  environment: { HEARTH_MEDIA__ADDRESS: "127.0.0.1", HEARTH_MEDIA__WORKERS: "1" },
});
const workerUrl = new URL("../../scripts/peers/mortal-media-worker.ts", import.meta.url).href;

let media: Media;
beforeAll(async () => {
  media = await createMedia({ config, log: silentLogger, workerUrl });
});
afterAll(() => media.close());

test("[SE-01] a Worker that throws is replaced: what it had is told that it is lost, and the next call is heard", async () => {
  for (let round = 0; round < 2; round++) {
    const leg = await open(media);
    const conference = await media.conference("one");
    const lost = Promise.withResolvers<void>();
    const conferenceLost = Promise.withResolvers<void>();
    leg.onLost = lost.resolve;
    conference.onLost = conferenceLost.resolve;
    await expect(leg.sendDigit("dies")).rejects.toMatchObject({ code: "media-lost", sip: 503 });
    await Promise.all([lost.promise, conferenceLost.promise]);
    await expect(leg.statistics()).rejects.toMatchObject({ code: "media-leg-gone" });
    await Promise.all([leg.close(), conference.close()]);

    const phone = await RtpPhone.open();
    const next = await open(media);
    await next.receiveOffer(phone.offer());
    phone.accept(await next.answer({ codecs: ["PCMU"] }));
    await next.playAudio(new Uint8Array(tone(440).buffer), { loop: false });
    expect(level(await phone.hear(40), 440)).toBeGreaterThan(1000);
    expect(await media.load()).toEqual({ legs: 1, conferences: 0 });
    await next.close();
    phone.close();
  }
});

test("[SE-01] the ports of a Worker that dies are free again, however many it had", async () => {
  const pairs = 20;
  const first = 61_000; // above what the system gives to sockets that ask for no port
  const ports = { rtp_port_min: first, rtp_port_max: first + 2 * pairs - 1 };
  const small = { ...config, media: { ...config.media, ...ports } };
  const crowded = await createMedia({ config: small, log: silentLogger, workerUrl });
  for (let round = 0; round < 3; round++) {
    const legs = await Promise.all(Array.from({ length: pairs }, () => open(crowded)));
    const offers = await Promise.all(legs.map((leg) => leg.offer({ codecs: ["PCMU"] })));
    expect(new Set(offers.map((offer) => /m=audio (\d+)/.exec(offer)?.[1])).size).toBe(pairs);
    await expect(legs[0]?.sendDigit("dies")).rejects.toMatchObject({ code: "media-lost" });
  }
  crowded.close();
});

test("[SE-01] browsers find the next Worker at the port of the one before", async () => {
  const leg = await open(media);
  await leg.silence(); // it has begun
  await expect(leg.sendDigit("dies")).rejects.toMatchObject({ code: "media-lost" });
  const browser = await media.leg({ group: "one", profile: "webrtc", signalled: "127.0.0.1" });
  const offer = await browser.offer({ codecs: ["opus"] });
  expect(offer).toContain(` ${media.webrtcPorts[0]} typ host`);
  await browser.close();
});

test("[SE-01] a number in a description that is no port ends no Worker: the call goes on", async () => {
  const phone = await RtpPhone.open();
  const leg = await open(media);
  const lost = Promise.withResolvers<"lost">();
  leg.onLost = () => lost.resolve("lost");
  await leg.receiveOffer(phone.offer().replace("a=sendrecv", "a=rtcp:70000\r\na=sendrecv"));
  phone.accept(await leg.answer({ codecs: ["PCMU"] }));
  const played = leg.playAudio(new Uint8Array(tone(440).buffer.slice(0)), { loop: true });
  // Its first report goes out after five seconds.
  const later = Promise.withResolvers<"there">();
  void phone.hear(280).then(() => later.resolve("there"));
  expect(await Promise.race([lost.promise, later.promise])).toBe("there");
  await leg.silence();
  expect(await played).toBeDefined();
  await leg.close();
  phone.close();
}, 15_000);

test("[SE-01] a Worker that cannot begin is an error, and not a wait without end", async () => {
  const nowhere = { ...config, media: { ...config.media, address: "192.0.2.1" } }; // RFC 5737: not of this machine
  await expect(createMedia({ config: nowhere, log: silentLogger })).rejects.toMatchObject({
    code: "media-lost",
  });
});

test("[SE-01] a Worker that is lost before its engine is loaded is tried again after a second, and not at once", async () => {
  const ended: number[] = [];
  const twice = Promise.withResolvers<void>();
  const log = createLogger({
    level: "error",
    sink: (line) => {
      if (!line.includes("has ended") || ended.push(performance.now()) < 2) return;
      twice.resolve();
    },
  });
  const url = new URL("../../scripts/peers/stillborn-media-worker.ts", import.meta.url).href;
  const short = await createMedia({ config, log, workerUrl: url });
  await twice.promise;
  short.close();
  const [first = 0, second = 0] = ended;
  expect(second - first).toBeGreaterThanOrEqual(1000);
});
