import { expect, test } from "bun:test";
import { diskCheck, runChecks } from "./health.ts";

test("a check that throws becomes a finding with its message", async () => {
  const failing = {
    part: "Telephony",
    run: () => {
      throw new Error("port 5060 is taken");
    },
  };
  const findings = await runChecks([diskCheck(import.meta.dir), failing]);
  expect(findings[0]?.detail).toMatch(/GiB free of/);
  expect(findings[1]).toMatchObject({ part: "Telephony", state: "failed", detail: "port 5060 is taken" });
});
