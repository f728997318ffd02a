import { expect, test } from "bun:test";
import { createLogger } from "./index.ts";

test("secrets are masked at any depth and the correlation id is on every line", () => {
  const lines: string[] = [];
  const log = createLogger({ level: "info", sink: (line) => lines.push(line) }).child({
    correlationId: "c-1",
  });
  const deep = { a: { b: { c: { d: { e: { f: { password: "hunter2" } } } } } } };
  const circle: Record<string, unknown> = {};
  circle.itself = circle;
  log.info("signed in", { person: { email: "a@b.c", password: "hunter2" }, token: "t", deep, circle });
  log.debug("unheard");
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("hunter2");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    correlationId: "c-1",
    token: "•••",
    person: { email: "a@b.c" },
  });
});
