import { expect, test } from "bun:test";
import fc from "fast-check";
import { pictureType, summaryOf } from "./page.ts";

const at = "https://example.org/a/b";
const of = (html: string, type = "text/html; charset=utf-8") => summaryOf(Buffer.from(html), type, at);

test("[UX-08] a page's own words: Open Graph before the rest, entities read, the picture's address whole", () => {
  const page = `<!doctype html><html><head>
    <title>Plain &amp; simple</title>
    <meta property="og:title" content="Fish &amp; chips &#8212; &quot;fresh&quot;">
    <meta name="description" content="from the&nbsp;sea">
    <meta property="og:site_name" content="Harbour">
    <meta property="og:image" content="../x.png?a=1&amp;b=2">
    </head><body><svg><title>an icon</title></svg></body></html>`;
  expect(of(page)).toEqual({
    title: 'Fish & chips — "fresh"',
    description: "from the sea",
    site: "Harbour",
    picture: "https://example.org/x.png?a=1&b=2",
  });
  expect(of("<TITLE>Only\n a   title</TITLE><svg><title>no</title></svg>")).toEqual({
    title: "Only a title",
    description: "",
    site: "",
  });
  expect(of("<p>nothing</p>")).toBeUndefined();
});

test("[UX-08] what is written in comments and scripts is no word of the page's", () => {
  const page = `<!-- <title>comment</title> --><script>"<title>script</title>"</script>
    <title>real</title><title>second</title>`;
  expect(of(page)?.title).toBe("real");
});

test("[UX-08] letters are read in the encoding that the page names", () => {
  const bytes = (text: string, more: number[]) => Buffer.concat([Buffer.from(text), Buffer.from(more)]);
  const cyrillic = bytes('<meta charset="windows-1251"><title>', [0xcf, 0xf0, 0xe8]);
  expect(summaryOf(cyrillic, "text/html", at)?.title).toBe("При");
  const japanese = bytes("<title>", [0x93, 0xfa, 0x96, 0x7b]);
  expect(summaryOf(japanese, "text/html; charset=Shift_JIS", at)?.title).toBe("日本");
  const western = bytes("<title>caf", [0xe9]);
  expect(summaryOf(western, "text/html", at)?.title).toBe("café");
  expect(summaryOf(western, "text/html; charset=no-such-thing", at)?.title).toBe("café");
  expect(of("<title>für 東京</title>", "text/html")?.title).toBe("für 東京");
});

test("[UX-08] words are short and turn nothing around them", () => {
  const title = of(`<title>\u202eevil\u2066 ${"x".repeat(5000)}</title>`)?.title ?? "";
  expect([...title].length).toBe(200);
  expect(title).toStartWith("evil x");
});

test("[UX-08] rubbish is no page, and never throws", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), fc.string(), (bytes, type) => {
      summaryOf(bytes, type, at);
    }),
  );
  const pieces = fc.constantFrom(
    "<",
    ">",
    "meta",
    ' property="og:title"',
    ' content="',
    "title",
    "&#",
    "\0",
    "/",
  );
  fc.assert(fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => void of(parts.join(""))));
});

test("[SE-03] a picture is what it begins with", () => {
  expect(pictureType(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBe("image/jpeg");
  expect(pictureType(Buffer.from("\x89PNG\r\n\x1a\n", "latin1"))).toBe("image/png");
  expect(pictureType(Buffer.from("RIFF\0\0\0\0WEBPVP8 "))).toBe("image/webp");
  expect(pictureType(Buffer.from("GIF89a"))).toBe("image/gif");
  for (const text of ["<svg onload=alert(1)>", "<!doctype html>", "RIFF\0\0\0\0WAVE", "", "GIF90a"])
    expect(pictureType(Buffer.from(text))).toBeUndefined();
});
