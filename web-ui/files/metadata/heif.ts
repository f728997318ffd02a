/**
 * HEIF (HEIC, AVIF) without metadata: its boxes (ISO/IEC 14496-12 §4.2, 23008-12), of which the contents of those
 * are made zeros that the picture does not need; in place, because it is found by its offset in the file.
 */
import { type Box, BoxReader, boxesOf, onlyBox } from "./boxes.ts";
import { BrokenPicture, joined } from "./bytes.ts";
import { tiffWith } from "./orientation.ts";

const named = (types: string): ReadonlySet<string> => new Set(types.split(" "));

/** Brands of pictures and of sequences of them (23008-12 §10, AVIF §6, MIAF). */
const brands = named(
  "heic heix heim heis hevc hevx hevm hevs mif1 mif2 mif3 msf1 miaf avif avis avci avcs jpeg jpgs",
);

/** Of the boxes that hold boxes, those that stay; `file` is the file itself. */
const needed = {
  file: named("ftyp meta mdat moov"),
  meta: named("hdlr pitm iloc iinf iref iprp idat dinf ipro grpl"),
  moov: named("mvhd trak mvex"),
  trak: named("tkhd tref trgr edts mdia"),
};
/** What somebody wrote about the picture (23008-12 §6.5.20), among its properties. */
const description = named("udes");
/** Exif that tells nothing, behind the offset of its TIFF structure: some readers refuse a picture over zeros. */
const emptyExif = joined([new Uint8Array(4), tiffWith(1)]);

/** @param head the file's first bytes as text, 512 or all of them */
export function isHeif(head: string): boolean {
  if (head.slice(4, 8) !== "ftyp") return false;
  const size = [...head.slice(0, 4)].reduce((sum, byte) => sum * 256 + byte.charCodeAt(0), 0);
  const [major = "", , ...compatible] = head.slice(8, size).match(/.{4}/gs) ?? [];
  return [major, ...compatible].some((brand) => brands.has(brand));
}

/** Throws BrokenPicture. Orientation is a property of the picture (irot, imir), and stays with it. */
export function heifWithoutMetadata(given: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = given.slice();
  const file = boxesOf(bytes, 0, bytes.length, true);
  if (!file.some(({ type }) => type === "meta" || type === "moov")) throw new BrokenPicture("no picture");
  for (const box of file) {
    if (box.type === "meta") cleanItems(bytes, boxesOf(bytes, box.body + 4, box.end));
    else if (box.type === "moov") cleanTracks(bytes, boxesOf(bytes, box.body, box.end));
  }
  emptyAllBut(needed.file, bytes, file);
  return bytes;
}

function cleanItems(bytes: Uint8Array, boxes: readonly Box[]): void {
  const information = onlyBox(boxes, "iinf");
  const telling = information ? tellingItems(bytes, information) : new Map<number, string>();
  if (telling.size > 0) emptyItems(bytes, boxes, telling);
  for (const { body, end } of boxes.filter(({ type }) => type === "iprp"))
    for (const container of boxesOf(bytes, body, end).filter(({ type }) => type === "ipco"))
      for (const property of boxesOf(bytes, container.body, container.end))
        if (description.has(property.type)) empty(bytes, property);
  emptyAllBut(needed.meta, bytes, boxes);
}

function cleanTracks(bytes: Uint8Array, boxes: readonly Box[]): void {
  for (const { body, end } of boxes.filter(({ type }) => type === "trak"))
    emptyAllBut(needed.trak, bytes, boxesOf(bytes, body, end));
  emptyAllBut(needed.moov, bytes, boxes);
}

/** Numbers and types of the items that are no pictures: Exif, XMP and the like (14496-12 §8.11.6). */
function tellingItems(bytes: Uint8Array, information: Box): Map<number, string> {
  const reader = new BoxReader(bytes, information);
  const count = reader.number(reader.version() === 0 ? 2 : 4);
  const entries = boxesOf(bytes, reader.at, information.end);
  if (entries.length !== count) throw new BrokenPicture("not as many items as it says");
  const found = new Map<number, string>();
  for (const entry of entries) {
    const item = new BoxReader(bytes, entry);
    const version = item.version();
    if (entry.type !== "infe" || version < 2 || version > 3) throw new BrokenPicture("no item");
    const id = item.number(version === 2 ? 2 : 4);
    item.number(2); // its protection
    const type = item.text(4);
    if (type === "Exif" || type === "uri " || (type === "mime" && !isPicture(item))) found.set(id, type);
  }
  return found;
}

const isPicture = (mime: BoxReader): boolean => {
  mime.zeroTerminated(); // its name
  return mime.zeroTerminated().startsWith("image/");
};

/** Follows their extents (14496-12 §8.11.3). */
function emptyItems(bytes: Uint8Array, boxes: readonly Box[], telling: ReadonlyMap<number, string>): void {
  const locations = onlyBox(boxes, "iloc");
  if (!locations) throw new BrokenPicture("items without a place");
  const inside = onlyBox(boxes, "idat");
  const places = [{ body: 0, end: bytes.length }, inside]; // by construction method
  const missing = new Set(telling.keys());
  for (const { id, method, elsewhere, extents } of itemLocations(new BoxReader(bytes, locations))) {
    if (!telling.has(id)) continue;
    missing.delete(id);
    const place = places[method];
    if (!place || elsewhere) throw new BrokenPicture("an item in a place that cannot be followed");
    for (const [number, { offset, length }] of extents.entries()) {
      const from = place.body + offset;
      // Without a length it is as long as the place: it would be the whole file.
      if (length === 0 || from + length > place.end) throw new BrokenPicture("an item outside of its place");
      bytes.fill(0, from, from + length);
      const isStart = number === 0 && length >= emptyExif.length;
      if (telling.get(id) === "Exif" && isStart) bytes.set(emptyExif, from);
    }
  }
  if (missing.size > 0) throw new BrokenPicture("an item without a place");
}

interface ItemLocation {
  id: number;
  /** 0: in the file, 1: in the box `idat`, 2: in another item. */
  method: number;
  /** In another file. */
  elsewhere: boolean;
  extents: { offset: number; length: number }[];
}

function itemLocations(reader: BoxReader): ItemLocation[] {
  const version = reader.version();
  if (version > 2) throw new BrokenPicture("places of a version that is not known");
  const sizes = reader.number(2);
  const [offsetSize = 0, lengthSize = 0, baseSize = 0, indexSize = 0] = [12, 8, 4, 0].map(
    (shift) => (sizes >> shift) & 15,
  );
  const count = reader.number(version < 2 ? 2 : 4);
  const found: ItemLocation[] = [];
  while (found.length < count) {
    const id = reader.number(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : reader.number(2) & 15;
    const elsewhere = reader.number(2) !== 0;
    const base = reader.number(baseSize);
    const extents: ItemLocation["extents"] = [];
    for (let left = reader.number(2); left > 0; left--) {
      if (version > 0) reader.number(indexSize);
      extents.push({ offset: base + reader.number(offsetSize), length: reader.number(lengthSize) });
    }
    found.push({ id, method, elsewhere, extents });
  }
  return found;
}

function emptyAllBut(kept: ReadonlySet<string>, bytes: Uint8Array, boxes: readonly Box[]): void {
  for (const box of boxes) if (!kept.has(box.type)) empty(bytes, box);
}

/** It becomes free space of its size (14496-12 §8.1.2). */
function empty(bytes: Uint8Array, { at, body, end }: Box): void {
  bytes.set(new TextEncoder().encode("free"), at + 4);
  bytes.fill(0, body, end);
}
