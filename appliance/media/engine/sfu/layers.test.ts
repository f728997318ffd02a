/** Layers: who gets which, and that a change of layer is one unbroken stream. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { allocate, type LayerChoice, type Request, wantedLayer } from "./allocation.ts";
import { LayerSwitch } from "./layer-switch.ts";
import { LossTracker } from "./loss-tracker.ts";
import type { PublishedPacket } from "./publication.ts";
import { parseVp8, rewriteVp8 } from "./vp8.ts";

/** A payload with 15 bits of PictureID, TL0PICIDX and a temporal layer, as Chromium sends them. */
function vp8(options: { pictureId: number; tl0: number; keyFrame?: boolean; starts?: boolean }): Buffer {
  const { pictureId, tl0, keyFrame = false, starts = true } = options;
  const payload = Buffer.alloc(40);
  payload[0] = 0x80 | (starts ? 0x10 : 0);
  payload[1] = 0xe0;
  payload.writeUInt16BE(0x8000 | pictureId, 2);
  payload[4] = tl0;
  payload[6] = keyFrame ? 0x10 : 0x11;
  payload.writeUInt16LE(640, 6 + 6);
  payload.writeUInt16LE(360, 6 + 8);
  return payload;
}

function packet(
  layer: number,
  sequence: number,
  options: Partial<{ timestamp: number; pictureId: number; tl0: number; keyFrame: boolean }> = {},
): PublishedPacket {
  const {
    timestamp = sequence * 3000,
    pictureId = sequence & 0x7fff,
    tl0 = sequence & 0xff,
    keyFrame,
  } = options;
  const payload = vp8({ pictureId, tl0, keyFrame: keyFrame ?? false });
  return { layer, sequence: sequence & 0xffff, timestamp, marker: true, payload, vp8: parseVp8(payload) };
}

describe("VP8's payload descriptor", () => {
  test("is read as RFC 7741 says, and rewritten in place", () => {
    const payload = vp8({ pictureId: 4711, tl0: 200, keyFrame: true });
    const descriptor = parseVp8(payload);
    expect(descriptor).toMatchObject({ pictureId: 4711, tl0: 200, keyFrame: true, width: 640, height: 360 });
    if (descriptor) rewriteVp8(payload, 0, descriptor, { pictureId: 0x7fff, tl0: 3 });
    expect(parseVp8(payload)).toMatchObject({ pictureId: 0x7fff, tl0: 3, keyFrame: true });
    expect(parseVp8(vp8({ pictureId: 1, tl0: 1, keyFrame: true, starts: false }))?.keyFrame).toBe(false);
  });

  test("rubbish never throws", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void parseVp8(Buffer.from(bytes))));
  });
});

describe("[MT-18] a change of layer", () => {
  test("happens at a key frame, and every number goes on counting", () => {
    const layers = new LayerSwitch();
    const out: Pick<LayerSwitch, "sequence" | "timestamp" | "pictureId" | "tl0">[] = [];
    const take = (each: PublishedPacket, now: number) => {
      if (!layers.take(each, now)) return false;
      const { sequence, timestamp, pictureId, tl0 } = layers;
      out.push({ sequence, timestamp, pictureId, tl0 });
      return true;
    };
    layers.want(0);
    expect(take(packet(0, 65_533), 0)).toBe(false); // nothing can be decoded before a key frame
    expect(take(packet(0, 65_534, { keyFrame: true }), 0)).toBe(true);
    expect(take(packet(0, 65_535), 33)).toBe(true);
    layers.want(2);
    expect(take(packet(2, 9, { timestamp: 7, pictureId: 3, tl0: 250 }), 40)).toBe(false);
    expect(take(packet(0, 65_536), 66)).toBe(true); // the old layer until the new one can begin
    expect(take(packet(2, 10, { timestamp: 77, pictureId: 4, tl0: 251, keyFrame: true }), 99)).toBe(true);
    expect(take(packet(0, 65_537), 99)).toBe(false);
    expect(take(packet(2, 11, { timestamp: 3077, pictureId: 5, tl0: 252 }), 132)).toBe(true);
    expect(take(packet(2, 9), 140)).toBe(false); // late, from before the key frame
    for (let index = 1; index < out.length; index++) {
      const [one, next] = [out[index - 1], out[index]];
      if (!one || !next) throw new Error("nothing came out");
      expect((next.sequence - one.sequence) & 0xffff).toBe(1);
      expect((next.pictureId - one.pictureId) & 0x7fff).toBe(1);
      expect((next.tl0 - one.tl0) & 0xff).toBe(1);
      expect((next.timestamp - one.timestamp) >>> 0).toBeGreaterThan(0);
      expect((next.timestamp - one.timestamp) >>> 0).toBeLessThan(6000);
    }
  });

  test("a reordered packet of the layer keeps its own place", () => {
    const layers = new LayerSwitch();
    layers.want(0);
    layers.take(packet(0, 100, { keyFrame: true }), 0);
    const first = layers.sequence;
    layers.take(packet(0, 102), 0);
    expect((layers.sequence - first) & 0xffff).toBe(2);
    layers.take(packet(0, 101), 0);
    expect((layers.sequence - first) & 0xffff).toBe(1);
    layers.want(1);
    layers.take(packet(1, 500, { keyFrame: true }), 20);
    expect((layers.sequence - first) & 0xffff).toBe(3);
  });

  test("a paused picture sends nothing, and comes back with a key frame", () => {
    const layers = new LayerSwitch();
    layers.want(0);
    layers.take(packet(0, 1, { keyFrame: true }), 0);
    layers.want(-1);
    expect(layers.take(packet(0, 2), 10)).toBe(false);
    layers.want(0);
    expect(layers.waits).toBe(true);
    expect(layers.take(packet(0, 3), 20)).toBe(false);
    expect(layers.take(packet(0, 4, { keyFrame: true }), 30)).toBe(true);
  });
});

describe("[MT-18] room is given", () => {
  const sizes: LayerChoice[] = [
    { bitrate: 150_000, height: 180, sent: true },
    { bitrate: 500_000, height: 360, sent: true },
    { bitrate: 1_500_000, height: 720, sent: true },
  ];
  const camera = (id: string, height: number, current = -1): Request => ({
    id,
    source: "camera",
    height,
    layers: sizes,
    current,
  });
  const screen: Request = {
    id: "screen",
    source: "screen",
    height: 900,
    layers: [{ bitrate: 2_000_000, height: 1080, sent: true }],
    current: -1,
  };

  test("by the size of the tile", () => {
    expect([0, 90, 180, 300, 400, 720, 2000].map((height) => wantedLayer(camera("a", height)))).toEqual([
      -1, 0, 0, 1, 1, 2, 2,
    ]);
  });

  test("to the screen before cameras, to every camera something before one gets more", () => {
    const given = allocate([camera("large", 720), camera("small", 180), screen], 2_800_000);
    expect(Object.fromEntries(given)).toEqual({ screen: 0, large: 0, small: 0 });
    const wide = allocate([camera("large", 720), camera("small", 180), screen], 10_000_000);
    expect(Object.fromEntries(wide)).toEqual({ screen: 0, large: 2, small: 0 });
  });

  test("to nobody when there is none: sound needs it", () => {
    expect([...allocate([camera("a", 720), screen], 50_000).values()]).toEqual([-1, -1]);
  });

  test("only of layers that are sent", () => {
    const layers = sizes.map((layer, index) => ({ ...layer, sent: index !== 2 }));
    expect(allocate([{ ...camera("a", 720), layers }], 10_000_000).get("a")).toBe(1);
  });

  test("more only with a reserve, so that nothing swings", () => {
    expect(allocate([camera("a", 360, 0)], 520_000).get("a")).toBe(0);
    expect(allocate([camera("a", 360, 1)], 520_000).get("a")).toBe(1);
  });
});

describe("lost packets", () => {
  test("are asked for, again when they do not come, and given up for a key frame", () => {
    const losses = new LossTracker();
    losses.note(65_534, 0);
    losses.note(2, 0);
    expect(losses.due(1, 80)).toEqual([]); // it may only be late
    expect(losses.due(10, 80)).toEqual([65_535, 0, 1]);
    losses.note(0, 12);
    expect(losses.due(50, 80)).toEqual([]);
    expect(losses.due(120, 80)).toEqual([65_535, 1]);
    let told: number[] | "hole" = [];
    for (let now = 240; now < 3000 && told !== "hole"; now += 120) told = losses.due(now, 80);
    expect(told).toBe("hole");
    expect(losses.isWhole).toBe(true);
  });

  test("a hole of hundreds is one for a key frame", () => {
    const losses = new LossTracker();
    losses.note(1, 0);
    expect(losses.note(1000, 0)).toBe("hole");
  });
});
