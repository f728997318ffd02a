import { expect, test } from "bun:test";
import { Course } from "./course.ts";

const totals = (packets: number, lost: number, more: { jitter?: number; roundTrip?: number } = {}) => ({
  packetsReceived: packets,
  packetsLost: lost,
  packetsSent: packets + lost,
  remoteLost: 2 * lost,
  jitter: more.jitter ?? 1.2,
  roundTrip: more.roundTrip,
});

test("[AD-28] a point says what happened since the one before", () => {
  const course = new Course();
  const begun = performance.now();
  course.note(totals(250, 0), begun + 5000);
  course.note(totals(490, 10, { jitter: 40.4, roundTrip: 81.6 }), begun + 10_000);
  expect(course.points[1]).toEqual({
    span: 5000,
    received: 240,
    lost: 10,
    jitter: 40,
    roundTrip: 82,
    sent: 250,
    lostThere: 20,
  });
  course.note(totals(740, 8), begun + 15_000); // two that were missed came late after all
  expect(course.points[2]).toMatchObject({ received: 250, lost: 0, lostThere: 0, roundTrip: null });
});

test("[AD-28] a day is no more points than ten minutes, and nothing of it is forgotten", () => {
  const course = new Course();
  const begun = performance.now();
  const reports = (24 * 3600) / 5;
  for (let report = 1; report <= reports; report++) {
    const jitter = report === 9000 ? 99 : 1;
    course.note(totals(report * 250, report, { jitter }), begun + report * 5000);
  }
  const { points } = course;
  const sum = (name: "span" | "received" | "lost" | "sent") =>
    points.reduce((total, point) => total + point[name], 0);
  expect(points.length).toBeLessThanOrEqual(121);
  expect(Math.abs(sum("span") - reports * 5000)).toBeLessThan(1000);
  expect([sum("received"), sum("lost"), sum("sent")]).toEqual([reports * 250, reports, reports * 251]);
  expect(points.filter(({ jitter }) => jitter === 99)).toHaveLength(1);
});
