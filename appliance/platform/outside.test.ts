import { expect, test } from "bun:test";
import { isOutside, type OutsideRules, ownHosts, refusedForm, resolveOutside } from "./outside.ts";

const https = { protocols: ["https:"], allowed: [] } satisfies OutsideRules;
const web = { protocols: ["http:", "https:"], ports: [80, 443], allowed: ["wiki.lan", "build.lan:8080"] };

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
  "64:ff9b:1::a00:1",
  "2001:0:7f00:1::", // Teredo
  "2002:7f00:1::",
  "192.0.2.1",
  "224.0.0.251",
  "no address",
])("[SE-03] %s is not outside", (address) => expect(isOutside(address)).toBe(false));

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
])("[SE-03] %s is refused as it is", (url) => expect(refusedForm(url, https)).toBeDefined());

test("[SE-03] a name that leads into the network is refused, also when only one of its addresses does", async () => {
  const at = (...addresses: string[]) =>
    resolveOutside("https://push.example/x", https, async () => addresses);
  expect(await at("8.8.8.8", "2606:4700::1111")).toEqual(["8.8.8.8", "2606:4700::1111"]);
  for (const addresses of [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:192.168.1.1"], []])
    expect(at(...addresses)).rejects.toThrow("network");
  const own = { ...https, allowed: ["push.lan:4443"] };
  expect(await resolveOutside("https://push.lan:4443/x", own, async () => ["10.0.0.1"])).toEqual([
    "10.0.0.1",
  ]);
  expect(resolveOutside("https://push.lan:22/x", own, async () => ["10.0.0.1"])).rejects.toThrow();
});

test.each([
  "file:///etc/passwd",
  "gopher://example.org/",
  "javascript:alert(1)",
  "http://user@example.org/",
  "http://example.org:22/",
  "https://example.org:8443/",
  "http://wiki.lan:22/",
  "http://build.lan/",
  "http://[::ffff:169.254.169.254]/latest/meta-data",
  "http://169.254.169.254/latest/meta-data",
  "http://0/",
])("[SE-03] %s is no page to look at", async (url) => {
  expect(resolveOutside(url, web, async () => ["10.0.0.1"])).rejects.toThrow();
});

test("[SE-03] hosts of one's own network are named by the administrator, and never lead to what is nobody's", async () => {
  const at = (url: string, address: string) => resolveOutside(url, web, async () => [address]);
  expect(await at("http://wiki.lan/x", "10.0.0.7")).toEqual(["10.0.0.7"]);
  expect(await at("https://wiki.lan/x", "10.0.0.7")).toEqual(["10.0.0.7"]);
  expect(await at("http://build.lan:8080/x", "10.0.0.8")).toEqual(["10.0.0.8"]);
  for (const address of ["169.254.169.254", "fe80::1", "ff02::1", "224.0.0.1", "::ffff:169.254.169.254"])
    expect(at("http://wiki.lan/x", address)).rejects.toThrow("network");
});

test("[SE-03] the house's own names and addresses are no outside, wherever they lie, unless the administrator says so", async () => {
  const isOurs = ownHosts(["Hearth.example", "8.8.4.4"]);
  const at = (url: string, address: string, allowed: string[] = []) =>
    resolveOutside(url, { ...web, allowed, isOurs }, async () => [address]);
  expect(at("https://hearth.example/", "8.8.8.8")).rejects.toThrow("network");
  expect(at("https://other.example/", "8.8.4.4")).rejects.toThrow("network");
  expect(at("https://8.8.4.4/", "")).rejects.toThrow("network");
  expect(await at("https://other.example/", "8.8.8.8")).toEqual(["8.8.8.8"]);
  expect(await at("https://hearth.example/", "8.8.4.4", ["hearth.example"])).toEqual(["8.8.4.4"]);
  expect([isOurs("127.0.0.1"), isOurs("8.8.8.8")]).toEqual([true, false]);
});
