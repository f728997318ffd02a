/** Ports of a telephone: taken once, given back by whoever closes, and spared for sound where they run out. */
import { expect, test } from "bun:test";
import { PicturePhone } from "../../../scripts/peers/picture-phone.ts";
import { openUdp } from "../../platform/index.ts";
import { usualPictures } from "../pictures.ts";
import { parseSdp } from "../sdp.ts";
import { PortPairs } from "./port-pairs.ts";
import { RtpLeg } from "./rtp-leg.ts";
import { RtpStream } from "./rtp-stream.ts";

/** One pair, and no more. */
async function onePair(): Promise<PortPairs> {
  const probe = await openUdp({ address: "127.0.0.1", port: 0, onDatagram() {} });
  const min = 2 * Math.floor(probe.port / 2);
  probe.close();
  return new PortPairs({ address: "127.0.0.1", min, max: min + 1 });
}

const stream = (ports: PortPairs) =>
  new RtpStream({ kind: "sound", secure: false, signalled: "127.0.0.1", ports, onRtp() {} });
const leg = (ports: PortPairs) =>
  new RtpLeg({ id: "leg", secure: false, signalled: "127.0.0.1", advertised: "127.0.0.1", ports });

test("[CA-01] a stream that is closed while its ports are being opened gives them back", async () => {
  const ports = await onePair();
  for (let round = 0; round < 10; round++) {
    const closed = stream(ports);
    const described = closed.describe();
    closed.close();
    await expect(described).rejects.toMatchObject({ code: "media-leg-gone" });
    await expect(closed.describe()).rejects.toMatchObject({ code: "media-leg-gone" });
  }
  const next = stream(ports);
  expect((await next.describe()).port).toBeGreaterThan(0);
  next.close();
});

test("[CA-01] two descriptions at once have one pair between them", async () => {
  const ports = await onePair();
  const twice = stream(ports);
  const [first, second] = await Promise.all([twice.describe(), twice.describe()]);
  expect(first.port).toBe(second.port);
  twice.close();
  const next = stream(ports);
  await next.describe();
  next.close();
});

test("[CA-01] a stream that found no ports finds them when there are some again", async () => {
  const ports = await onePair();
  const [first, second] = [stream(ports), stream(ports)];
  await first.describe();
  await expect(second.describe()).rejects.toMatchObject({ code: "media-ports-used-up" });
  first.close();
  expect((await second.describe()).port).toBeGreaterThan(0);
  second.close();
});

test("[CA-01] a picture that no ports are left for is left out, and the call has sound", async () => {
  const attributes = ["a=rtpmap:97 H264/90000", "a=fmtp:97 profile-level-id=42e01f;packetization-mode=1"];
  const phone = await PicturePhone.open({ types: [97], attributes });
  const answering = leg(await onePair());
  await answering.offer({ codecs: ["PCMU"] }); // the sound has taken it
  const { pictures } = await answering.receiveOffer(phone.describe());
  expect(pictures.formats).toHaveLength(1);
  const answer = parseSdp(await answering.answer({ codecs: ["PCMU"], pictures }));
  expect(answer.media.map(({ kind, port }) => [kind, port > 0])).toEqual([
    ["audio", true],
    ["video", false],
  ]);
  await answering.close();

  const offering = leg(await onePair());
  await offering.offer({ codecs: ["PCMU"] });
  const offer = parseSdp(await offering.offer({ codecs: ["PCMU"], pictures: usualPictures }));
  expect(offer.media.map(({ kind }) => kind)).toEqual(["audio"]);
  await offering.close();
  phone.close();
});
