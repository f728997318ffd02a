/** An appliance with people at softphones: on a desk, in the app, and outside behind a trunk. */
import { trunkSchema } from "../../appliance/calling/outside/trunks.ts";
import type { TestAppliance } from "./appliance.ts";
import { testAppliance } from "./appliance.ts";
import { AppClient } from "./client.ts";
import { Softphone, type SoftphoneCall } from "./softphone.ts";
import { RtpSound, WebrtcSound } from "./softphone-media.ts";
import { SharedSocket, webSocketCarrier } from "./softphone-transport.ts";
import { until } from "./until.ts";

export const stationKinds = ["phone", "app", "trunk"] as const;
export type StationKind = (typeof stationKinds)[number];

/** Somebody who can be called. */
export interface Station {
  kind: StationKind;
  /** What they say, in hertz. */
  tone: number;
  phone: Softphone;
  /** What is dialled in the house to reach them. */
  number: string;
  /** The number by which somebody in the house is reached from outside. */
  direct: string;
  /** Undefined outside. */
  personId: string | undefined;
}

const password = "a long password";
const provider = "127.0.0.9";
/** Calls from outside to somebody outside go through this person's forward. */
const relay = "+14155550200";

export class SoftphoneHouse {
  readonly box: TestAppliance;
  readonly admin: AppClient;
  readonly #outside: SharedSocket;
  readonly #desks: SharedSocket;
  readonly #phones: Softphone[] = [];
  #relayId = "";
  #people = 0;

  private constructor(box: TestAppliance, outside: SharedSocket, desks: SharedSocket) {
    this.box = box;
    this.admin = new AppClient(box.url);
    this.#outside = outside;
    this.#desks = desks;
  }

  static async open(settings: Record<string, string> = {}): Promise<SoftphoneHouse> {
    const box = await testAppliance({
      SIP__DOMAIN: "127.0.0.1",
      SIP__DIGEST_ALGORITHMS: "MD5",
      SIP__REQUESTS_PER_SECOND: "100000",
      ...settings,
    });
    const { udp } = box.rooms.sip.ports;
    const house = new SoftphoneHouse(
      box,
      await SharedSocket.open(udp, provider),
      await SharedSocket.open(udp),
    );
    await house.#furnish();
    return house;
  }

  /** Somebody new, whose only telephone is this. */
  async station(kind: StationKind, tone: number): Promise<Station> {
    const index = ++this.#people;
    if (kind === "trunk") return this.outsider(`+141555509${String(index).padStart(2, "0")}`, tone);
    const { calling, people } = this.box.rooms;
    const name = `Person ${index}`;
    const { id, client } = await this.admin.admit({ name, email: `p${index}@northwind.example`, password });
    await calling.settings.change(id, { voicemail: false });
    const number = people.directory.find(id)?.extension ?? "";
    const direct = `+141555501${String(index).padStart(2, "0")}`;
    await calling.numbers.put({ number: direct, reaches: number, address: null });
    const phone = await (kind === "app" ? this.#app(client, number) : this.#desk(id));
    this.#phones.push(phone);
    return { kind, tone, phone, number, direct, personId: id };
  }

  /** One calls the other, whose telephone rings. @returns the call at both ends */
  async ring(from: Station, to: Station): Promise<[SoftphoneCall, SoftphoneCall]> {
    if (from.kind === "trunk" && to.kind === "trunk")
      await this.box.rooms.calling.settings.change(this.#relayId, { forwardAlways: to.number });
    const ours = to.kind === "trunk" ? relay : to.direct;
    const calling = await from.phone.call(from.kind === "trunk" ? ours : to.number);
    const ringing = await to.phone.rings();
    await until(() => calling.status === 180);
    return [calling, ringing];
  }

  /** One calls the other, and they speak. */
  async connect(from: Station, to: Station): Promise<[SoftphoneCall, SoftphoneCall]> {
    const [calling, ringing] = await this.ring(from, to);
    await ringing.answer();
    await until(() => calling.established);
    await Promise.all([calling.media.speak(from.tone), ringing.media.speak(to.tone)]);
    return [calling, ringing];
  }

  /** Resolves when no call runs, and all are on record. */
  async quiet(): Promise<void> {
    await until(() => this.box.rooms.calling.liveCalls.length === 0);
    await this.box.rooms.calling.settled();
  }

  async dispose(): Promise<void> {
    await Promise.allSettled(this.#phones.map((phone) => phone.close()));
    this.#outside.close();
    this.#desks.close();
    await this.box.dispose();
  }

  async #furnish(): Promise<void> {
    const { calling, people } = this.box.rooms;
    const maria = { name: "Maria", email: "maria@northwind.example", password };
    await this.admin.setUp(this.box.setupCode ?? "", "Northwind", maria);
    const definition = { host: provider, port: this.#outside.port, callerId: relay };
    await this.outsider("operator", 0); // answers OPTIONS
    const trunk = trunkSchema.parse({ name: "Provider", definition });
    const { id } = await calling.trunks.put(undefined, trunk);
    await until(() => calling.trunks.find(id)?.state.kind === "up");
    const relayed = await this.admin.admit({ name: "Relay", email: "relay@northwind.example", password });
    this.#relayId = relayed.id;
    const reaches = people.directory.find(relayed.id)?.extension ?? "";
    await calling.numbers.put({ number: relay, reaches, address: null });
  }

  /** Somebody outside, whose telephone answers at this number. */
  async outsider(number: string, tone: number): Promise<Station> {
    const carrier = this.#outside.carrierOf(number);
    const phone = await Softphone.open(carrier, { user: number, media: () => new RtpSound() });
    this.#phones.push(phone);
    return { kind: "trunk", tone, phone, number, direct: number, personId: undefined };
  }

  async #desk(personId: string): Promise<Softphone> {
    const added = await this.box.rooms.sip.devices.add(personId, "softphone", { plain: true });
    const { username: user } = added.device;
    const options = { user, password: added.password, media: () => new RtpSound() };
    const phone = await Softphone.open(this.#desks.carrierOf(user), options);
    await phone.register();
    return phone;
  }

  async #app(client: AppClient, user: string): Promise<Softphone> {
    const carrier = await webSocketCarrier(client);
    const phone = await Softphone.open(carrier, { user, media: () => new WebrtcSound() });
    await phone.register();
    return phone;
  }
}
