import { expect, test } from "bun:test";
import fc from "fast-check";
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
  const picture = { data: "AAAA", width: 10, height: 10 };
  expect(linkOf({ ...good, picture, more: 1 })).toEqual({ ...good, picture });
  for (const wrong of [
    { data: "<svg>", width: 10, height: 10 },
    { data: "A".repeat(30_000), width: 10, height: 10 },
    { data: "AAAA", width: -1, height: 10 },
    { data: "AAAA", width: 10, height: 1e9 },
    "data:image/png;base64,AAAA",
  ])
    expect(linkOf({ ...good, picture: wrong })).toEqual(good);
  for (const change of [
    { url: "javascript:alert(1)" },
    { url: "file:///etc" },
    { title: "" },
    { title: 7 },
    { site: null },
  ])
    expect([change, linkOf({ ...good, ...change })]).toEqual([change, undefined]);
});

test("[UX-08] rubbish in a message's preview shows none", () => {
  fc.assert(fc.property(fc.anything(), (value) => linkOf(value) === undefined));
  fc.assert(
    fc.property(fc.record({ url: fc.webUrl(), title: fc.anything(), picture: fc.anything() }), (value) => {
      linkOf(value);
    }),
  );
});
