import { expect, test } from "bun:test";
import { isOutside, refusedForm, requireOutside } from "./outside.ts";

test.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.31.255.255",
  "192.168.0.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "255.255.255.255",
  "::1",
  "::",
  "::ffff:10.0.0.1",
  "::ffff:7f00:1",
  "64:ff9b::a00:1",
  "fc00::1",
  "fe80::1",
  "ff02::1",
  "2002:7f00:1::",
  "no address",
])("[SE-11] %s is not outside", (address) => expect(isOutside(address)).toBe(false));

test.each(["8.8.8.8", "172.32.0.1", "2606:4700::1111"])("%s is outside", (address) =>
  expect(isOutside(address)).toBe(true),
);

test.each([
  "",
  "ftp://push.example/x",
  "http://push.example/x",
  "https://user:secret@push.example/x",
  "https://127.0.0.1/x",
  "https://2130706433/x", // 127.0.0.1 as one number
  "https://0x7f.1/x",
  "https://[::1]:8443/x",
  "https://[::ffff:127.0.0.1]/x",
])("[SE-11] %s is refused as it is", (url) => expect(refusedForm(url, [])).toBeDefined());

test("[SE-11] a name that leads into the network is refused, also when only one of its addresses does", async () => {
  const at = (...addresses: string[]) => requireOutside("https://push.example/x", [], async () => addresses);
  await at("8.8.8.8", "2606:4700::1111");
  for (const addresses of [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:192.168.1.1"], []])
    expect(at(...addresses)).rejects.toThrow("network");
  await requireOutside("https://push.lan:4443/x", ["push.lan:4443"], async () => ["10.0.0.1"]);
  expect(
    requireOutside("https://push.lan:22/x", ["push.lan:4443"], async () => ["10.0.0.1"]),
  ).rejects.toThrow();
});
