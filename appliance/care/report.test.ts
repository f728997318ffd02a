import { expect, test } from "bun:test";
import { reportOf } from "./report.ts";

const row = (seconds: number | null, more = {}) => ({
  deskId: "desk",
  skillId: null,
  askedAt: 0,
  answeredBy: seconds === null ? null : "expert",
  answeredAt: seconds === null ? null : seconds * 1000,
  escalatedAt: null,
  solvedAt: null,
  ...more,
});

test("[MS-19] medians and percentiles are by nearest rank; what is gone has its place", () => {
  const rows = [
    ...Array.from({ length: 20 }, (_, index) => row(index + 1)),
    row(null, { escalatedAt: 1, skillId: "gone" }),
    row(null, { solvedAt: 1 }),
  ];
  const [report] = reportOf(rows, () => ({ name: "IT help", skills: [], closedAt: 1 }));
  expect(report).toMatchObject({
    name: "IT help",
    closed: true,
    asked: 22,
    answered: 20,
    escalated: 1,
    open: 1,
  });
  expect(report).toMatchObject({ median: 10, p95: 19 });
  expect(report?.skills.map(({ name }) => name)).toEqual([null, ""]);
  expect(reportOf([row(1), row(100)], () => undefined)[0]?.median).toBe(1);
});
