/** Previews as people ask for them: by the appliance's route, with names from a server that lies, and pages on loopback. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { type TestAppliance, testAppliance } from "../../../scripts/peers/appliance.ts";
import { AppClient } from "../../../scripts/peers/client.ts";
import { nameServer } from "../../../scripts/peers/name-server.ts";
import { call } from "../../../web-ui/api/client.ts";
import { loadConfig } from "../../platform/index.ts";

const own = "127.0.0.5";
const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });
/** What names lead to; of several answers each time the next, and then the last again. */
const names = new Map<string, readonly string[][]>([
  ["page.test", [["127.0.0.1"]]],
  ["secure.test", [["127.0.0.1"]]],
  ["six.test", [["::1"]]],
  ["rebind.test", [["127.0.0.2"], ["127.0.0.1"]]],
  ["metadata.test", [["169.254.169.254"]]],
  ["loopback.test", [["127.0.0.1"]]],
  ["private.test", [["10.1.2.3"]]],
  ["mixed.test", [["93.184.215.14", "192.168.0.1"]]],
  ["local-six.test", [["fe80::1"]]],
  ["unique-six.test", [["fd00::1"]]],
  ["mapped.test", [["::ffff:7f00:1"]]],
]);

interface Seen {
  host: string;
  path: string;
  from: string;
  to: string;
}
const seen: Seen[] = [];
const servers: { close: () => unknown }[] = [];
let box: TestAppliance;
let port: number;
let dns: Awaited<ReturnType<typeof nameServer>>;
let maria: AppClient;

async function listen(server: Server | ReturnType<typeof createTcpServer>, address: string, at = 0) {
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(at, address, resolve);
  });
  return (server.address() as AddressInfo).port;
}

const pages = () =>
  createServer((request, response) => {
    const { url: path = "", headers, socket } = request;
    seen.push({
      host: headers.host ?? "",
      path,
      from: socket.remoteAddress ?? "",
      to: socket.localAddress ?? "",
    });
    if (path.startsWith("/to/"))
      return void response.writeHead(302, { Location: decodeURIComponent(path.slice(4)) }).end();
    response.writeHead(200, { "Content-Type": "text/html" }).end("<title>Harbour</title>");
  });

const look = async (url: string, client = maria) =>
  (await call(client.api["link-previews"].$post({ json: { url } }))).preview;
const asked = (name: string) => dns.asked.filter((question) => question.name === name);
const allow = (hosts: string[]) =>
  call(
    maria.api.admin.messaging.policy.$put({
      json: {
        editMinutes: null,
        deleteLater: true,
        largestFile: null,
        linkPreviews: { enabled: true, hosts },
      },
    }),
  );

beforeAll(async () => {
  const times = new Map<string, number>();
  dns = await nameServer(({ name, type }) => {
    const answers = names.get(name) ?? [];
    const turn = times.get(`${name} ${type}`) ?? 0;
    times.set(`${name} ${type}`, turn + 1);
    return answers[Math.min(turn, answers.length - 1)] ?? [];
  });
  port = await listen(pages(), "127.0.0.1");
  await listen(pages(), "127.0.0.2", port);
  box = await testAppliance({ PREVIEWS__SOURCE_ADDRESS: own, PREVIEWS__NAME_SERVERS: dns.address });
  maria = new AppClient(box.url);
  await maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  await allow([`page.test:${port}`, `six.test:${port}`, `rebind.test:${port}`, `metadata.test:${port}`]);
});
afterAll(async () => {
  await box.dispose();
  dns.close();
  for (const server of servers) server.close();
});

test("[SE-03] pages, and the names of their hosts, are asked for from the address that previews have of their own", async () => {
  expect(await look(`http://page.test:${port}/a`)).toMatchObject({ title: "Harbour" });
  expect(seen).toEqual([{ host: `page.test:${port}`, path: "/a", from: own, to: "127.0.0.1" }]);
  const questions = asked("page.test").map(({ from, type }) => [from, type]);
  expect(questions).toEqual([[own, "A"]]); // no other family can be called from there
});

test("[SE-03] over TLS too", async () => {
  const caller = Promise.withResolvers<string>();
  const silent = createTcpServer((socket) => {
    caller.resolve(socket.remoteAddress ?? "");
    socket.destroy();
  });
  const at = await listen(silent, "127.0.0.1");
  await allow([`page.test:${port}`, `rebind.test:${port}`, `metadata.test:${port}`, `secure.test:${at}`]);
  expect(await look(`https://secure.test:${at}/`)).toBeNull();
  expect(await caller.promise).toBe(own);
});

test("[SE-03] a name whose answer changes (rebinding) is asked for once, and called where it was first", async () => {
  const before = seen.length;
  expect(await look(`http://rebind.test:${port}/b`)).toMatchObject({ title: "Harbour" });
  expect(seen.slice(before)).toMatchObject([{ to: "127.0.0.2", from: own }]);
  expect(asked("rebind.test").filter(({ type }) => type === "A")).toHaveLength(1);
});

test("[SE-03] names that lead inside are looked up and not called: private, link-local, metadata, IPv6, mixed; nor by a redirect", async () => {
  // Port 80 of the addresses that are called at all is watched where this machine lets one listen there.
  const watched = await listen(pages(), "127.0.0.1", 80).catch(() => 0);
  const { client } = await maria.admit(person("jonas"));
  const before = seen.length;
  const inside = [
    "loopback.test",
    "private.test",
    "metadata.test",
    "mixed.test",
    "local-six.test",
    "unique-six.test",
    "mapped.test",
  ];
  for (const name of inside) {
    expect([name, await look(`http://${name}/`, client)]).toEqual([name, null]);
    expect([name, asked(name).length > 0]).toEqual([name, true]);
  }
  expect(await look(`http://metadata.test:${port}/`, client)).toBeNull(); // not even where it was named
  expect(seen.length).toBe(before);
  const way = `http://page.test:${port}/to/${encodeURIComponent("http://loopback.test/secret")}`;
  expect(await look(way, client)).toBeNull();
  expect(seen.slice(before).map(({ path }) => path.slice(0, 4))).toEqual(["/to/"]);
  expect([0, 80]).toContain(watched);
});

test("[SE-03] where there is no way from that address, nothing is called from another", async () => {
  const six = await listen(pages(), "::1", port).catch(() => 0);
  await allow([`six.test:${port}`]);
  const before = seen.length;
  expect(await look(`http://six.test:${port}/`)).toBeNull();
  expect(seen.length).toBe(before);
  expect([0, port]).toContain(six);
});

test("[SE-03] rubbish in the settings is refused at the start", () => {
  const of = (previews: Record<string, string>) => () => loadConfig({ file: "", environment: previews });
  for (const address of ["harbour", "127.0.0", "10.0.0.0/8", "::1%lo", "1.2.3.4:80"])
    expect(of({ HEARTH_PREVIEWS__SOURCE_ADDRESS: address })).toThrow();
  for (const servers of ["ns.example", "1.2.3.4:", "1.2.3.4:99999", "999.1.1.1", "::1", "http://1.2.3.4"])
    expect(of({ HEARTH_PREVIEWS__NAME_SERVERS: servers })).toThrow();
  expect(of({ HEARTH_PREVIEWS__NAME_SERVERS: "1.2.3.4,[::1]:53" })).not.toThrow();
});
