/** An appliance as a process of its own with softphones on desks, to be killed in mid-call and started again. */
import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call } from "../../web-ui/api/client.ts";
import { AppClient } from "./client.ts";
import { type ApplianceProcess, freePort, spawnAppliance } from "./process.ts";
import { lastingSettings } from "./settings.ts";
import { Softphone } from "./softphone.ts";
import { RtpSound } from "./softphone-media.ts";
import { SharedSocket } from "./softphone-transport.ts";
import { until } from "./until.ts";

const password = "a long password";
/** Where the desks are: no trunk or other telephone of a test has this address. */
const desks = "127.0.0.8";

export interface Desk {
  personId: string;
  /** What is dialled to reach them. */
  number: string;
  phone: Softphone;
  client: AppClient;
}

export class MortalHouse {
  readonly ports = { udp: freePort(), tcp: freePort(), tls: freePort() };
  readonly #folder = mkdtempSync(join(tmpdir(), "hearth-mortal-"));
  readonly #settings: Record<string, string>;
  readonly #phones: Softphone[] = [];
  #box!: ApplianceProcess;
  #desks!: SharedSocket;
  /** Of the administrator. */
  admin!: AppClient;

  private constructor(settings: Record<string, string>) {
    this.#settings = {
      ...lastingSettings(this.#folder),
      SIP__DOMAIN: "127.0.0.1",
      SIP__DIGEST_ALGORITHMS: "MD5",
      SIP__UDP_PORT: String(this.ports.udp),
      SIP__TCP_PORT: String(this.ports.tcp),
      SIP__TLS_PORT: String(this.ports.tls),
      ...settings,
    };
  }

  static async open(settings: Record<string, string> = {}): Promise<MortalHouse> {
    const house = new MortalHouse(settings);
    house.#box = await spawnAppliance(house.#settings);
    house.#desks = await SharedSocket.open(house.ports.udp, desks);
    house.admin = new AppClient(house.#box.url);
    const maria = { name: "Maria", email: "maria@northwind.example", password };
    await house.admin.setUp(house.#box.setupCode, "Northwind", maria);
    return house;
  }

  /** Somebody new, with a softphone over UDP that is registered. */
  async desk(name: string): Promise<Desk> {
    const email = `${name.toLowerCase()}@northwind.example`;
    const { id: personId, client } = await this.admin.admit({ name, email, password });
    const { device, password: secret } = await this.telephone(client);
    const { address } = await call(client.api.calling.$get());
    const { username: user } = device;
    const options = { user, password: secret, media: () => new RtpSound() };
    const phone = await Softphone.open(this.#desks.carrierOf(user), options);
    this.#phones.push(phone);
    await phone.register();
    await this.#keeps(1, "sip_bindings WHERE person_id = ?", personId);
    return { personId, number: /^sip:(\w+)@/.exec(address)?.[1] ?? "", phone, client };
  }

  /** Credentials of a telephone in the clear, for who is signed in there. */
  telephone(client: AppClient) {
    return call(client.api.calling.devices.$post({ json: { name: "desk", plain: true } }));
  }

  /** Resolves when so many calls that run, and no others, are in the journal. */
  async journals(calls: number): Promise<void> {
    await this.#keeps(calls, "running_calls");
  }

  /** Resolves when it is in the journal that calls ran after this moment. */
  async marks(after: number): Promise<void> {
    await this.#keeps(1, "(SELECT max(seen_at) AS latest FROM running_calls) WHERE latest > ?", after);
  }

  /** How long this person has spoken to other countries, as it lies on disk. */
  secondsAbroad(personId: string): number {
    using file = this.#file();
    const wanted = file.query<{ seconds: number }, [string]>(
      "SELECT seconds FROM outside_usage WHERE person_id = ?",
    );
    return wanted.get(personId)?.seconds ?? 0;
  }

  /** Resolves when a subscription of this telephone is on disk. */
  async keepsSubscription(username: string): Promise<void> {
    await this.#keeps(1, "sip_subscriptions WHERE instr(kept, ?)", username);
  }

  /** Resolves when so many rows are on disk. */
  async #keeps(count: number, rows: string, ...values: (string | number)[]): Promise<void> {
    using file = this.#file();
    const counted = file.query<{ count: number }, typeof values>(`SELECT count(*) AS count FROM ${rows}`);
    await until(() => counted.get(...values)?.count === count);
  }

  #file(): Database {
    return new Database(join(this.#folder, "hearth.db"), { readonly: true });
  }

  /** Without a word, at this moment; resolves when it is up again. */
  async killAndStartAgain(): Promise<void> {
    await this.#box.kill("SIGKILL");
    this.#box = await spawnAppliance(this.#settings);
  }

  async dispose(): Promise<void> {
    await Promise.allSettled(this.#phones.map((phone) => phone.close()));
    this.#desks.close();
    await this.#box.kill("SIGTERM");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
