/** What the box's TLS ports agree to, asked by OpenSSL's own client. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";

let box: TestAppliance;
beforeAll(async () => {
  box = await testAppliance();
});
afterAll(() => box.dispose());

/** What `openssl s_client` says; security level 0, so that it is the box that refuses and not the client. */
async function shake(port: number, ...options: string[]): Promise<string> {
  const command = ["openssl", "s_client", "-connect", `127.0.0.1:${port}`, ...options];
  const client = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const said = await Promise.all([new Response(client.stdout).text(), new Response(client.stderr).text()]);
  return said.join("\n");
}

const anyCipher = ["-cipher", "ALL:@SECLEVEL=0"];

describe("TLS", () => {
  for (const [name, portOf] of [
    ["web", () => Number(new URL(box.url).port)],
    ["SIP", () => box.rooms.sip.ports.tls],
  ] as const) {
    test(`[MS-15] the ${name} port speaks 1.2 and 1.3`, async () => {
      for (const [option, version] of [
        ["-tls1_2", "TLSv1.2"],
        ["-tls1_3", "TLSv1.3"],
      ] as const)
        expect(await shake(portOf(), option)).toContain(`New, ${version}`);
    });

    test(`[MS-15] the ${name} port refuses 1.0 and 1.1`, async () => {
      for (const option of ["-tls1", "-tls1_1"]) {
        const said = await shake(portOf(), option, ...anyCipher);
        expect(said).toMatch(/alert protocol version/);
        expect(said).toContain("New, (NONE), Cipher is (NONE)");
      }
    });

    test(`[MS-15] the ${name} port refuses what is broken: no encryption, no authentication, RC4, 3DES`, async () => {
      for (const cipher of ["eNULL", "aNULL", "RC4", "3DES"]) {
        const said = await shake(portOf(), "-tls1_2", "-cipher", `${cipher}:@SECLEVEL=0`);
        expect([cipher, /New, TLSv1/.test(said)]).toEqual([cipher, false]);
      }
    });
  }

  test("[MS-15] browsers are told to come by HTTPS only", async () => {
    const answer = await fetch(box.url, { tls: { rejectUnauthorized: false } });
    expect(answer.headers.get("strict-transport-security")).toMatch(/max-age=31536000/);
  });
});
