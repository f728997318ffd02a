/** Trunks: the ways out of the house, whether they stand, and the numbers that come in over them. */
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import type { KeyService } from "../../keys/index.ts";
import type { Clock, Database, EventLog, Logger, Timer } from "../../platform/index.ts";
import {
  type Dns,
  type Flow,
  hostOf,
  type NextHop,
  type OutgoingRegistration,
  type RegistrationState,
  resolve,
  type Sip,
  type TrustedPeer,
} from "../../sip/index.ts";
import { type ConfigurationWriter, configurationWriter } from "../configuration-change.ts";
import { callingErrors } from "../errors.ts";
import { trunks } from "../schema.ts";
import { firstReached, howKnown, identityOf, type TrunkDefinition, trunkDefinition } from "./definition.ts";

export const trunkSchema = z.object({
  name: z.string().trim().min(1).max(60),
  priority: z.number().int().min(1).max(100).default(10),
  definition: trunkDefinition,
  /** Left out: stays as it is. */
  password: z.string().max(200).optional(),
});

export interface TrunkView {
  id: string;
  name: string;
  priority: number;
  definition: TrunkDefinition;
  hasPassword: boolean;
  state: TrunkState;
}

export type TrunkState =
  | { kind: "up"; since: number }
  /** `status`: what it answered; 408 nothing, 503 no way there. */
  | { kind: "down"; status: number }
  | { kind: "unknown" };

/** What a look at a trunk's server found, as far as it came. */
export interface TrunkProbe {
  trunk: TrunkView;
  /** As `UDP 192.0.2.1:5060`. */
  servers: string[];
  connected: string | undefined;
  /** Why there is no connection. */
  failure: string | undefined;
  /** Of OPTIONS, and how long it took in milliseconds. */
  answer: { status: number; milliseconds: number } | undefined;
}

interface Running {
  row: typeof trunks.$inferSelect;
  state: TrunkState;
  hops: NextHop[];
  registration: OutgoingRegistration | undefined;
  ping: Timer | undefined;
  closed: boolean;
}

const pingEvery = 30_000;

export interface TrunksParts {
  db: Database;
  events: EventLog;
  clock: Clock;
  log: Logger;
  keys: KeyService;
  sip: Sip;
  dns: Dns;
}

const nameOf = ({ transport, address, port }: NextHop | Flow): string =>
  `${transport} ${hostOf(address)}:${port}`;

export class Trunks {
  readonly #change: ConfigurationWriter;
  readonly #parts: TrunksParts;
  readonly #running = new Map<string, Running>();

  constructor(parts: TrunksParts) {
    this.#change = configurationWriter(parts, "trunks", "admin");
    this.#parts = parts;
    const rows = parts.db.orm.select().from(trunks).orderBy(asc(trunks.priority)).all();
    for (const row of rows) this.#start(row);
    parts.sip.trustPeers((flow) => this.#peerAt(flow));
  }

  get all(): TrunkView[] {
    return [...this.#running.values()]
      .map(({ row: { secret, ...row }, state }) => ({ ...row, hasPassword: secret !== null, state }))
      .toSorted((a, b) => a.priority - b.priority);
  }

  /** In the order in which they are tried: those that stand before those that do not, none left out. */
  get usable(): TrunkView[] {
    const rank = ({ state }: TrunkView) => (state.kind === "down" ? 1 : 0);
    return this.all.filter(({ definition }) => definition.enabled).toSorted((a, b) => rank(a) - rank(b));
  }

  find(id: string): TrunkView | undefined {
    return this.all.find((trunk) => trunk.id === id);
  }

  async put(id: string | undefined, input: z.output<typeof trunkSchema>): Promise<TrunkView> {
    const known = id === undefined ? undefined : this.#running.get(id);
    if (id !== undefined && !known) throw callingErrors("trunk-not-found");
    const { password, ...rest } = input;
    const own = id ?? crypto.randomUUID();
    const secret =
      password === undefined
        ? (known?.row.secret ?? null)
        : this.#parts.keys.seal(`trunk-${own}`, Buffer.from(password)).toString("base64");
    const row = { id: own, ...rest, secret };
    await this.#change((orm) =>
      orm.insert(trunks).values(row).onConflictDoUpdate({ target: trunks.id, set: row }).run(),
    );
    if (known) await this.#stop(known);
    this.#start(row);
    return this.find(own) as TrunkView;
  }

  async remove(id: string): Promise<void> {
    const known = this.#running.get(id);
    if (!known) throw callingErrors("trunk-not-found");
    await this.#change((orm) => orm.delete(trunks).where(eq(trunks.id, id)).run());
    this.#running.delete(id);
    await this.#stop(known);
  }

  /** A way to the trunk's first server that can be reached, and what an INVITE there needs. */
  async reach(id: string): Promise<{
    flow: Flow;
    definition: TrunkDefinition;
    credentials: { username: string; password: string } | undefined;
  }> {
    const running = this.#running.get(id);
    if (!running) throw callingErrors("trunk-not-found");
    const flow = await this.#flow(running);
    return { flow, definition: running.row.definition, credentials: this.#credentials(running) };
  }

  /** A way to the trunk's server at this address, or else to the first that can be reached. */
  async wayTo(id: string, address: string): Promise<Flow> {
    const running = this.#running.get(id);
    if (!running) throw callingErrors("trunk-not-found");
    return this.#flow(running, address);
  }

  /** Whether a trunk's server, or one of its peers, has this address. */
  has(address: string): boolean {
    return [...this.#running.values()].some(
      ({ row, hops }) =>
        row.definition.peers.includes(address) || hops.some((hop) => hop.address === address),
    );
  }

  /** Looks its servers up anew, and asks the first that can be reached. */
  async probe(id: string): Promise<TrunkProbe> {
    const running = this.#running.get(id);
    if (!running) throw callingErrors("trunk-not-found");
    await this.#resolve(running);
    const servers = running.hops.map(nameOf);
    const answer = await this.#ask(running);
    return { trunk: this.find(id) as TrunkView, servers, ...answer };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.values()].map((running) => this.#stop(running)));
  }

  #start(row: Running["row"]): void {
    const running: Running = {
      row,
      state: { kind: "unknown" },
      hops: [],
      registration: undefined,
      ping: undefined,
      closed: false,
    };
    const before = this.#running.get(row.id);
    if (before && !before.closed) void this.#stop(before); // changed twice in the same moment
    this.#running.set(row.id, running);
    if (!row.definition.enabled) return;
    void this.#resolve(running).then(() => this.#watch(running));
  }

  /** A registered trunk is up while it is registered; any other while it answers. */
  #watch(running: Running): void {
    const { definition } = running.row;
    if (running.closed) return;
    const credentials = this.#credentials(running);
    if (!definition.registers || !credentials) return void this.#ask(running);
    running.registration = this.#parts.sip.register({
      address: `sip:${definition.username}@${definition.host}`,
      registrar: `sip:${definition.host}`,
      credentials,
      flow: () => this.#flow(running),
      onState: (state) => this.#registered(running, state),
    });
  }

  #registered(running: Running, state: RegistrationState): void {
    if (state.kind === "registered") this.#set(running, { kind: "up", since: this.#parts.clock.now() });
    else this.#set(running, { kind: "down", status: state.status });
  }

  async #ask(running: Running): Promise<Omit<TrunkProbe, "trunk" | "servers">> {
    running.ping?.cancel();
    const found = await this.#ping(running);
    const status = found.answer?.status ?? 503;
    // Any answer but these comes from a server that is there (RFC 3261 §11). What registers is up while it has.
    if (!running.registration)
      this.#set(
        running,
        status === 408 || status === 503
          ? { kind: "down", status }
          : { kind: "up", since: this.#parts.clock.now() },
      );
    if (found.failure !== undefined) await this.#resolve(running);
    if (running.closed || running.registration || !running.row.definition.enabled) return found;
    running.ping?.cancel(); // somebody asked besides
    running.ping = this.#parts.clock.after(pingEvery, () => void this.#ask(running));
    return found;
  }

  async #ping(running: Running): Promise<Omit<TrunkProbe, "trunk" | "servers">> {
    const { sip, clock } = this.#parts;
    try {
      const flow = await this.#flow(running);
      const connected = nameOf(flow);
      const began = clock.monotonic();
      const status = await sip.ping(flow, `sip:${running.row.definition.host}`);
      const milliseconds = Math.round(clock.monotonic() - began);
      return { connected, failure: undefined, answer: { status, milliseconds } };
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      return { connected: undefined, failure, answer: undefined };
    }
  }

  #set(running: Running, state: TrunkState): void {
    if (running.closed || (running.state.kind === "up" && state.kind === "up")) return;
    if (running.state.kind !== state.kind)
      this.#parts.log.info("a trunk changed", { trunk: running.row.name, state: state.kind });
    running.state = state;
  }

  /** @param preferred the address of the server that is tried first */
  async #flow(running: Running, preferred?: string): Promise<Flow> {
    if (running.hops.length === 0) await this.#resolve(running);
    const isLater = ({ address }: NextHop) => Number(preferred !== undefined && address !== preferred);
    const hops = running.hops.toSorted((a, b) => isLater(a) - isLater(b));
    const { host } = running.row.definition;
    const identity = identityOf(host, trunkDefinition.parse(running.row.definition)); // of rows from before
    return firstReached(this.#parts.sip, hops, host, identity);
  }

  async #resolve(running: Running): Promise<void> {
    const { host, port, transport } = running.row.definition;
    running.hops = await resolve({ host, port, transport }, this.#parts.dns).catch(() => []);
  }

  #credentials({ row }: Running): { username: string; password: string } | undefined {
    if (row.definition.username === "" || row.secret === null) return undefined;
    const password = this.#parts.keys.open(`trunk-${row.id}`, Buffer.from(row.secret, "base64")).toString();
    return { username: row.definition.username, password };
  }

  /** Whose flow this is: those that are known for certain go before those that only have its address. */
  #peerAt(flow: Flow): TrustedPeer | undefined {
    let likely: TrustedPeer | undefined;
    for (const { row, hops } of this.#running.values()) {
      const by = howKnown(flow, row.definition, hops);
      if (by === "way") return { peer: row.id, by };
      if (by) likely ??= { peer: row.id, by };
    }
    return likely;
  }

  async #stop(running: Running): Promise<void> {
    running.closed = true;
    running.ping?.cancel();
    await running.registration?.close();
  }
}
