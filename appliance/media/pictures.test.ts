/** Pictures of telephones: what is read and agreed, and that packets and requests pass while rubbish does not. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { PicturePhone, type PicturePhoneOptions } from "../../scripts/peers/picture-phone.ts";
import { loadConfig, silentLogger } from "../platform/index.ts";
import { packetizeH264, packetizeVp8 } from "./engine/packetize.ts";
import { createMedia, type Media } from "./index.ts";
import { canShow, fits, pictureFormat, shortened, usualPictures } from "./pictures.ts";
import { parseSdp, pictureOf } from "./sdp.ts";

/** As an 8845 describes it. */
const cisco: PicturePhoneOptions = {
  types: [126, 97],
  attributes: [
    "b=TIAS:1500000",
    "a=rtpmap:126 H264/90000",
    "a=fmtp:126 profile-level-id=42801F;packetization-mode=1;level-asymmetry-allowed=1;max-mbps=108000;max-fs=3600",
    "a=rtpmap:97 H264/90000",
    "a=fmtp:97 profile-level-id=42801F;packetization-mode=0;level-asymmetry-allowed=1",
    "a=imageattr:* recv [x=800,y=480,q=0.60] [x=1280,y=720,q=0.50]",
    "a=rtcp-fb:* nack pli",
    "a=rtcp-fb:* ccm fir",
    "a=sendrecv",
  ],
};
/** Takes whole units only, under numbers of its own, and is asked by FIR. */
const simple: PicturePhoneOptions = {
  types: [98],
  attributes: ["a=rtpmap:98 h264/90000", "a=fmtp:98 profile-level-id=428014", "a=rtcp-fb:98 ccm fir"],
};
const vp8: PicturePhoneOptions = { types: [100], attributes: ["a=rtpmap:100 VP8/90000"] };
const blind: PicturePhoneOptions = { types: [], attributes: [] };

let media: Media;
beforeAll(async () => {
  const config = loadConfig({ file: "", environment: { HEARTH_MEDIA__ADDRESS: "127.0.0.1" } });
  media = await createMedia({ config, log: silentLogger });
});
afterAll(() => media.close());

const portOf = (sdp: string) => parseSdp(sdp).media.find(({ kind }) => kind === "video")?.port;

/** The first calls the second through the house. */
async function call(group: string, first: PicturePhoneOptions, second: PicturePhoneOptions) {
  const [here, there] = await Promise.all([PicturePhone.open(first), PicturePhone.open(second)]);
  const leg = (secure = false) =>
    media.leg({ group, profile: secure ? "sdes" : "rtp", signalled: "127.0.0.1" });
  const [a, b] = await Promise.all([leg(first.secure), leg(second.secure)]);
  const offered = await a.receiveOffer(here.describe());
  const offer = await b.offer(offered);
  const typeThere = there.accept(offer);
  const taken = await b.receiveAnswer(there.describe());
  const answer = await a.answer(taken);
  const typeHere = here.accept(answer);
  await media.bridge(a, b);
  const close = async () => {
    here.close();
    there.close();
    await Promise.all([a.close(), b.close()]);
  };
  return { here, there, a, b, offer, answer, typeHere, typeThere, taken, close };
}

const unit = (text: string) => Buffer.concat([Buffer.from([0x65]), Buffer.from(text)]);

describe("pictures between two telephones", () => {
  for (const secure of [false, true])
    test(`[CA-01] pass unchanged and in order${secure ? ", one way encrypted" : ""}`, async () => {
      const { here, there, a, answer, typeHere, typeThere, close } = await call(`pass-${secure}`, cisco, {
        ...cisco,
        secure,
      });
      expect(typeHere).toBe(126);
      expect(answer).toContain("b=TIAS:1500000");
      expect(answer).toContain("max-mbps=108000"); // what one can take is told to the other
      for (const text of ["one", "two", "three"]) here.send(126, unit(text), text === "three");
      const seen = [await there.sees(), await there.sees(), await there.sees()];
      expect(seen.map(({ payload }) => payload.toString("latin1", 1))).toEqual(["one", "two", "three"]);
      expect(seen.map(({ marker }) => marker)).toEqual([false, false, true]);
      expect(((seen[2]?.sequence ?? 0) - (seen[0]?.sequence ?? 0)) & 0xffff).toBe(2);
      there.send(typeThere ?? 0, unit("back"));
      expect((await here.sees()).payload.toString("latin1", 1)).toBe("back");
      expect((await a.statistics()).picture).toEqual({
        codec: "H264",
        packetsSent: 1,
        packetsReceived: 3,
        packetsLost: 0,
      });
      await close();
    });

  test("[CA-01] the format is one that both take: whole units for who takes nothing else, under each one's number", async () => {
    const { here, there, typeHere, answer, close } = await call("modes", cisco, simple);
    expect(typeHere).toBe(97);
    expect(pictureOf(parseSdp(answer))?.formats).toHaveLength(1);
    here.send(97, unit("plain"));
    expect(await there.sees()).toMatchObject({ payloadType: 98 });
    await close();
  });

  test("[CA-01] who has none, or none of the other's, is refused the line and keeps the sound", async () => {
    for (const other of [blind, vp8]) {
      const { answer, taken, close } = await call(`refused-${other.types}`, cisco, other);
      expect(taken.pictures.formats).toEqual([]);
      expect(portOf(answer)).toBe(0);
      expect(parseSdp(answer).media.map(({ kind }) => kind)).toEqual(["audio", "video"]);
      await close();
    }
    const { offer, close } = await call("no video", blind, cisco);
    expect(portOf(offer)).toBeUndefined(); // and no ports are taken for it
    await close();
  });

  test("[CA-25] a picture that would be in the clear beside sound that is not is refused", async () => {
    const phone = await PicturePhone.open({ ...cisco, secure: true });
    const text = phone.describe();
    const clear =
      text.slice(0, text.indexOf("m=video")) +
      text.slice(text.indexOf("m=video")).replace(/a=crypto.*\r\n/, "");
    for (const [offer, isTaken] of [
      [text, true],
      [clear, false],
      [clear.replace(/(m=video \d+ )RTP\/SAVP/, "$1RTP/AVP"), false],
    ] as const) {
      const leg = await media.leg({ group: "clear", profile: "rtp", signalled: "127.0.0.1" });
      const offered = await leg.receiveOffer(offer);
      const port = portOf(await leg.answer(offered)) ?? 0;
      expect(port > 0).toBe(isTaken);
      expect((await leg.statistics()).encryption).toBe("sdes");
      await leg.close();
    }
    phone.close();
  });

  const withoutKey = (text: string) => {
    const at = text.indexOf("m=video");
    return text.slice(0, at) + text.slice(at).replace(/a=crypto.*\r\n/, "");
  };
  for (const [name, spoil] of [
    ["has no key", withoutKey],
    ["is not encrypted", (text) => withoutKey(text).replace(/(m=video \d+ )RTP\/SAVP/, "$1RTP/AVP")],
  ] as const satisfies [string, (text: string) => string][])
    test(`[CA-01] an answer whose picture ${name} costs the picture, and not the call`, async () => {
      const phone = await PicturePhone.open({ ...cisco, secure: true });
      const leg = await media.leg({ group: name, profile: "sdes", signalled: "127.0.0.1" });
      await leg.offer({ codecs: ["PCMU"], pictures: usualPictures });
      const { pictures } = await leg.receiveAnswer(spoil(phone.describe()));
      expect(pictures.formats).toEqual([]);
      expect(await leg.statistics()).toMatchObject({ encryption: "sdes", picture: undefined });
      expect(portOf(await leg.offer({ codecs: ["PCMU"] }))).toBe(0);
      await leg.close();
      phone.close();
    });

  test("[CA-01] a request for a whole picture reaches the other side, in the words that it understands", async () => {
    const { here, there, close } = await call("requests", cisco, simple);
    here.send(97, unit("first"));
    await there.sees();
    there.complain();
    await here.isAsked(); // PLI
    there.send(98, unit("back"));
    await here.sees();
    here.complain();
    await there.isAsked(); // FIR
    await close();
  });

  test("[CA-01] who takes no such request among its packets is asked by SIP, once a second", async () => {
    const { here, there, b, typeThere, close } = await call("by SIP", vp8, vp8);
    const times: number[] = [];
    const enough = Promise.withResolvers<void>();
    b.onKeyFrameWanted = () => {
      if (times.push(performance.now()) === 3) enough.resolve();
    };
    there.send(typeThere ?? 0, Buffer.from("picture"));
    await here.sees();
    const complaints = setInterval(() => {
      for (let count = 0; count < 20; count++) here.complain();
    }, 10);
    await enough.promise;
    clearInterval(complaints);
    const [first = 0, , third = 0] = times;
    expect(third - first).toBeGreaterThan(1800); // a second each, as every one is a request by SIP
    await close();
  });

  test("[CA-01] who asks by SIP is understood too", async () => {
    const { here, there, b, close } = await call("asks by SIP", cisco, cisco);
    here.send(126, unit("first"));
    await there.sees();
    await b.keyFrameWanted();
    await here.isAsked();
    await close();
  });

  test("[CA-12] after hold music the picture goes on where it was, and a whole one is asked for", async () => {
    const { here, there, a, b, close } = await call("hold", cisco, cisco);
    here.send(126, unit("before"));
    const before = await there.sees();
    await b.play("hold-music");
    await media.bridge(a, b);
    await here.isAsked();
    here.send(126, unit("after"));
    const after = await there.sees();
    expect(after.payload.toString("latin1", 1)).toBe("after");
    expect((after.sequence - before.sequence) & 0xffff).toBe(1);
    expect((after.timestamp - before.timestamp) >>> 0).toBeLessThan(90_000 * 10);
    await close();
  });

  test("[CA-01] rubbish at the ports of a picture changes nothing", async () => {
    const { here, there, a, close } = await call("rubbish", cisco, cisco);
    here.send(126, unit("before"));
    await there.sees();
    here.throwRubbish(600);
    for (const payload of [Buffer.alloc(0), Buffer.from([0x7c]), Buffer.from([0x78, 0xff, 0xff])])
      here.send(126, payload); // fragments and bundles that break off: the decoder's business
    here.send(126, unit("after"));
    for (;;) if ((await there.sees()).payload.toString("latin1", 1) === "after") break;
    expect((await a.statistics()).picture?.codec).toBe("H264");
    await close();
  });
});

describe("a whole picture", () => {
  test("[CA-12] is divided into packets that give it back", () => {
    const nal = fc.uint8Array({ minLength: 2, maxLength: 5000 }).map((bytes) => {
      // No start code within, as encoders see to (H.264 §7.4.1), and no zero at the end.
      const unit = Buffer.from(bytes).map((byte) => byte || 1);
      unit[0] = 0x65;
      return Buffer.from(unit);
    });
    fc.assert(
      fc.property(fc.array(nal, { minLength: 1, maxLength: 4 }), (units) => {
        const stream = Buffer.concat(units.flatMap((unit) => [Buffer.from([0, 0, 0, 1]), unit]));
        const packets = packetizeH264(stream, 1200);
        expect(packets.every(({ length }) => length <= 1200)).toBe(true);
        const again = packets.map((packet) => {
          const [indicator = 0, header = 0] = packet;
          if ((indicator & 31) !== 28) return Buffer.concat([Buffer.from([0, 0, 0, 1]), packet]);
          const begins = header & 0x80 ? [0, 0, 0, 1, (indicator & 0xe0) | (header & 31)] : [];
          return Buffer.concat([Buffer.from(begins), packet.subarray(2)]);
        });
        expect(Buffer.concat(again)).toEqual(stream);
        const vp8 = packetizeVp8(stream, 1200);
        expect(Buffer.concat(vp8.map((packet) => packet.subarray(1)))).toEqual(stream);
        expect(vp8.map(([first]) => first === 0x10)).toEqual(vp8.map((_packet, index) => index === 0));
      }),
    );
  });

  test("is as large as the level allows", () => {
    const level = (parameters: string) => {
      const format = pictureFormat("H264", 90_000, parameters);
      return [360, 720].filter((height) => format && fits(format, height));
    };
    expect(level("profile-level-id=42e01f")).toEqual([360, 720]);
    expect(level("profile-level-id=428016")).toEqual([360]);
    expect(level("profile-level-id=428016;max-fs=3600")).toEqual([360, 720]);
    expect(level("profile-level-id=42800b")).toEqual([]);
  });
});

describe("a description of a picture", () => {
  test("[CA-01] is read: formats, bandwidth, and how its encoder is asked", async () => {
    const phone = await PicturePhone.open(cisco);
    const picture = pictureOf(parseSdp(phone.describe()));
    expect(picture).toMatchObject({
      bandwidth: 1_500_000,
      takes: { pictureLoss: true, fullIntra: true },
      direction: "sendrecv",
    });
    expect(picture?.formats.map(({ type, format }) => [type, format.key])).toEqual([
      [126, "H264/1/4200"],
      [97, "H264/0/4200"],
    ]);
    phone.close();
  });

  test("decoders are shown what they can unpack, and nothing else", () => {
    const h264 = (parameters: string) => pictureFormat("H264", 90_000, parameters);
    const [whole, split] = [h264("profile-level-id=42e01f"), h264("packetization-mode=1")];
    const other = pictureFormat("VP8", 90_000, "");
    if (!whole || !split || !other) throw new Error("no formats");
    expect(canShow(split, whole)).toBe(true);
    expect(canShow(whole, split)).toBe(false);
    expect(canShow(other, whole)).toBe(false);
  });

  test("for a telephone is short: of a browser's variants one for each way to divide them", () => {
    const formats = ["42001f", "42e01f"].flatMap((profile) =>
      ["1", "0"].flatMap(
        (mode) =>
          pictureFormat("H264", 90_000, `packetization-mode=${mode};profile-level-id=${profile}`) ?? [],
      ),
    );
    expect(shortened(formats).map(({ key }) => key)).toEqual(["H264/1/4200", "H264/0/4200"]);
  });

  test("rubbish is no picture, and never an error", async () => {
    const phone = await PicturePhone.open(cisco);
    const text = phone.describe();
    phone.close();
    const start = text.indexOf("m=video") + 7;
    const mutation = fc.array(
      fc.tuple(fc.integer({ min: start, max: text.length }), fc.string({ maxLength: 9 })),
      {
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(mutation, (changes) => {
        const changed = changes
          .map(([at, put]) => [at, put.replaceAll(/[\r\n]/g, "")] as const)
          .reduce((old, [at, put]) => old.slice(0, at) + put + old.slice(at + put.length), text);
        try {
          for (const { format, type } of pictureOf(parseSdp(changed))?.formats ?? []) {
            expect(type).toBeLessThan(128);
            expect(format.parameters).not.toMatch(/[\r\n]/);
          }
        } catch (error) {
          expect(error).toMatchObject({ sip: 400 }); // not a description any more
        }
      }),
      { numRuns: 2000 },
    );
  });
});
