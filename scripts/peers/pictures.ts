/** Small pictures as cameras and programs write them, with and without what they tell about who took them. */
import { crc32 } from "node:zlib";

const ofBase64 = (text: string) => Buffer.from(text, "base64");

const jpeg = ofBase64(
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAEAAYDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAXEAEAAwAAAAAAAAAAAAAAAAAAAxRS/8QAFQEBAQAAAAAAAAAAAAAAAAAABAb/xAAbEQABBAMAAAAAAAAAAAAAAAABAAMUkQRSU//aAAwDAQACEQMRAD8Aibk2gFhEx+YoJMp/c2V//9k=",
);
const png = ofBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAEAgMAAADQaqbQAAAADFBMVEX/AACqAFVVAKoAAP9QAAc5AAAAFElEQVQI12NgYGAIDWBYtYDh/wcADaQD3/STlV4AAAAASUVORK5CYII=",
);
const webp = ofBase64(
  "UklGRlQAAABXRUJQVlA4IEgAAABwAwCdASoGAAQAAgA0JagCdGuA/gGEAfwD2/7sA/QAGBrNsAAA/vneRWKf/+oYInZ3//y2zOa5f/9xn/v2/lRBeDPvV53dgAA=",
);

/** 64 pixels wide and 48 high, blue on the left and red on the right. */
export const heicPicture = ofBase64(
  "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAAEAAMAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHOAAEAAAAAAAAARAACAAEAAAAAAAAAAQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAAAADVaXBycAAAALNpcGNvAAAAc2h2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAeugJAIQABACdCAQEDcAAAAwCQAAADAAADAB6gIIEFlurkprmwIAAAAwAgAAADACEiAAEABkQBwXPAiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlzcGUAAAAAAAAAQAAAADAAAAAQcGl4aQAAAAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGltZwACAAEAAQAAAExtZGF0AAAAQCgBr1jm9Oq///MwPkfsdp/8jc/V/+Kr6/9Rwev8YSVpX20a3jnVS0ADmfJApW/cZBIIz3jdbo0/RVXDYdgsNqg=",
);

/** Six pixels wide and four high; `image` is what a viewer needs of the file. */
export const jpegPicture = { whole: jpeg, image: jpeg.subarray(20, -2) };
export const pngPicture = { whole: png, image: png.subarray(33) };
export const webpPicture = { whole: webp, image: webp.subarray(12) };

/** A TIFF structure with orientation, the camera's maker, and text where a program left it. */
function tiff(orientation: number): Buffer {
  const maker = Buffer.from("Nokia CanaryCamera 48.8584 N, 2.2945 E\0");
  const directory = Buffer.alloc(2 + 2 * 12 + 4);
  directory.writeUInt16BE(2, 0);
  directory.writeUInt16BE(0x010f, 2); // Make, ASCII, behind the directory
  directory.writeUInt16BE(2, 4);
  directory.writeUInt32BE(maker.length, 6);
  directory.writeUInt32BE(8 + directory.length, 10);
  directory.writeUInt16BE(0x0112, 14); // Orientation, SHORT
  directory.writeUInt16BE(3, 16);
  directory.writeUInt32BE(1, 18);
  directory.writeUInt16BE(orientation, 22);
  return Buffer.concat([Buffer.from("MM\0*\0\0\0\x08", "latin1"), directory, maker]);
}

function jpegSegment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function webpChunk(type: string, data: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(type), size, data, Buffer.alloc(data.length % 2)]);
}

const xmp = Buffer.from("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>CanaryXmp 48.8584</x:xmpmeta>");

/** What cameras and programs tell, for other kinds of picture. */
export const tellTale = { tiff, xmp };

/** The same pictures with Exif, XMP, comments and something behind their end. */
export const withExif = {
  jpeg: (orientation: number): Buffer =>
    Buffer.concat([
      jpeg.subarray(0, 20),
      jpegSegment(0xe1, Buffer.concat([Buffer.from("Exif\0\0"), tiff(orientation)])),
      jpegSegment(0xe1, xmp),
      jpegSegment(0xe2, Buffer.from("MPF\0CanaryPictures")),
      jpegSegment(0xfe, Buffer.from("CanaryComment")),
      jpeg.subarray(20),
      Buffer.from("CanaryFilm"),
    ]),
  png: (orientation: number): Buffer =>
    Buffer.concat([
      png.subarray(0, 33),
      pngChunk("eXIf", tiff(orientation)),
      pngChunk("tEXt", Buffer.from("Comment\0CanaryText")),
      pngChunk("iTXt", Buffer.from("XML:com.adobe.xmp\0\0\0\0\0CanaryXmp")),
      pngChunk("tIME", Buffer.from([7, 234, 1, 1, 1, 1, 1])),
      png.subarray(33),
      Buffer.from("CanaryBehind"),
    ]),
  webp(orientation: number): Buffer {
    const canvas = Buffer.from([0x0c, 0, 0, 0, 5, 0, 0, 3, 0, 0]); // Exif and XMP; 6 × 4 pixels, less one each
    const body = Buffer.concat([
      Buffer.from("WEBP"),
      webpChunk("VP8X", canvas),
      webp.subarray(12),
      webpChunk("EXIF", tiff(orientation)),
      webpChunk("XMP ", xmp),
    ]);
    return Buffer.concat([webpChunk("RIFF", body), Buffer.from("CanaryBehind")]);
  },
};
