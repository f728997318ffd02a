/** Which address the house names to whom, on a machine with a bridge for containers, a network and a tunnel. */
import { describe, expect, test } from "bun:test";
import { addressTowards, attachedTo, type Connections, parseRoutes } from "./network.ts";

const at = (address: string, netmask: string) => ({
  address,
  netmask,
  family: "IPv4" as const,
  internal: false,
  mac: "",
  cidr: null,
});

/** As Linux writes it. */
const table = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
br0	000011AC	00000000	0001	0	0	0	0000FFFF	0	0	0
eth0	00000000	0101A8C0	0003	0	0	100	00000000	0	0	0
eth0	0001A8C0	00000000	0001	0	0	100	00FFFFFF	0	0	0
wg0	0000140A	00000000	0001	0	0	0	0000FFFF	0	0	0
wg0	00001E0A	00000000	0201	0	0	0	0000FFFF	0	0	0
`;

const machine: Connections = {
  attached: attachedTo({
    br0: [at("172.17.0.1", "255.255.0.0")],
    eth0: [at("192.168.1.2", "255.255.255.0")],
    wg0: [at("10.99.0.1", "255.255.255.252")],
  }),
  routes: parseRoutes(table),
};

describe("addressTowards", () => {
  const towards = (peer: string, connections = machine) =>
    addressTowards(peer, "0.0.0.0", "203.0.113.7", () => connections);

  test.each([
    ["192.168.1.30", "192.168.1.2"], // beside it
    ["172.17.0.5", "172.17.0.1"],
    ["10.20.3.4", "10.99.0.1"], // another site, over the tunnel
    ["10.30.3.4", "192.168.1.2"], // the way over the tunnel is closed
    ["10.1.1.1", "192.168.1.2"], // over the router
    ["198.51.100.1", "203.0.113.7"], // outside
    ["127.0.0.1", "127.0.0.1"],
  ])("[CA-06] names to %s the address that packets to it leave from: %s", (peer, address) => {
    expect(towards(peer)).toBe(address);
  });

  test("[CA-06] names the first private address where no routes are known", () => {
    expect(towards("10.20.3.4", { ...machine, routes: [] })).toBe("172.17.0.1");
  });

  test("[CA-06] a network that came up a moment ago is looked for again", () => {
    const before = { attached: machine.attached.filter(({ name }) => name !== "wg0"), routes: [] };
    const connectionsOf = (oldest: number) => (oldest < 1000 ? machine : before);
    expect(addressTowards("10.99.0.2", "0.0.0.0", "203.0.113.7", connectionsOf)).toBe("10.99.0.1");
  });

  test("rubbish is no route", () => {
    expect(parseRoutes("")).toEqual([]);
    const lines = ["eth0", "eth0 zz", "", "  ", "eth0 0 0 1 0 0 0 0", "eth0 zzzzzzzz 0 1 0 0 0 00000000"];
    expect(parseRoutes(["Iface", ...lines, "eth0 00000000 0 x 0 0 0 00000000"].join("\n"))).toEqual([]);
  });
});
