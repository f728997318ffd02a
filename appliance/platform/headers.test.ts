/** What every answer forbids the browser: read from the real appliance, answer by answer. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { createApp } from "./http.ts";
import { silentLogger } from "./log.ts";
import { Metrics } from "./metrics.ts";

let box: TestAppliance;
let maria: AppClient;
let script: string;
let file: string;
beforeAll(async () => {
  box = await testAppliance();
  maria = new AppClient(box.url);
  const person = { name: "Maria", email: "maria@northwind.example", password: "a long password" };
  await maria.setUp(box.setupCode ?? "", "Northwind", person);
  script = /<script[^>]* src="([^"]+)"/.exec(await (await maria.fetch(box.url)).text())?.[1] ?? "";
  const space = await maria.createSpace("harbour", []);
  await maria.share(space, await maria.keyOf(space), { name: "evil.html", type: "text/html" });
  file = box.rooms.db.orm.all<{ id: string }>(sql`select id from files`)[0]?.id ?? "";
});
afterAll(() => box.dispose());

/** What nothing that is no page may do: run, load, be framed, or be anything but what it is. */
const sandboxed = "default-src 'none'; frame-ancestors 'none'; sandbox";
const pagePolicy = (nonce: string) =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob: mediastream:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "frame-src blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types default dompurify",
  ].join("; ");

const everywhere: Readonly<Record<string, string>> = {
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
};

function expectEverywhere(headers: Headers): void {
  const found = Object.fromEntries(Object.keys(everywhere).map((name) => [name, headers.get(name)]));
  expect(found).toEqual({ ...everywhere });
}

describe("[SE-05] pages", () => {
  test.each(["/", "/admin", "/admin/telephony", "/sign-in", "/space/x", "/invitation/x", "/nowhere"])(
    "%s runs only what bears its own nonce, another each time",
    async (path) => {
      const nonces = new Set<string>();
      for (let time = 0; time < 3; time++) {
        const answer = await maria.fetch(`${box.url}${path}`);
        const policy = answer.headers.get("content-security-policy") ?? "";
        const nonce = /'nonce-([\w-]{22,})'/.exec(policy)?.[1] ?? "";
        expect(policy).toBe(pagePolicy(nonce));
        expect(policy).not.toMatch(/unsafe-|\*|https?:/);
        const page = await answer.text();
        for (const [tag] of page.matchAll(/<script[^>]*>/g)) expect(tag).toContain(`nonce="${nonce}"`);
        expect(page).not.toMatch(/%nonce%|\son\w+=/);
        expectEverywhere(answer.headers);
        nonces.add(nonce);
      }
      expect(nonces.size).toBe(3);
    },
  );
});

describe("[SE-05] [SE-04] what is no page", () => {
  const answers: readonly (readonly [what: string, status: number, ask: () => Promise<Response>])[] = [
    ["data", 200, () => maria.fetch(`${box.url}/app/me`)],
    ["what was sent by people", 200, () => maria.fetch(`${box.url}/app/files/${file}`)],
    ["an error of a person", 400, () => post("/app/sign-in", "{")],
    ["no session", 401, () => new AppClient(box.url).fetch(`${box.url}/app/me`)],
    ["another site", 403, () => post("/app/sign-out", "{}", { Origin: "https://evil.example" })],
    ["nothing", 404, () => maria.fetch(`${box.url}/app/nothing`)],
    ["nothing of a telephone's", 404, () => maria.fetch(`${box.url}/phones/nobody`)],
    ["no file", 404, () => maria.fetch(`${box.url}/nothing.png`)],
    ["too large", 413, () => post("/app/sign-in", "x".repeat(2 * 1024 * 1024))],
    ["a WebSocket asked for as a page", 426, () => maria.fetch(`${box.url}/app/stream?since=0`)],
    ["metrics", 200, () => maria.fetch(`${box.url}/metrics`)],
    ["the authority", 200, () => maria.fetch(`${box.url}/hearth-authority.crt`)],
    ["a telephone's page without its key", 404, () => maria.fetch(`${box.url}/phones/nobody/cisco`)],
    ["a script", 200, () => maria.fetch(`${box.url}${script}`)],
    ["the manifest", 200, () => maria.fetch(`${box.url}/manifest.webmanifest`)],
  ];
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    maria.fetch(`${box.url}${path}`, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json", ...headers },
    });

  for (const [what, status, ask] of answers)
    test(`${what} (${status}) is sandboxed, and is what it says`, async () => {
      const answer = await ask();
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-security-policy")).toBe(sandboxed);
      expect(answer.headers.get("content-type")).not.toMatch(/text\/html/);
      expect(answer.headers.get("cache-control")).not.toBeNull();
      expectEverywhere(answer.headers);
    });

  test("a file that calls itself a page is answered as octets", async () => {
    const answer = await maria.fetch(`${box.url}/app/files/${file}`);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
  });

  test("so is an answer of the appliance that broke down", async () => {
    const app = createApp({ log: silentLogger, metrics: new Metrics() });
    app.get("/breaks", () => {
      throw new Error("broken");
    });
    const answer = await app.request("/breaks");
    expect(answer.status).toBe(500);
    expect(answer.headers.get("content-security-policy")).toBe(sandboxed);
    expectEverywhere(answer.headers);
  });

  test.each([
    ["/service-worker.js", "default-src 'none'; connect-src 'self'"],
    ["/assets/pdf.worker.min.mjs", "default-src 'none'"],
    ["/assets/office.worker.js", "default-src 'none'"],
    ["/assets/heic.worker.js", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"],
  ])("a worker reaches what it needs and nothing else: %s", async (path, policy) => {
    const answer = await maria.fetch(`${box.url}${path}`);
    expect([answer.status, answer.headers.get("content-security-policy")]).toEqual([200, policy]);
    expectEverywhere(answer.headers);
  });
});
