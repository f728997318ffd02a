/**
 * Sites in network namespaces around the house, which is the test's own: a main office whose telephones are in its
 * network, and sites behind routers of their own, each of which translates addresses to ports of its choice (MASQUERADE)
 * and forgets an idle flow early. Branch and home have the same private network, as homes do. The house's own networks
 * bear a number that nobody else has at the time: tests beside each other are in each other's way else.
 *
 *     main phone ── 10.213.N.0/24 ── the house ── 198.18.N.0/24 (outside) ─┬─ router ── 192.168.88.0/24 ── branch
 *                                                                          ├─ router ── 192.168.88.0/24 ── home
 *                                                                          └─ two routers ── on the road
 */
import { readdirSync } from "node:fs";

export interface Site {
  /** Name of the namespace that a telephone there runs in. */
  netns: string;
  /** The telephone's own address. */
  address: string;
  /** Where the house is, seen from there. */
  house: string;
}

const prefix = "hearth-test-";
/** Numbers of networks. */
const mostHouses = 250;

/** How long a router remembers, where it is not told. */
const usualIdleSeconds = 120;

/** A device with two uplinks, of which one at most is up: first Wi-Fi. */
export interface Road {
  netns: string;
  /** Only this one is there from now on; none, as in a tunnel. */
  use(network: "wifi" | "mobile" | "none"): void;
}

/** Why sites cannot be made here; undefined where they can. Tries it. */
export function sitesForbidden(): string | undefined {
  const name = `${prefix}${process.pid}-try`;
  const made =
    Bun.which("ip") && Bun.which("iptables") ? attempt(`ip netns add ${name}`) : "ip or iptables is missing";
  const translates = made ?? attempt(`ip netns exec ${name} iptables -t nat -A POSTROUTING -j MASQUERADE`);
  attempt(`ip netns del ${name}`);
  return translates;
}

export class Sites {
  /** The house's own addresses: towards the sites, and in its own network. */
  readonly outside: string;
  readonly inside: string;
  readonly #prefix = `${prefix}${process.pid}-`;
  readonly #remove = () => this.close();
  readonly #number: number;
  #routers = 0;

  constructor() {
    removeAbandoned();
    process.once("exit", this.#remove);
    const outside = this.#namespace("outside");
    run(`ip -n ${outside} link add switch type bridge`);
    run(`ip -n ${outside} link set switch up`);
    this.#number = takeNumber(outside);
    this.outside = `198.18.${this.#number}.1`;
    this.inside = `10.213.${this.#number}.1`;
    const link = outsideLink(this.#number);
    run(`ip -n ${outside} link set house master switch up`);
    run(`ip address add ${this.outside}/24 dev ${link}`);
    run(`ip link set ${link} up`);
  }

  /** In the house's own network. */
  main(): Site {
    const netns = this.#namespace("main");
    const link = insideLink(this.#number);
    const address = `10.213.${this.#number}.10`;
    run(`ip link add ${link} type veth peer name lan netns ${netns}`);
    run(`ip address add ${this.inside}/24 dev ${link}`);
    run(`ip link set ${link} up`);
    run(`ip -n ${netns} address add ${address}/24 dev lan`);
    run(`ip -n ${netns} link set lan up`);
    return { netns, address, house: this.inside };
  }

  /** @param idleSeconds after which its router forgets a flow */
  behindRouter(name: string, idleSeconds: number): Site {
    const netns = this.#namespace(name);
    const address = this.#uplink(netns, "lan", { network: "192.168.88", idleSeconds });
    this.#up(netns, "lan", "192.168.88");
    return { netns, address, house: this.outside };
  }

  road(): Road {
    const netns = this.#namespace("road");
    const networks = { wifi: "192.168.89", mobile: "10.64.7" };
    for (const [link, network] of Object.entries(networks)) this.#uplink(netns, link, { network });
    this.#up(netns, "wifi", networks.wifi);
    return {
      netns,
      use: (wanted) => {
        for (const link of Object.keys(networks)) run(`ip -n ${netns} link set ${link} down`);
        if (wanted !== "none") this.#up(netns, wanted, networks[wanted]);
      },
    };
  }

  /** Ends what runs in the sites and takes them away; harmless when they are gone. */
  close(): void {
    process.off("exit", this.#remove);
    // At once: with their namespaces they would go a little later, and be in the way of the next sites.
    for (const link of [outsideLink(this.#number), insideLink(this.#number)]) attempt(`ip link del ${link}`);
    removeNamespaces((name) => name.startsWith(this.#prefix));
  }

  /** Puts a router between this namespace and outside; its address in the router's network. */
  #uplink(netns: string, link: string, router: { network: string; idleSeconds?: number }): string {
    const { network, idleSeconds = usualIdleSeconds } = router;
    const number = ++this.#routers;
    const name = this.#namespace(`router${number}`);
    run(`ip link add wan netns ${name} type veth peer name router${number} netns ${this.#prefix}outside`);
    run(`ip -n ${this.#prefix}outside link set router${number} master switch up`);
    run(`ip -n ${name} address add 198.18.${this.#number}.${10 + number}/24 dev wan`);
    run(`ip -n ${name} link set wan up`);
    run(`ip link add lan netns ${name} type veth peer name ${link} netns ${netns}`);
    run(`ip -n ${name} address add ${network}.1/24 dev lan`);
    run(`ip -n ${name} link set lan up`);
    run(`ip -n ${netns} address add ${network}.10/24 dev ${link}`);
    const within = `ip netns exec ${name}`;
    run(`${within} sysctl -qw net.ipv4.ip_forward=1`);
    for (const timer of ["udp_timeout", "udp_timeout_stream", "tcp_timeout_established"])
      run(`${within} sysctl -qw net.netfilter.nf_conntrack_${timer}=${idleSeconds}`);
    // A flow that was forgotten is not picked up again in its middle, from inside or from outside.
    run(`${within} sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0`);
    run(`${within} iptables -t nat -A POSTROUTING -o wan -j MASQUERADE --random-fully`);
    run(`${within} iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP`);
    run(`${within} iptables -A FORWARD -i wan -m conntrack --ctstate NEW -j DROP`);
    return `${network}.10`;
  }

  #up(netns: string, link: string, network: string): void {
    run(`ip -n ${netns} link set ${link} up`);
    run(`ip -n ${netns} route replace default via ${network}.1`);
  }

  #namespace(name: string): string {
    run(`ip netns add ${this.#prefix}${name}`);
    run(`ip -n ${this.#prefix}${name} link set lo up`);
    return `${this.#prefix}${name}`;
  }
}

const outsideLink = (number: number) => `hearth-out-${number}`;
const insideLink = (number: number) => `hearth-in-${number}`;

/** A number that nobody has, taken by making the house's link to this namespace: a link's name is there once. */
function takeNumber(outside: string): number {
  for (let number = 1; number < mostHouses; number++) {
    const taken = attempt(`ip link add ${outsideLink(number)} type veth peer name house netns ${outside}`);
    if (!taken) return number;
    if (!taken.includes("File exists")) throw new Error(taken);
  }
  throw new Error("every number of a network is taken");
}

/** Of tests that were killed. */
function removeAbandoned(): void {
  const isAlive = (name: string) =>
    attempt(`kill -0 ${name.slice(prefix.length).split("-")[0]}`) === undefined;
  removeNamespaces((name) => name.startsWith(prefix) && !isAlive(name));
}

/** An interface that a process holds lives on after its namespace's name, so those go first. */
function removeNamespaces(which: (name: string) => boolean): void {
  for (const name of namespaces().filter(which)) {
    for (const pid of run(`ip netns pids ${name}`).split("\n").filter(Boolean)) attempt(`kill -9 ${pid}`);
    run(`ip netns del ${name}`);
  }
}

function namespaces(): string[] {
  try {
    return readdirSync("/run/netns");
  } catch {
    return []; // nobody has made any
  }
}

/** What went wrong; undefined where nothing did. */
function attempt(command: string): string | undefined {
  try {
    run(command);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** What the command says; throws what it complains of. */
function run(command: string): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command.split(" "));
  if (exitCode !== 0) throw new Error(`${command}: ${stderr.toString().trim() || exitCode}`);
  return stdout.toString();
}
