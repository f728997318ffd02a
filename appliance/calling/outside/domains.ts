/** Other domains that the house calls by address, and that call it (GN-17): which, and how they are known. */
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import {
  type Clock,
  type Database,
  type EventLog,
  isOutside,
  RateLimiter,
  says,
} from "../../platform/index.ts";
import { type Dns, type Flow, hostOf, type NextHop, quoteName, resolve, type Sip } from "../../sip/index.ts";
import type { Destination } from "../call/branch.ts";
import { type CallParty, userOf } from "../call/party.ts";
import { type Course, diversionHeader } from "../call/past.ts";
import { type ConfigurationWriter, configurationWriter } from "../configuration-change.ts";
import { callingErrors } from "../errors.ts";
import type { Target } from "../routing/world.ts";
import { domains } from "../schema.ts";
import { certificate, firstReached, identityOf } from "./definition.ts";

export const domainName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, says("domain"));

export const domainRuleSchema = z.object({
  /** `*` for every domain that has no rule of its own. */
  domain: z.literal("*").or(domainName),
  outgoing: z.boolean(),
  incoming: z.boolean(),
  /** Over TLS the domain's server must show a certificate for it. */
  verify: z.boolean().default(true),
  /** See `certificate`. */
  authority: certificate,
});
export type DomainRule = typeof domains.$inferSelect;

/** What a test of a domain has found, step by step; the first that failed is the last. */
export interface DomainReport {
  servers: string[];
  /** Of the connection that stood; undefined when none did. */
  connected: string | undefined;
  problem: "no-server" | "no-connection" | undefined;
  /** What the server answered to OPTIONS. */
  status: number | undefined;
}

/** Out to anybody, in for nobody: until an administrator says otherwise. */
const anywhere: DomainRule = { domain: "*", outgoing: true, incoming: false, verify: true, authority: null };

/** More than so many are not tried. */
const mostServers = 8;

type DomainTarget = Extract<Target, { kind: "domain" }>;

export interface DomainsParts {
  db: Database;
  events: EventLog;
  clock: Clock;
  sip: Sip;
  dns: Dns;
  /** Whether a provider is there: calls to it go by the trunk, with its limits. */
  isTrunk(address: string): boolean;
}

export class Domains {
  readonly #change: ConfigurationWriter;
  readonly #parts: DomainsParts;
  readonly #rules = new Map<string, DomainRule>();
  /** Calls of strangers: some at once from a domain that proved to be theirs, then one every ten seconds. */
  readonly #byDomain: RateLimiter;
  /** Before that: what an address may try. */
  readonly #byAddress: RateLimiter;
  /** Servers of domains, looked up once a minute. */
  readonly #found = new Map<string, { until: number; hops: Promise<NextHop[]> }>();

  constructor(parts: DomainsParts) {
    this.#change = configurationWriter(parts, "domains", "admin");
    this.#parts = parts;
    this.#byDomain = new RateLimiter({ clock: parts.clock, burst: 10, perSecond: 0.1 });
    this.#byAddress = new RateLimiter({ clock: parts.clock, burst: 20, perSecond: 0.2 });
    const rows = parts.db.orm.select().from(domains).orderBy(asc(domains.domain)).all();
    for (const row of rows) this.#rules.set(row.domain, row);
    parts.sip.admitStrangers(
      (domain, address) =>
        domainName.safeParse(domain).success && this.of(domain).incoming && this.#byAddress.take(address).ok,
    );
  }

  /** The rule for all domains first. */
  get all(): DomainRule[] {
    const own = [...this.#rules.values()].filter(({ domain }) => domain !== "*");
    return [this.of("*"), ...own.toSorted((a, b) => a.domain.localeCompare(b.domain))];
  }

  /** The rule that applies to a domain. */
  of(domain: string): DomainRule {
    return this.#rules.get(domain.toLowerCase()) ?? this.#rules.get("*") ?? anywhere;
  }

  async put(rule: DomainRule): Promise<DomainRule> {
    await this.#change((orm) =>
      orm.insert(domains).values(rule).onConflictDoUpdate({ target: domains.domain, set: rule }).run(),
    );
    this.#rules.set(rule.domain, rule);
    return rule;
  }

  async remove(domain: string): Promise<void> {
    if (!this.#rules.has(domain)) throw callingErrors("domain-not-found");
    await this.#change((orm) => orm.delete(domains).where(eq(domains.domain, domain)).run());
    this.#rules.delete(domain);
  }

  /** Rejects when no server of the domain can be reached as its rule wants it. */
  async reach({ party, address }: DomainTarget, caller: CallParty, course: Course): Promise<Destination> {
    const [user = "", domain = ""] = splitAddress(address);
    const { sip } = this.#parts;
    const flow = await this.wayTo(domain);
    return {
      party,
      deviceId: undefined,
      soundOnly: false,
      flow,
      target: `sip:${encodeURIComponent(user)}@${hostOf(domain)}`,
      from: `${quoteName(caller.name)} <sip:${encodeURIComponent(userOf(caller))}@${sip.domain}>`,
      to: `<sip:${encodeURIComponent(user)}@${hostOf(domain)}>`,
      patience: 4000,
      headers: diversionHeader(course, (by) => `<sip:${encodeURIComponent(userOf(by))}@${sip.domain}>`),
    };
  }

  /**
   * Whether a caller who claims to be of a domain comes from one of its servers, as DNS names them, over a
   * transport that it has: a datagram's address can be forged. It comes from any port of theirs.
   */
  async isOf(domain: string, flow: Flow): Promise<boolean> {
    const hops = await this.#serversOf(domain);
    const known = hops.some(
      ({ address, transport }) => address === flow.address && transport === flow.transport,
    );
    return known && this.#byDomain.take(domain).ok;
  }

  #serversOf(domain: string): Promise<NextHop[]> {
    const now = this.#parts.clock.now();
    const found = this.#found.get(domain);
    if (found && found.until > now) return found.hops;
    const hops = resolve({ host: domain, port: 0 }, this.#parts.dns).then((all) => all.slice(0, mostServers));
    this.#found.delete(domain);
    this.#found.set(domain, { until: now + 60_000, hops });
    if (this.#found.size > 1000) this.#found.delete(this.#found.keys().next().value ?? "");
    return hops;
  }

  /** Names of the public net lead out of the house's own; an administrator may say otherwise by a rule. */
  #mayReach(domain: string, { address }: NextHop): boolean {
    return (this.#rules.has(domain) || isOutside(address)) && !this.#parts.isTrunk(address);
  }

  /** Goes the way of a call as far as it can without calling anybody. */
  async check(domain: string): Promise<DomainReport> {
    this.#found.delete(domain); // whoever tests has just changed something
    const hops = await this.#serversOf(domain);
    const servers = hops.map(({ transport, address, port }) => `${transport} ${hostOf(address)}:${port}`);
    const report = { servers, connected: undefined, status: undefined };
    if (hops.length === 0) return { ...report, problem: "no-server" };
    const flow = await this.wayTo(domain).catch(() => undefined);
    if (!flow) return { ...report, problem: "no-connection" };
    const status = await this.#parts.sip.ping(flow, `sip:${hostOf(domain)}`);
    const connected = `${flow.transport} ${hostOf(flow.address)}:${flow.port}`;
    return { servers, connected, status, problem: undefined };
  }

  /** Rejects as `reach` does. */
  async wayTo(domain: string): Promise<Flow> {
    const identity = identityOf(domain, this.of(domain));
    const hops = (await this.#serversOf(domain)).filter((hop) => this.#mayReach(domain, hop));
    return firstReached(this.#parts.sip, hops, domain, identity);
  }
}

/** The two halves of `user@domain`, at the last `@`. */
export function splitAddress(address: string): [user: string, domain: string] {
  const at = address.lastIndexOf("@");
  return [address.slice(0, at), address.slice(at + 1)];
}
