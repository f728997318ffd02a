/** Previews of links against real servers on loopback, good ones and hostile ones. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createLogger, loadTls, type Resolve, systemClock } from "../../platform/index.ts";
import type { MessagingPolicyBook } from "../policy.ts";
import { LinkPreviews } from "./previews.ts";

/** One grey pixel. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
  "base64",
);
/** The same, which says that it is 4001 pixels wide and 4000 high. */
const vast = Buffer.from(png);
vast.writeUInt32BE(4001, 16);
vast.writeUInt32BE(4000, 20);
const page = '<title>Harbour</title><meta property="og:image" content="/picture">';

let folder: string;
const servers: Server[] = [];
const seen: IncomingMessage[] = [];

async function serve(listener: RequestListener, address = "127.0.0.1", port = 0): Promise<number> {
  const server = createServer((request, response) => {
    seen.push(request);
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return (server.address() as AddressInfo).port;
}

/** Everything that a page may do to who looks at it. */
const hostile: RequestListener = (request, response) => {
  const send = (type: string, body: string | Buffer, more: Record<string, string> = {}) =>
    response.writeHead(200, { "Content-Type": type, ...more }).end(body);
  const drip = (type: string, piece: string, every: number) => {
    response.writeHead(200, { "Content-Type": type });
    const timer = setInterval(() => response.write(piece), every);
    response.on("close", () => clearInterval(timer));
  };
  const path = request.url ?? "";
  if (path === "/page") return send("text/html", page, { "Set-Cookie": "who=1" });
  if (path === "/picture") return send("image/png", png);
  if (path === "/silent") return;
  if (path === "/drip") return drip("text/html", "<", 20);
  if (path === "/endless") return drip("text/html", `<title>endless</title>${"x".repeat(65_536)}`, 1);
  if (path === "/json") return send("application/json", page);
  if (path === "/bomb")
    return send("text/html", gzipSync(page + " ".repeat(50_000_000)), { "Content-Encoding": "gzip" });
  if (path === "/liar") return send("image/png", "<svg onload='alert(1)'></svg>");
  if (path === "/vast") return send("image/png", vast);
  if (path === "/great") return drip("image/png", "x".repeat(1_000_000), 1);
  if (path.startsWith("/with/"))
    return send("text/html", page.replace("/picture", decodeURIComponent(path.slice(6))));
  if (path.startsWith("/to/")) {
    response.writeHead(302, { Location: decodeURIComponent(path.slice(4)), "Set-Cookie": "who=2" });
    return void response.end();
  }
  if (path.startsWith("/hops/")) {
    const left = Number(path.slice(6));
    return void response.writeHead(302, { Location: left > 1 ? `/hops/${left - 1}` : "/page" }).end();
  }
  response.writeHead(404).end();
};

let port: number;
let other: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-previews-"));
  port = await serve(hostile);
  other = await serve(hostile);
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

function previews(hosts: string[], more: { resolve?: Resolve; enabled?: boolean } = {}): LinkPreviews {
  const { resolve, enabled = true } = more;
  const policy = { policy: { linkPreviews: { enabled, hosts } } } as unknown as MessagingPolicyBook;
  return new LinkPreviews({ policy, clock: systemClock, timeout: 700, ...(resolve && { resolve }) });
}

const url = (path: string, at = port) => `http://localhost:${at}${path}`;
const look = (path: string) => previews([`localhost:${port}`]).of("maria", url(path));

describe("previews of links", () => {
  test("[UX-08] title and picture of a page in one's own network that the administrator named", async () => {
    expect(await look("/page")).toEqual({
      title: "Harbour",
      description: "",
      site: "",
      picture: { type: "image/png", data: png.toString("base64") },
    });
  });

  test("[SE-03] only who has an address of their own is told that the machine does not have it", async () => {
    const told: string[] = [];
    const log = createLogger({ level: "error", sink: (line) => void told.push(line) });
    const unreachable = Object.assign(new Error("no way"), { code: "EADDRNOTAVAIL" });
    const resolve = () => Promise.reject(unreachable);
    const of = (source: string) =>
      new LinkPreviews({
        policy: { policy: { linkPreviews: { enabled: true, hosts: [] } } } as unknown as MessagingPolicyBook,
        clock: systemClock,
        network: { source, nameServers: [] },
        resolve,
        log,
      }).of("maria", "http://six.example/");
    expect(await of("")).toBeUndefined();
    expect(told).toEqual([]);
    expect(await of("192.0.2.7")).toBeUndefined();
    expect(told).toHaveLength(1);
  });

  test("[SE-03] off, they call nobody", async () => {
    const before = seen.length;
    const off = previews([`localhost:${port}`], { enabled: false });
    expect(off.of("maria", url("/page"))).rejects.toMatchObject({ code: "previews-off" });
    expect(seen.length).toBe(before);
  });

  test("[SE-03] nothing in one's own network is called that was not named, in whatever form", async () => {
    const before = seen.length;
    const closed = previews([]);
    for (const target of [
      url("/page"),
      `http://127.0.0.1:${port}/page`,
      `http://127.1:${port}/page`,
      `http://2130706433:${port}/page`,
      `http://0x7f000001:${port}/page`,
      `http://[::1]:${port}/page`,
      `http://[::ffff:127.0.0.1]:${port}/page`,
      `http://[64:ff9b::7f00:1]:${port}/page`,
      `http://user:secret@localhost:${port}/page`,
      `ftp://localhost:${port}/page`,
      `file:///etc/passwd`,
      "no address",
    ])
      expect([target, await closed.of(target, target)]).toEqual([target, undefined]);
    const named = previews([`localhost:${other}`]);
    expect(await named.of("maria", url("/page"))).toBeUndefined(); // another port of a named host
    expect(await named.of("maria", `http://user:secret@localhost:${other}/page`)).toBeUndefined();
    expect(seen.length).toBe(before);
  });

  test("[SE-03] every redirect is checked anew, three at most", async () => {
    const to = (target: string) => look(`/to/${encodeURIComponent(target)}`);
    expect((await look("/hops/3"))?.title).toBe("Harbour");
    expect(await look("/hops/4")).toBeUndefined();
    const before = seen.length;
    for (const target of [url("/page", other), `http://127.0.0.1:${port}/page`, "file:///etc/passwd"])
      expect([target, await to(target)]).toEqual([target, undefined]);
    expect(seen.slice(before).map(({ url }) => url?.slice(0, 4))).toEqual(["/to/", "/to/", "/to/"]);
  });

  test("[SE-03] the picture's address is checked like the page's", async () => {
    const before = seen.length;
    const pictured = (address: string) => look(`/with/${encodeURIComponent(address)}`);
    const found = await pictured(`http://127.0.0.1:${other}/picture`);
    expect(found).toMatchObject({ title: "Harbour", picture: null });
    expect(seen.length).toBe(before + 1);
    expect((await pictured("/liar"))?.picture).toBeNull();
    expect((await pictured("/vast"))?.picture).toBeNull(); // more than 16 megapixels
    expect((await pictured("/great"))?.picture).toBeNull();
    expect((await pictured("/silent"))?.title).toBe("Harbour");
  });

  test("[SE-03] a name is asked for once, and who changes its answer afterwards (rebinding) gains nothing", async () => {
    const second = await serve((_request, response) => {
      response.writeHead(200, { "Content-Type": "text/html" }).end("<title>second address</title>");
    }, "127.0.0.2");
    await serve(hostile, "127.0.0.1", second).catch(() => 0);
    let asked = 0;
    const resolve: Resolve = async () => [asked++ === 0 ? "127.0.0.2" : "127.0.0.1"];
    const rebound = previews([`rebind.test:${second}`], { resolve });
    expect((await rebound.of("maria", `http://rebind.test:${second}/page`))?.title).toBe("second address");
    expect(asked).toBe(1);
    // The first answer of a name decides, also when it lies: what was not allowed is called at neither.
    const before = seen.length;
    const mixed = previews([], { resolve: async () => ["127.0.0.1", "192.168.0.1"] });
    expect(await mixed.of("maria", "http://rebind.test/page")).toBeUndefined();
    expect(seen.length).toBe(before);
  });

  test("[UX-08] a name with several addresses is reached at the one that answers", async () => {
    const resolve: Resolve = async () => ["::1", "127.0.0.9", "127.0.0.1"];
    const several = previews([`several.test:${port}`], { resolve });
    expect((await several.of("maria", `http://several.test:${port}/page`))?.title).toBe("Harbour");
  });

  test("[SE-03] time, bytes, kinds and packing are bounded", async () => {
    const began = performance.now();
    for (const path of ["/silent", "/drip", "/json", "/bomb", "/nothing-there"])
      expect([path, await look(path)]).toEqual([path, undefined]);
    expect(performance.now() - began).toBeLessThan(15_000); // 700 ms each on a machine of its own; without bounds, never
    expect((await look("/endless"))?.title).toBe("endless"); // what came first is enough
  });

  test("[SE-03] no cookies go along, no name of a person, nothing but the page's address", async () => {
    seen.length = 0;
    await look("/page");
    await look(`/to/${encodeURIComponent(url("/page"))}`);
    for (const { headers } of seen)
      expect(Object.keys(headers).toSorted()).toEqual([
        "accept",
        "accept-encoding",
        "connection",
        "host",
        "user-agent",
      ]);
    expect(
      seen.every(({ headers }) => headers["user-agent"] === "Hearth-LinkPreview" || headers.accept),
    ).toBe(true);
  });

  test("[SE-03] a certificate of an unknown authority is not believed", async () => {
    const tls = await loadTls(join(folder, "tls"), "localhost", Date.now());
    let calls = 0;
    const secure = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      tls: { cert: tls.cert, key: tls.key },
      fetch() {
        calls++;
        return new Response(page, { headers: { "Content-Type": "text/html" } });
      },
    });
    const there = previews([`localhost:${secure.port}`]);
    expect(await there.of("maria", `https://localhost:${secure.port}/page`)).toBeUndefined();
    expect(calls).toBe(0);
    await secure.stop(true);
  });

  test("[SE-03] one person asks for so many at once; the others are not kept waiting by them", async () => {
    const busy = previews([]);
    for (let count = 0; count < 20; count++) await busy.of("maria", "no address");
    expect(busy.of("maria", "no address")).rejects.toMatchObject({ code: "previews-too-fast" });
    expect(await busy.of("jonas", "no address")).toBeUndefined();
  });
});
