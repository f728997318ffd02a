/** Bodies that are larger than a route takes: refused before they are read, however they come. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect, type TLSSocket } from "node:tls";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";

let box: TestAppliance;
beforeAll(async () => {
  box = await testAppliance();
});
afterAll(() => box.dispose());

/** Speaks HTTP/1.1 octet by octet; resolves with the first line of the answer. */
function ask(headers: readonly string[], send: (socket: TLSSocket) => void): Promise<string> {
  const { hostname, port } = new URL(box.url);
  const head = [
    "POST /app/sign-in HTTP/1.1",
    `Host: ${hostname}:${port}`,
    "Content-Type: application/json",
    ...headers,
  ];
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), ca: box.authority }, () => {
      socket.write(`${head.join("\r\n")}\r\n\r\n`);
      send(socket);
    });
    socket.once("data", (answer) => {
      resolve(answer.toString("latin1").split("\r\n")[0] ?? "");
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const credentials = JSON.stringify({ email: "maria@example.org", password: "a long password" });

describe("[SE-05] [SE-06] a body that is too large", () => {
  test("[SE-06] is refused by its declared length, before any of it came", async () => {
    const answer = await ask(["Content-Length: 1000000000"], (socket) => socket.write('{"email":"'));
    expect(answer).toStartWith("HTTP/1.1 413");
  });

  test("[SE-06] is refused where its length is not declared, at the octet that is too many", async () => {
    const answer = await ask(["Transfer-Encoding: chunked"], (socket) => {
      for (let sent = 0; sent < 17; sent++) socket.write(chunk("x".repeat(65_536))); // and no last chunk
    });
    expect(answer).toStartWith("HTTP/1.1 413");
  });

  test("[SE-05] what is small is read in chunks too", async () => {
    const whole = await ask(["Transfer-Encoding: chunked"], (socket) =>
      socket.write(`${chunk(credentials.slice(0, 9))}${chunk(credentials.slice(9))}0\r\n\r\n`),
    );
    expect(whole).toStartWith("HTTP/1.1 401");
    const nothing = await ask(["Content-Length: 0"], () => undefined);
    expect(nothing).toStartWith("HTTP/1.1 400");
  });
});
