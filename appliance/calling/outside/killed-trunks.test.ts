/** A provider has called in over a connection of its own, and the house is killed: it is told when the house is back. */
import { afterAll, afterEach, beforeAll, test } from "bun:test";
import { type Desk, MortalHouse } from "../../../scripts/peers/mortal-house.ts";
import { ours, theirs } from "../../../scripts/peers/provider.ts";
import { houseWithoutMailboxes, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import { trunkSchema } from "./trunks.ts";

/** Milliseconds; ten seconds after its connection broke a peer asks by itself. */
const soon = 9000;

let house: MortalHouse;
let provider: TelephoneHouse;
let tom: Desk;
let outsider: Person;

beforeAll(async () => {
  house = await MortalHouse.open();
  provider = await houseWithoutMailboxes(["Operator", "Outsider"]);
  const { people, calling } = provider.box.rooms;
  outsider = await people.directory.change((provider.people.outsider as Person).id, { extension: theirs });
  await calling.settings.change(outsider.id, { outside: "national" });
  tom = await house.desk("Tom");
  const number = { number: ours, reaches: tom.number, address: null };
  await call(house.admin.api.admin.calling.numbers.$put({ json: number }));
}, 60_000);
afterEach(async () => {
  await provider.hangUp("SIGKILL");
});
afterAll(async () => {
  await provider?.box.dispose();
  await house?.dispose();
}, 30_000);

/** The provider is a trunk of the house, and the house of the provider; each connects to the other. */
async function joinBy(transport: "TCP" | "TLS"): Promise<void> {
  const port = transport === "TCP" ? "tcp" : "tls";
  const { box } = provider;
  const way = {
    host: "127.0.0.1",
    transport,
    port: box.rooms.sip.ports[port],
    authority: box.authority.trim(),
  };
  const json = trunkSchema.parse({ name: transport, definition: { ...way, callerId: ours } });
  await call(house.admin.api.admin.calling.trunks.$post({ json }));
  const { trunks } = box.rooms.calling;
  for (const { id } of trunks.all) await trunks.remove(id);
  const back = { host: "127.0.0.1", transport, port: house.ports[port], verify: false };
  const { id } = await trunks.put(undefined, trunkSchema.parse({ name: "House", definition: back }));
  await until(() => trunks.find(id)?.state.kind === "up");
}

/** What the house has said to the provider in the call that came from there. */
const said = (id: string) =>
  provider.box.rooms.sip.trace.of(id).flatMap(({ outgoing, text }) => (outgoing ? [] : [text]));

for (const transport of ["TCP", "TLS"] as const)
  test(`[CA-02] [CA-03] a provider that called in over ${transport}, and registers nowhere, is told of the end after a kill`, async () => {
    await joinBy(transport);
    const there = await provider.phone(outsider);
    await there.command("dial", ours);
    const rung = await tom.phone.rings();
    await rung.answer();
    await there.says(/Call established/);
    const [live] = provider.box.rooms.calling.liveCalls;
    await house.journals(1);
    await house.killAndStartAgain();
    await until(() => said(live?.id ?? "").some((text) => /^BYE /.test(text)), soon);
    await there.says(/session closed|terminated/i);
    await until(() => rung.over);
    await provider.quiet();
  }, 60_000);
