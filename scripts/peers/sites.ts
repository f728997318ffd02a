/**
 * Three sites in network namespaces: the house's own network, and a branch and a home, each behind a router that
 * translates addresses to ports of its choice (MASQUERADE) and forgets an idle flow early. The two have the same
 * private network, as homes do. The test's own namespace is the house: it is given an address in the first and
 * one outside.
 *
 *     main phone ── 10.213.1.0/24 ── the house ── 198.18.7.0/24 (outside) ─┬─ branch router ── 192.168.88.0/24 ── phone
 *                                                                         └─ home router ──── 192.168.88.0/24 ── phone
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
export const houseInside = "10.213.1.1";
export const houseOutside = "198.18.7.1";
const routers = { branch: "198.18.7.2", home: "198.18.7.3" };

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
  readonly main: Site;
  readonly branch: Site;
  readonly home: Site;
  readonly #prefix = `${prefix}${process.pid}-`;
  readonly #remove = () => this.close();

  /** @param idleSeconds after which the routers forget a flow */
  constructor(idleSeconds: number) {
    removeAbandoned();
    process.once("exit", this.#remove);
    try {
      this.#makeOutside();
      this.main = this.#makeMain();
      this.branch = this.#makeBehindRouter("branch", idleSeconds);
      this.home = this.#makeBehindRouter("home", idleSeconds);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Ends what runs in the sites and takes them away; harmless when they are gone. */
  close(): void {
    process.off("exit", this.#remove);
    removeNamespaces((name) => name.startsWith(this.#prefix));
  }

  #makeOutside(): void {
    const outside = this.#namespace("outside");
    const link = `ho${process.pid}`;
    run(`ip -n ${outside} link add switch type bridge`);
    run(`ip -n ${outside} link set switch up`);
    run(`ip link add ${link} type veth peer name house netns ${outside}`);
    run(`ip -n ${outside} link set house master switch up`);
    run(`ip address add ${houseOutside}/24 dev ${link}`);
    run(`ip link set ${link} up`);
  }

  #makeMain(): Site {
    const netns = this.#namespace("main");
    const link = `hm${process.pid}`;
    const address = "10.213.1.10";
    run(`ip link add ${link} type veth peer name lan netns ${netns}`);
    run(`ip address add ${houseInside}/24 dev ${link}`);
    run(`ip link set ${link} up`);
    run(`ip -n ${netns} address add ${address}/24 dev lan`);
    run(`ip -n ${netns} link set lan up`);
    return { netns, address, house: houseInside };
  }

  #makeBehindRouter(site: "branch" | "home", idleSeconds: number): Site {
    const router = this.#namespace(`${site}-router`);
    const netns = this.#namespace(site);
    const address = "192.168.88.10";
    run(`ip link add wan netns ${router} type veth peer name ${site} netns ${this.#prefix}outside`);
    run(`ip -n ${this.#prefix}outside link set ${site} master switch up`);
    run(`ip -n ${router} address add ${routers[site]}/24 dev wan`);
    run(`ip -n ${router} link set wan up`);
    run(`ip link add lan netns ${router} type veth peer name lan netns ${netns}`);
    run(`ip -n ${router} address add 192.168.88.1/24 dev lan`);
    run(`ip -n ${router} link set lan up`);
    run(`ip -n ${netns} address add ${address}/24 dev lan`);
    run(`ip -n ${netns} link set lan up`);
    run(`ip -n ${netns} route add default via 192.168.88.1`);
    const within = `ip netns exec ${router}`;
    run(`${within} sysctl -qw net.ipv4.ip_forward=1`);
    for (const timer of ["udp_timeout", "udp_timeout_stream", "tcp_timeout_established"])
      run(`${within} sysctl -qw net.netfilter.nf_conntrack_${timer}=${idleSeconds}`);
    // A flow that was forgotten is not picked up again in its middle, from inside or from outside.
    run(`${within} sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0`);
    run(`${within} iptables -t nat -A POSTROUTING -o wan -j MASQUERADE --random-fully`);
    run(`${within} iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP`);
    run(`${within} iptables -A FORWARD -i wan -m conntrack --ctstate NEW -j DROP`);
    return { netns, address, house: houseOutside };
  }

  #namespace(name: string): string {
    run(`ip netns add ${this.#prefix}${name}`);
    run(`ip -n ${this.#prefix}${name} link set lo up`);
    return `${this.#prefix}${name}`;
  }
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
