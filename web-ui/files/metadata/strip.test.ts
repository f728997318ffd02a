/** Metadata of pictures, taken out byte by byte. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { heicWithExif } from "../../../scripts/peers/heic-picture.ts";
import {
  heicPicture,
  jpegPicture,
  pngPicture,
  webpPicture,
  withExif,
} from "../../../scripts/peers/pictures.ts";
import { BrokenPicture, RefusedPicture } from "./bytes.ts";
import { orientationOf, tiffWith } from "./orientation.ts";
import { strippedBytes, withoutMetadata } from "./strip.ts";

const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const secrets = ["Canary", "48.8584", "Nokia", "Exif"];
const strip = (bytes: Uint8Array) => strippedBytes(bytes) ?? new Uint8Array();

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

  test("heic: Exif in mdat, XMP in idat, description and film are zeros, every other byte is where it was", () => {
    const tagged = heicWithExif();
    for (const secret of [...secrets, "CanaryXmp", "CanaryDescription", "CanaryFilm"])
      expect([secret, latin(tagged).includes(secret)]).toEqual([secret, true]);
    const found = strip(tagged);
    // The item is still called Exif; it is empty.
    for (const secret of secrets.slice(0, 3))
      expect([secret, latin(found).includes(secret)]).toEqual([secret, false]);
    expect(found.length).toBe(tagged.length);
    const coded = latin(heicPicture.subarray(heicPicture.indexOf("mdat") + 4));
    expect(latin(found).indexOf(coded)).toBe(latin(tagged).indexOf(coded));
    expect(strip(found)).toEqual(found);
    expect(strip(heicPicture)).toEqual(new Uint8Array(heicPicture));
  });

  test("heic: one whose boxes cannot be followed is broken, whatever its main brand", () => {
    const tagged = heicWithExif();
    const changed = (from: string, to: string) => Buffer.from(latin(tagged).replace(from, to), "latin1");
    for (const [what, bytes] of Object.entries({
      cut: tagged.subarray(0, -1),
      "no item's places": changed("iloc", "iloX"),
      "Exif behind the end": heicWithExif(1_000_000),
      "another brand, cut": changed("ftypheic", "ftypMiHE").subarray(0, -1),
      "XMP in another item": changed("\0\x04\0\x01\0\0\0\x01", "\0\x04\0\x02\0\0\0\x01"),
    }))
      expect(() => strip(bytes), what).toThrow(BrokenPicture);
  });

  test("a picture that can be neither read nor drawn is refused in words, and never left as it is", async () => {
    const broken = [
      ...Object.values(withExif).map((make) => make(6).subarray(0, 150)),
      heicWithExif().subarray(0, -1),
    ];
    for (const bytes of broken) {
      const file = new File([Uint8Array.from(bytes)], "harbour.picture");
      const refused = await withoutMetadata(file).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(RefusedPicture);
      expect((refused as Error).message).toStartWith("harbour.picture was not uploaded");
    }
    const text = new File(["GIF89a or something else"], "notes.txt");
    expect(await withoutMetadata(text)).toBe(text);
  });

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
    const samples = [...Object.values(withExif).map((make) => make(6)), heicWithExif()];
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
