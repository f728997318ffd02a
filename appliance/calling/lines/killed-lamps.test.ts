/** The house is killed while lamps are lit: they are put right when it is back, over whatever they are watched. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { type Desk, MortalHouse } from "../../../scripts/peers/mortal-house.ts";
import { SipPeer } from "../../../scripts/peers/sip-peer.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { SipRequest } from "../../sip/message.ts";

let house: MortalHouse;
let [tom, uma, watching]: Desk[] = [];
const peers: SipPeer[] = [];
const at = (desk: Desk | undefined) => desk as Desk;

beforeAll(async () => {
  house = await MortalHouse.open();
  tom = await house.desk("Tom");
  uma = await house.desk("Uma");
  watching = await house.desk("Watching");
}, 60_000);
afterEach(() => {
  for (const peer of peers.splice(0)) peer.close();
});
afterAll(async () => {
  await house?.dispose();
}, 30_000);

type Credentials = Parameters<typeof SipPeer.open>[1];

async function peer(transport: "UDP" | "TCP" | "TLS", credentials: Credentials): Promise<SipPeer> {
  const { udp, tcp, tls } = house.ports;
  const opened = await (transport === "UDP"
    ? SipPeer.open(udp, credentials)
    : SipPeer.connect(transport === "TCP" ? tcp : tls, credentials, transport));
  peers.push(opened);
  expect((await opened.ask("REGISTER", "")).status).toBe(200);
  return opened;
}

const numberOf = ({ headers }: SipRequest) => headers.cseq?.number ?? 0;

/** @param after the NOTIFY that it is behind */
const shows = (lamp: SipPeer, state: RegExp, after?: SipRequest) =>
  lamp.hears(
    (request) =>
      request.method === "NOTIFY" &&
      state.test(request.body) &&
      numberOf(request) > (after ? numberOf(after) : 0),
  );
const busy = /<state>confirmed<\/state>/;
const free = /<dialog-info [^>]*><\/dialog-info>/;

for (const transport of ["UDP", "TCP", "TLS"] as const)
  test(`[CA-21] a lamp over ${transport} that is lit when the house is killed is free when it is back, and is lit again`, async () => {
    const { device, password } = await house.telephone(at(watching).client);
    const credentials = { username: device.username, password };
    const before = await peer(transport, credentials);
    const wish = { event: "dialog", expires: "600" };
    expect((await before.ask("SUBSCRIBE", at(tom).number, wish)).status).toBe(200);
    await shows(before, free);
    const calling = await at(uma).phone.call(at(tom).number);
    const rung = await at(tom).phone.rings();
    await rung.answer();
    const lit = await shows(before, busy);
    await house.journals(1);
    await house.keepsSubscription(device.username);
    await house.killAndStartAgain();
    const lamp = transport === "UDP" ? before : await peer(transport, credentials);
    const told = await shows(lamp, free, lit);
    expect(told.headers.get("call-id")).toBe(lit.headers.get("call-id"));
    await until(() => calling.over && rung.over);
    const again = await at(uma).phone.call(at(tom).number);
    await (await at(tom).phone.rings()).answer();
    const litAgain = await shows(lamp, busy, told);
    await again.hangUp();
    await shows(lamp, free, litAgain);
    await call(at(watching).client.api.calling.devices[":id"].$delete({ param: { id: device.id } }));
    await lamp.hears(({ headers }) => /^terminated/.test(headers.get("subscription-state") ?? ""));
  }, 60_000);
