import { expect, test } from "bun:test";
import fc from "fast-check";
import { jpegPicture, pngPicture, webpPicture, withExif } from "../../../scripts/peers/pictures.ts";
import { pictureType } from "./page.ts";
import { pictureSize } from "./picture-size.ts";

const ofLatin = (text: string) => Buffer.from(text, "latin1");
/** A screen and one frame on it, behind a table of two colours and a comment. */
const gif = (screen: number, frame: number): Buffer => {
  const size = (pixels: number) => String.fromCharCode(pixels & 255, pixels >> 8).repeat(2);
  const colours = "\0".repeat(6);
  return ofLatin(`GIF89a${size(screen)}\x80\0\0${colours}!\xfe\x02ab\0,\0\0\0\0${size(frame)}\0`);
};
const lossless = ofLatin("RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\x05\xc0\0\0");
const samples = [
  jpegPicture.whole,
  withExif.jpeg(6),
  pngPicture.whole,
  webpPicture.whole,
  withExif.webp(1),
  lossless,
  gif(6, 4),
];
const sizeOf = (bytes: Buffer) => pictureSize(bytes, pictureType(bytes) ?? "");

test("[SE-03] the size of a picture is read in its header, of every kind", () => {
  for (const sample of samples.slice(0, -1)) expect(sizeOf(sample)).toEqual({ width: 6, height: 4 });
  expect(sizeOf(gif(6, 4))).toEqual({ width: 6, height: 6 });
  expect(sizeOf(gif(6, 60_000))).toEqual({ width: 60_000, height: 60_000 });
});

test("[SE-03] rubbish: a header that ends early or says something else has no size, and nothing throws", () => {
  for (const sample of samples) expect(sizeOf(sample.subarray(0, 15))).toBeUndefined();
  expect(pictureSize(ofLatin("<svg>"), "image/svg+xml")).toBeUndefined();
  const changes = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...samples), changes, fc.nat(400), (sample, changed, cut) => {
      const bytes = Buffer.from(sample.subarray(0, cut));
      for (const [at, value] of changed) if (at < bytes.length) bytes[at] = value;
      for (const type of ["image/png", "image/gif", "image/webp", "image/jpeg"]) {
        const { width, height } = pictureSize(bytes, type) ?? { width: 1, height: 1 };
        expect(width > 0 && height > 0).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});
