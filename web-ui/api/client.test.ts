/** What the client does by itself when the appliance asks it to wait, or the line is cut. */
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

/** Cuts the first connections in the middle of what they ask. */
function cutting(cuts: number) {
  const heard: string[] = [];
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket, data) {
        heard.push(data.toString().slice(0, 4).trim());
        if (heard.length > cuts)
          socket.end("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone");
        else socket.terminate();
      },
    },
  });
  return { heard, url: `http://127.0.0.1:${listener.port}/`, close: () => listener.stop(true) };
}

test("[UX-06] what only reads is asked for once more when the line is cut; what changes something is not", async () => {
  Object.assign(navigator, { onLine: true });
  const once = cutting(1);
  expect(await (await patientFetch(once.url)).text()).toBe("done");
  expect(once.heard).toEqual(["GET", "GET"]);
  once.close();
  const always = cutting(9);
  await expect(patientFetch(always.url)).rejects.toThrow();
  expect(always.heard).toEqual(["GET", "GET"]);
  await expect(patientFetch(always.url, { method: "POST", body: "a stroke" })).rejects.toThrow();
  expect(always.heard).toEqual(["GET", "GET", "POST"]);
  always.close();
});
