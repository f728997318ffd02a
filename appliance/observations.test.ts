/** The page for Prometheus: strictly in its format, and telling of every room. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../scripts/peers/appliance.ts";
import { AppClient } from "../scripts/peers/client.ts";
import { personNamed } from "../scripts/peers/steps.ts";

let box: TestAppliance;
beforeAll(async () => {
  box = await testAppliance();
});
afterAll(() => box.dispose());

async function page(): Promise<Map<string, number>> {
  const text = await (await fetch(`${box.url}/metrics`, { tls: { rejectUnauthorized: false } })).text();
  const samples = new Map<string, number>();
  const declared = new Set<string>();
  for (const line of text.trimEnd().split("\n")) {
    const type = /^# TYPE (\w+) (gauge|counter|histogram)$/.exec(line);
    if (type?.[1]) declared.add(type[1]);
    if (line.startsWith("#")) continue;
    const [, name = "", labels = "", value] =
      /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)+\})? ([\d.e+-]+)$/.exec(line) ?? [];
    expect(declared.has(name.replace(/_(bucket|sum|count)$/, "")) || declared.has(name)).toBe(true);
    samples.set(name + labels, Number(value));
  }
  return samples;
}

test("[AP-11] Prometheus reads how many people, calls, devices, jobs and mails there are, and what the disk has left", async () => {
  expect((await page()).get("hearth_people_active")).toBe(0);
  await new AppClient(box.url).setUp(box.setupCode ?? "", "Northwind", personNamed("Maria Keller"));
  const samples = await page();
  expect(samples.get("hearth_people_active")).toBe(1);
  expect(samples.get("hearth_events_total")).toBe(box.rooms.events.last);
  for (const name of [
    "hearth_sip_bindings",
    "hearth_sip_transactions",
    "hearth_calls_active",
    "hearth_meetings_active",
    "hearth_media_legs",
    "hearth_jobs_running",
    "hearth_mails_waiting",
  ])
    expect([name, samples.get(name)]).toEqual([name, 0]);
  expect(samples.get('hearth_database_bytes{file="hearth.db"}')).toBeGreaterThan(0);
  expect(samples.get("hearth_disk_free_bytes")).toBeGreaterThan(0);
  expect(samples.get("process_cpu_seconds_total")).toBeGreaterThan(0);
  expect(samples.get('hearth_http_seconds_count{method="GET",status="200"}')).toBeGreaterThan(0);
});
