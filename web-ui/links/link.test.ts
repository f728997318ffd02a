import { expect, test } from "bun:test";
import fc from "fast-check";
import { jpegPicture, withExif } from "../../scripts/peers/pictures.ts";
import { jpegSize } from "./jpeg-size.ts";
import { linkIn, linkOf } from "./link.ts";

const here = "https://hearth.example";

test("[UX-08] the first address of another site is the one that is shown", () => {
  expect(linkIn("see https://example.org/a?b=c#d.", here)).toBe("https://example.org/a?b=c#d");
  expect(linkIn("(https://example.org/a) and http://two.example", here)).toBe("https://example.org/a");
  expect(linkIn("[the plan](https://example.org/plan)", here)).toBe("https://example.org/plan");
  expect(linkIn(`${here}/space/1 then https://example.org/`, here)).toBe("https://example.org/");
  for (const text of [
    "",
    "no link",
    "https://",
    "mailto:maria@example.org",
    `${here}/space/1`,
    "javascript:alert(1)",
  ])
    expect([text, linkIn(text, here)]).toEqual([text, undefined]);
});

const good = { url: "https://example.org/", title: "Harbour", description: "", site: "" };

test("[UX-08] what another client put into a message is checked before it is shown", () => {
  expect(linkOf(good)).toEqual(good);
  const data = jpegPicture.whole.toString("base64");
  const picture = { data, width: 6, height: 4 };
  expect(linkOf({ ...good, picture, more: 1 })).toEqual({ ...good, picture });
  for (const wrong of [
    { data: "<svg>", width: 6, height: 4 },
    { data: "AAAA", width: 6, height: 4 },
    { data: data.padEnd(30_000, "A"), width: 6, height: 4 },
    { data, width: -1, height: 4 },
    { data, width: 6, height: 1e9 },
    { data, width: 4, height: 6 },
    "data:image/png;base64,AAAA",
  ])
    expect(linkOf({ ...good, picture: wrong })).toEqual(good);
  for (const change of [
    { url: "javascript:alert(1)" },
    { url: "file:///etc" },
    { title: "" },
    { title: "\u202e \u200b" },
    { title: 7 },
    { site: null },
  ])
    expect([change, linkOf({ ...good, ...change })]).toEqual([change, undefined]);
});

test("[UX-08] [SE-03] a picture that would be a great one when it is decoded is not shown", () => {
  const vast = Buffer.from(jpegPicture.whole);
  const frame = vast.indexOf(Buffer.from([0xff, 0xc0])) + 5;
  vast.writeUInt16BE(65_500, frame);
  vast.writeUInt16BE(65_500, frame + 2);
  const data = vast.toString("base64");
  for (const size of [4, 1000, 65_500])
    expect(linkOf({ ...good, picture: { data, width: size, height: size } })).toEqual(good);
  expect(jpegSize(Uint8Array.from(vast))).toEqual({ width: 65_500, height: 65_500 });
  expect(jpegSize(Uint8Array.from(withExif.jpeg(6)))).toEqual({ width: 6, height: 4 });
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void jpegSize(Uint8Array.from([0xff, 0xd8, ...bytes]))));
});

test("[UX-08] an author's words turn, hide and break nothing around them", () => {
  const words = { title: "a\u202eb", description: "one\ntwo\u200b\u2067", site: "\u2066bank.example\u2069 " };
  expect(linkOf({ ...good, ...words })).toEqual({
    ...good,
    title: "a b",
    description: "one two",
    site: "bank.example",
  });
});

test("[UX-08] rubbish in a message's preview shows none", () => {
  fc.assert(fc.property(fc.anything(), (value) => linkOf(value) === undefined));
  fc.assert(
    fc.property(fc.record({ url: fc.webUrl(), title: fc.anything(), picture: fc.anything() }), (value) => {
      linkOf(value);
    }),
  );
});
