/** A telephone's picture, with what it tells about who took it in the two places where items may lie. */
import { heicPicture, tellTale } from "./pictures.ts";

const number = (value: number, size: 2 | 4): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
};
const box = (type: string, ...contents: Buffer[]): Buffer => {
  const body = Buffer.concat(contents);
  return Buffer.concat([number(8 + body.length, 4), Buffer.from(type, "latin1"), body]);
};
const plain = number(0, 4); // version 0, no flags
const item = (id: number, type: string, more = ""): Buffer =>
  box("infe", number(2 << 24, 4), number(id, 2), number(0, 2), Buffer.from(`${type}\0${more}`, "latin1"));

/** The box of this type and everything in it, as the picture without metadata has it. */
function part(type: string): Buffer {
  const at = heicPicture.indexOf(type) - 4;
  return heicPicture.subarray(at, at + heicPicture.readUInt32BE(at));
}

/**
 * heicPicture with Exif in its `mdat`, XMP in its `idat`, a written description among its properties, and a
 * telephone's film behind it.
 * @param behind how many bytes past the end of the file its Exif is said to lie
 */
export function heicWithExif(behind = 0): Buffer {
  const coded = part("mdat").subarray(8);
  const grid = part("idat").subarray(8);
  const exif = Buffer.concat([number(0, 4), tellTale.tiff(6)]);
  const film = box("mpvd", Buffer.from("CanaryFilm 48.8584"));
  const metaWith = (mdat: number): Buffer => {
    const location = (id: number, method: number, offset: number, length: number) =>
      Buffer.concat([
        ...[id, method, 0, 1].map((value) => number(value, 2)),
        ...[offset, length].map((value) => number(value, 4)),
      ]);
    const properties = part("ipco").subarray(8);
    const described = box("udes", plain, Buffer.from("en\0CanaryName\0CanaryDescription\0\0"));
    return box(
      "meta",
      plain,
      part("hdlr"),
      part("pitm"),
      box("idat", grid, tellTale.xmp),
      box(
        "iloc",
        number(1 << 24, 4),
        number(0x4400, 2), // offsets and lengths of four bytes
        number(4, 2),
        location(1, 0, mdat, coded.length),
        location(2, 1, 0, grid.length),
        location(3, 0, mdat + coded.length + behind, exif.length),
        location(4, 1, grid.length, tellTale.xmp.length),
      ),
      box(
        "iinf",
        plain,
        number(4, 2),
        item(1, "hvc1"),
        item(2, "grid"),
        item(3, "Exif"),
        item(4, "mime", "application/rdf+xml\0"),
      ),
      box("iprp", box("ipco", properties, described), part("ipma")),
      part("iref"),
    );
  };
  const head = part("ftyp");
  const meta = metaWith(head.length + metaWith(0).length + 8);
  return Buffer.concat([head, meta, box("mdat", coded, exif), film]);
}
