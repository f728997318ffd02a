/** Metadata of pictures, taken out byte by byte. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { jpegPicture, pngPicture, webpPicture, withExif } from "../../../scripts/peers/pictures.ts";
import { BrokenPicture } from "./bytes.ts";
import { orientationOf, tiffWith } from "./orientation.ts";
import { strippedBytes } from "./strip.ts";

const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const secrets = ["Canary", "48.8584", "Nokia", "Exif"];
const strip = (bytes: Uint8Array) => strippedBytes(bytes)?.bytes ?? new Uint8Array();

describe("[SE-04] metadata of pictures", () => {
  for (const [name, make] of Object.entries(withExif)) {
    test(`${name}: place, camera and comments are gone, the picture's own bytes are what they were`, () => {
      const plain = { jpeg: jpegPicture, png: pngPicture, webp: webpPicture }[name as keyof typeof withExif];
      const tagged = make(1);
      expect(latin(tagged)).toContain("Canary");
      const found = strip(tagged);
      for (const secret of secrets) expect([secret, latin(found).includes(secret)]).toEqual([secret, false]);
      expect(latin(found)).toContain(latin(plain.image));
      expect(strip(found)).toEqual(found); // nothing more to take
    });

    test(`${name}: which way is up is kept, alone`, () => {
      const found = strip(make(6));
      for (const secret of secrets.slice(0, 3)) expect(latin(found)).not.toContain(secret);
      expect(latin(found)).toContain(latin(tiffWith(6)));
      expect(strip(found)).toEqual(found);
    });
  }

  test("orientation is read in both byte orders, and nonsense is upright", () => {
    expect(orientationOf(tiffWith(8))).toBe(8);
    const little = new Uint8Array([
      0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0,
    ]);
    expect(orientationOf(little)).toBe(3);
    expect(orientationOf(tiffWith(9))).toBe(1);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const found = orientationOf(bytes);
        return found >= 1 && found <= 8;
      }),
    );
  });

  test("a picture without metadata is not changed at all", () => {
    for (const { whole } of [jpegPicture, pngPicture, webpPicture])
      expect(strip(whole)).toEqual(new Uint8Array(whole));
  });

  test("what is no such picture is left as it is", () => {
    for (const text of ["", "GIF89a", "%PDF-1.7", "RIFF\0\0\0\0WAVE", "<svg></svg>"])
      expect(strippedBytes(Buffer.from(text))).toBeUndefined();
  });

  test("rubbish: damaged pictures are called broken or read, never anything else", () => {
    const samples = Object.values(withExif).map((make) => make(6));
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 8 }),
        fc.nat(2000),
        (sample, changes, cut) => {
          const bytes = Uint8Array.from(
            sample.subarray(0, Math.max(12, sample.length - (cut % sample.length))),
          );
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          try {
            strippedBytes(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(BrokenPicture);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
