import { expect, test } from "bun:test";
import fc from "fast-check";
import { ownAddress } from "./own-address.ts";

const origin = "https://hearth.example";

test("[GN-04] after signing in one goes to an address of the app, and never elsewhere or back to the door", () => {
  const own = "/space/1?message=2#three";
  expect(ownAddress(own, origin)).toBe(own);
  expect(ownAddress(origin + own, origin)).toBe(own);
  const elsewhere = [
    "//elsewhere.example/",
    "/\t/elsewhere.example",
    "/\n/elsewhere.example",
    "/\\elsewhere.example",
    "/.//elsewhere.example",
  ];
  const others = ["https://elsewhere.example/", "javascript:alert(1)", "https://", "http://hearth.example/"];
  const door = ["/sign-in", "/sign-in/", "/Sign-In?next=%2F", "/./sign-in", "/space/../sign-in#x"];
  for (const wrong of [...elsewhere, ...others, ...door, undefined, 7, {}])
    expect(ownAddress(wrong, origin)).toBeUndefined();
});

test("[GN-04] [SE-05] whatever stands there, it is an address that the browser takes as its own", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webPath(), fc.webUrl()), (wanted) => {
      const own = ownAddress(wanted, origin);
      return own === undefined || new URL(own, origin).origin === origin;
    }),
  );
});
