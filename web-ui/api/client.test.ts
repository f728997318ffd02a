/** What the client does by itself when the appliance asks it to wait. */
import { afterAll, expect, test } from "bun:test";
import { patientFetch } from "./client.ts";

let refusals = 0;
let asked = 0;
let retryAfter = "0";
const bodies: string[] = [];
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  async fetch(request) {
    bodies.push(await request.text());
    return asked++ < refusals
      ? new Response("", { status: 429, headers: { "Retry-After": retryAfter } })
      : new Response("done");
  },
});
afterAll(() => server.stop(true));

const ask = (refused: number, wait: string) => {
  [refusals, asked, retryAfter] = [refused, 0, wait];
  bodies.length = 0;
  return patientFetch(server.url, { method: "POST", body: "a stroke" });
};

test("[SE-06] a burst that was too much is asked again, with its body, after as long as the appliance wants", async () => {
  expect((await ask(2, "0")).status).toBe(200);
  expect(bodies).toEqual(["a stroke", "a stroke", "a stroke"]);
});

test("[SE-06] it gives up after some times, and at once where the wait is long", async () => {
  expect((await ask(100, "0")).status).toBe(429);
  expect(asked).toBe(4);
  expect((await ask(100, "30")).status).toBe(429);
  expect(asked).toBe(1);
});
