/**
 * The phone book over LDAP among ten thousand people: what a search takes on a connection that stands, what it takes
 * with TLS handshake and sign-in, and the first after a change of somebody.
 *
 *   bun scripts/bench/ldap.ts
 */
import { Client } from "ldapts";
import { testAppliance } from "../peers/appliance.ts";
import { manyPeople } from "../peers/many-people.ts";
import { table } from "./process.ts";

const count = 10_000;
const rounds = 200;
const box = await testAppliance({ LDAP__SEARCHES_PER_SECOND: "1000" });
const owner = await box.rooms.people.directory.setUp({
  code: box.setupCode ?? "",
  organisation: "Bench",
  name: "Bench",
  email: "bench@example.org",
  password: "a long password",
});
await manyPeople(box, count);
const phones = await Promise.all(
  Array.from({ length: 10 }, (_, at) => box.rooms.sip.devices.add(owner.id, `Phone ${at}`)),
);
const url = `ldaps://127.0.0.1:${box.rooms.devices.ldapPort}`;

/** Telephones take turns. */
async function connect(at: number): Promise<Client> {
  const client = new Client({ url, tlsOptions: { ca: box.authority } });
  const { device, password } = phones[at % phones.length] as (typeof phones)[number];
  await client.bind(device.username, password);
  return client;
}

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

const find = (client: Client, filter: string) => client.search("dc=hearth", { filter, scope: "sub" });
const beginning = (at: number) => `(|(cn=agent number${at}*)(sn=number${at}*))`;
const first = await timeOf(async () => find(await connect(0), beginning(777)));

const clients = await Promise.all(phones.map((_, at) => connect(at)));
const standing: number[] = [];
const anew: number[] = [];
for (let at = 0; at < rounds; at++) {
  const client = clients[at % clients.length] as Client;
  standing.push(await timeOf(() => find(client, beginning(100 + at))));
  anew.push(
    await timeOf(async () => {
      const once = await connect(at);
      await find(once, `(telephoneNumber=${20_000 + at})`);
      await once.unbind();
    }),
  );
  await Bun.sleep(10);
}
const all = await timeOf(() =>
  find(clients[0] as Client, "(cn=*)").catch((error: { code?: number }) => {
    if (error.code !== 4) throw error; // there are more than an answer holds
  }),
);

const shown = (times: number[]) => {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]?.toFixed(1);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${sorted.at(-1)?.toFixed(1)} ms`;
};
table(`LDAP over TLS, ${count} people`, [
  ["the first search after a change of somebody", `${first.toFixed(0)} ms`],
  ["by the beginning of a name, on a connection that stands", shown(standing)],
  ["by number, with TLS handshake and sign-in", shown(anew)],
  ["everybody (500 of them)", `${all.toFixed(0)} ms`],
]);
await Promise.all(clients.map((client) => client.unbind()));
await box.dispose();
process.exit(0);
