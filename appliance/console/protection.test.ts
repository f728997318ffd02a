/** Limits of requests: who asks too much is told when to come back, everybody else is served, and it is seen. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createSocket } from "node:dgram";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { call } from "../../web-ui/api/client.ts";
import { PasswordSignIn } from "../people/sign-in.ts";
import type { PeopleStore } from "../people/store.ts";
import { VirtualClock } from "../platform/index.ts";

const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });

let box: TestAppliance;
let maria: AppClient;
let jonas: AppClient;
let aiko: AppClient;
let jonasId: string;

beforeAll(async () => {
  box = await testAppliance({ LIMITS__REQUESTS_PER_PERSON: "20", SIP__REQUESTS_PER_SECOND: "10" });
  maria = new AppClient(box.url);
  await maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  const admitted = await maria.admit(person("jonas"));
  jonas = admitted.client;
  jonasId = admitted.id;
  aiko = (await maria.admit(person("aiko"))).client;
});
afterAll(() => box.dispose());

const shown = async (kind: string) =>
  (await call(maria.api.admin.protection.$get())).limits.find((limit) => limit.kind === kind);

describe("limits", () => {
  test("[SE-06] one noisy person gets 429 with Retry-After; the others' requests all succeed meanwhile", async () => {
    const noise = Array.from({ length: 600 }, () => jonas.fetch(`${box.url}/app/me`));
    const others = Array.from({ length: 60 }, (_, index) =>
      (index % 2 ? maria : aiko).fetch(`${box.url}/app/me`),
    );
    const statuses = (await Promise.all(others)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const answers = await Promise.all(noise);
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(200);
    expect(refused.length).toBeGreaterThan(100);
    expect(Number(refused[0]?.headers.get("Retry-After"))).toBeGreaterThan(0);
    const limit = await shown("http-person");
    expect(limit).toMatchObject({ perSecond: 20, burst: 200, refused: [{ key: jonasId }] });
    expect(limit?.refused[0]?.count).toBe(refused.length);
  });

  test("[SE-06] five wrong passwords a minute for an account; others still come in", async () => {
    const guess = () =>
      new AppClient(box.url).api["sign-in"].$post({
        json: { email: "aiko@northwind.example", password: "wrong" },
      });
    for (let index = 0; index < 5; index++) expect(Number((await guess()).status)).toBe(401);
    const last = await guess();
    expect(Number(last.status)).toBe(429);
    expect(Number(last.headers.get("Retry-After"))).toBeGreaterThan(0);
    await new AppClient(box.url).signIn(person("maria"));
    expect((await shown("sign-in-account"))?.refused).toMatchObject([
      { key: "aiko@northwind.example (127.0.0.1)", count: 1 }, // from where she is signed in
    ]);
  });

  test("[SE-06] an address that has used up its sign-ins takes none from the accounts that it names", () => {
    const clock = new VirtualClock();
    const store = { personByEmail: () => undefined } as unknown as PeopleStore;
    const signIn = new PasswordSignIn({ store, clock, mayEnter: () => true });
    const [byAddress, byAccount] = signIn.limits.map(({ limiter }) => limiter);
    while (byAddress?.take("198.51.100.7").ok);
    for (let guess = 0; guess < 10; guess++)
      signIn.verify("jonas@northwind.example", "wrong", "198.51.100.7").catch(() => {});
    expect(byAccount?.take("jonas@northwind.example").ok).toBe(true);
    expect(Array.from({ length: 4 }, () => byAccount?.take("jonas@northwind.example").ok)).not.toContain(
      false,
    );
  });

  test("[SE-06] who has signed in is not held up by a visitor at the same address", async () => {
    const shared = await testAppliance({ LIMITS__REQUESTS_PER_ADDRESS: "1" });
    const colleague = new AppClient(shared.url);
    await colleague.setUp(shared.setupCode ?? "", "Northwind", person("maria"));
    const visitor = new AppClient(shared.url);
    const statuses = [];
    for (let index = 0; index < 20; index++)
      statuses.push((await visitor.fetch(`${shared.url}/app/setup`)).status);
    expect(statuses).toContain(429);
    expect((await colleague.fetch(`${shared.url}/app/me`)).status).toBe(200);
    await shared.dispose();
  }, 30_000);

  test("[SE-06] a SIP source that is too fast gets 503 with Retry-After, once a second; another is served", async () => {
    const open = async (address: string) => {
      const socket = createSocket("udp4");
      const heard: string[] = [];
      const change = new EventTarget();
      socket.on("message", (data) => {
        heard.push(data.toString("latin1"));
        change.dispatchEvent(new Event("heard"));
      });
      await new Promise<void>((resolve) => socket.bind(0, address, resolve));
      const until = async (passes: (text: string) => boolean): Promise<string> => {
        for (;;) {
          const found = heard.find(passes);
          if (found) return found;
          await new Promise((resolve) => change.addEventListener("heard", resolve, { once: true }));
        }
      };
      const ask = (id: string) =>
        socket.send(
          [
            `OPTIONS sip:localhost SIP/2.0`,
            `Via: SIP/2.0/UDP ${address}:${socket.address().port};rport;branch=z9hG4bK${id}`,
            "Max-Forwards: 70",
            `From: <sip:a@localhost>;tag=${id}`,
            "To: <sip:localhost>",
            `Call-ID: ${id}`,
            "CSeq: 1 OPTIONS",
            "Content-Length: 0",
            "",
            "",
          ].join("\r\n"),
          box.rooms.sip.ports.udp,
          "127.0.0.1",
        );
      return { socket, heard, ask, until };
    };
    const [noisy, calm] = await Promise.all([open("127.0.0.2"), open("127.0.0.3")]);
    for (let index = 0; index < 200; index++) noisy.ask(`n${index}`);
    const refusal = await noisy.until((text) => text.startsWith("SIP/2.0 503"));
    expect(refusal).toContain("Retry-After: 5");
    expect(refusal).toMatch(/^Call-ID: n\d+\r$/m);
    for (let index = 0; index < 10; index++) {
      calm.ask(`c${index}`);
      const answer = await calm.until((text) => text.includes(`Call-ID: c${index}\r`));
      expect(answer).not.toStartWith("SIP/2.0 503");
    }
    expect(noisy.heard.filter((text) => text.startsWith("SIP/2.0 503")).length).toBeLessThanOrEqual(3);
    expect((await shown("sip-address"))?.refused).toMatchObject([{ key: "127.0.0.2" }]);
    noisy.socket.close();
    calm.socket.close();
  });
});
