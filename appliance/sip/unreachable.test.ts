import { expect, test } from "bun:test";
import { testAppliance } from "../../scripts/peers/appliance.ts";

test("[CA-03] a peer that no route leads to is known to be unreachable at once, not after 32 seconds", async () => {
  const box = await testAppliance();
  const { sip } = box.rooms;
  const begun = performance.now();
  const flow = await sip.flowTo({ transport: "UDP", address: "192.0.2.1", port: 5060, host: "192.0.2.1" }); // RFC 5737
  expect(await sip.ping(flow, "sip:192.0.2.1")).toBe(503);
  expect(performance.now() - begun).toBeLessThan(15_000);
  expect(sip.load.transactions).toBe(0);
  await box.dispose();
}, 20_000);
