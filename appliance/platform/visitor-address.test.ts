/** Visitors behind a proxy: its word counts, and nobody else's. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { isNetwork, networkOf } from "./address-list.ts";
import { loadConfig } from "./index.ts";
import { visitorAddresses } from "./visitor-address.ts";

const addressOf = visitorAddresses(["10.0.0.2", "192.168.7.0/24", "2001:db8::/32"]);

for (const [peer, forwarded, expected] of [
  ["198.51.100.7", null, "198.51.100.7"],
  ["198.51.100.7", "203.0.113.9", "198.51.100.7"], // a stranger's word
  ["10.0.0.2", null, "10.0.0.2"],
  ["10.0.0.2", "203.0.113.9", "203.0.113.9"],
  ["::ffff:10.0.0.2", "203.0.113.9", "203.0.113.9"],
  ["10.0.0.2", "8.8.8.8, 203.0.113.9", "203.0.113.9"], // the visitor wrote the first themselves
  ["10.0.0.2", "203.0.113.9, 192.168.7.4", "203.0.113.9"], // two proxies
  ["10.0.0.2", "203.0.113.9, ::ffff:192.168.7.4", "203.0.113.9"], // proxies that listen on both families
  ["10.0.0.2", "::ffff:203.0.113.9", "203.0.113.9"],
  ["2001:db8::1", "2a00::5", "2a00::5"],
  ["10.0.0.2", "10.0.0.2, 192.168.7.4", "10.0.0.2"],
  ["10.0.0.2", "203.0.113.9, localhost", "10.0.0.2"], // rubbish ends it
  ["10.0.0.2", ",,", "10.0.0.2"],
  ["10.0.0.2", "203.0.113.9:8080", "10.0.0.2"],
  ["10.0.0.3", "203.0.113.9", "10.0.0.3"],
  ["", "203.0.113.9", ""],
] as const)
  test(`[AP-08] from ${peer || "nowhere"}, which says ${forwarded}, comes ${expected || "nobody"}`, () => {
    expect(addressOf(peer, forwarded)).toBe(expected);
  });

test("[AP-08] networks are read strictly, and a wrong one is named at start", () => {
  for (const right of ["10.0.0.2", "10.0.0.0/8", "::1", "2001:db8::/32", "0.0.0.0/0"])
    expect([right, isNetwork(right)]).toEqual([right, true]);
  for (const wrong of [
    "",
    "10.0.0",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "::1/129",
    "host",
    "10.0.0.0/-1",
    "fe80::1%eth0",
  ])
    expect([wrong, isNetwork(wrong)]).toEqual([wrong, false]);
  const environment = { HEARTH_HTTP__TRUSTED_PROXIES: "10.0.0.2,proxy.example" };
  expect(() => loadConfig({ file: "", environment })).toThrow(/trusted_proxies.*no address and no network/);
});

test.each([
  ["10.1.5.7/16", "10.1.0.0/16"],
  ["10.1.5.7/32", "10.1.5.7"],
  ["192.168.255.255/17", "192.168.128.0/17"],
  ["255.255.255.255/1", "128.0.0.0/1"],
  ["0.0.0.0/0", "0.0.0.0/0"],
  ["2001:DB8:0:0:1::/32", "2001:db8::/32"],
  ["2001:db8:ffff:ffff::1/49", "2001:db8:ffff:8000::/49"],
  ["2001:0db8::0001/128", "2001:db8::1"],
  ["1:2:3:4:5:6:7:8/127", "1:2:3:4:5:6:7:8/127"],
  ["::/0", "::/0"],
  ["::ffff:10.1.5.7/112", "10.1.0.0/16"],
  ["::FFFF:a01:507", "10.1.5.7"],
  ["::ffff:0:0/95", "::fffe:0:0/95"],
])("[CA-23] a network that is written %s is %s", (written, network) => {
  expect(networkOf(written)).toBe(network);
  expect(networkOf(network)).toBe(network);
});

let box: TestAppliance;
beforeAll(async () => {
  box = await testAppliance({ HTTP__TRUSTED_PROXIES: "127.0.0.1,::1" });
});
afterAll(() => box.dispose());

test("[AP-08] what only the box itself may read is closed to who comes through a proxy on it", async () => {
  const ask = (headers: Record<string, string>) =>
    fetch(`${box.url}/metrics`, { headers, tls: { rejectUnauthorized: false } });
  expect((await ask({})).headers.get("content-type")).toStartWith("text/plain");
  const answer = await ask({ "x-forwarded-for": "203.0.113.9" });
  expect(await answer.text()).not.toContain("process_cpu");
});
