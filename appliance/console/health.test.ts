import { expect, test } from "bun:test";
import { diskCheck, runChecks } from "./health.ts";

test("a check that throws becomes a finding with its reason", async () => {
  const failing = {
    part: "telephony" as const,
    run: () => {
      throw new Error("port 5060 is taken");
    },
  };
  const findings = await runChecks([diskCheck(import.meta.dir), failing]);
  expect(findings[0]).toMatchObject({ part: "disk", values: { free: expect.stringMatching(/^\d+\.\d$/) } });
  expect(findings[1]).toEqual({
    part: "telephony",
    state: "failed",
    code: "broken",
    values: { reason: "port 5060 is taken" },
  });
});
