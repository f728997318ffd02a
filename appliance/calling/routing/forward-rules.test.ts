/** Forwards by weekly hours and by who calls. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { AppClient } from "../../../scripts/peers/client.ts";
import { houseWithoutMailboxes, password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import type { Person } from "../../people/index.ts";
import { standardSettings } from "../members/call-settings.ts";
import type { DialRules } from "../outside/numbers.ts";
import { settingsFor } from "./forward-rules.ts";

let house: TelephoneHouse;
let maria: Person;
let jonas: Person;
let aiko: Person;
let api: AppClient;

beforeAll(async () => {
  house = await houseWithoutMailboxes(["Maria", "Jonas", "Aiko"]);
  [maria, jonas, aiko] = Object.values(house.people) as [Person, Person, Person];
  api = new AppClient(house.box.url);
  await api.signIn({ name: maria.name, email: maria.email, password });
}, 30_000);
afterEach(() => house.hangUp());
afterAll(() => house.box.dispose());

const workdays = [{ days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" }];
const wednesday = (time: string) => new Date(`2026-03-11T${time}Z`).getTime();

/** As in Germany. */
const rules: DialRules = {
  countryCode: "49",
  nationalPrefix: "0",
  internationalPrefix: "00",
  outsidePrefix: "",
  emergencyNumbers: ["112"],
  serviceNumbers: ["116117"],
};

test("[CA-13] whoever calls is found however their number is written, here and by who calls", () => {
  const forwardAlwaysFor = (wanted: string, caller: string) => {
    const forwardRules = [{ number: "them", hours: [], callers: [wanted] }];
    return settingsFor({ ...standardSettings, forwardRules }, { caller, at: 0, rules }).forwardAlways;
  };
  const ways = ["+49 40 1234567", "0049 40 1234567", "040 1234567", "(040) 123-4567"];
  for (const wanted of [...ways, "+49 40*", "0049 40*", "040*"])
    for (const caller of ways)
      expect([wanted, caller, forwardAlwaysFor(wanted, caller)]).toEqual([wanted, caller, "them"]);
  for (const wanted of ["040 7654321", "030*", "0043*", "40"])
    expect([wanted, forwardAlwaysFor(wanted, "+49401234567")]).not.toContain("them");
  expect([forwardAlwaysFor("1002", "1002"), forwardAlwaysFor("10*", "1002")]).toEqual(["them", "them"]);
  expect(forwardAlwaysFor("116117", "116 117")).toBe("them");
});

test("[CA-13] the first rule that fits counts: by hours in the person's zone, and by numbers or how they begin", () => {
  const forwardRules = [
    { number: "boss", hours: [], callers: ["+49 (30) 123", "1002"] },
    { number: "berlin", hours: workdays, callers: ["+4930*"] },
    { number: "day", hours: workdays, callers: [] },
  ];
  const settings = { ...standardSettings, zone: "Europe/Berlin", forwardAlways: "always", forwardRules };
  const at = (caller: string, time: string) =>
    settingsFor(settings, { caller, at: wednesday(time), rules }).forwardAlways;
  expect(at("+4930123", "23:00")).toBe("boss");
  expect(at("1002", "12:00")).toBe("boss");
  expect(at("10021", "12:00")).toBe("day");
  expect(at("+49 30 99", "12:00")).toBe("berlin");
  expect(at("+4940123", "08:30")).toBe("day"); // half past nine in Berlin
  expect(at("+4940123", "16:30")).toBe("always");
  expect(at("", "12:00")).toBe("day");
  expect(settingsFor(standardSettings, { caller: "1002", at: 0, rules })).toBe(standardSettings);
});

test("[CA-13] who calls is forwarded by the rule for them, and others are not; the plan says so at each hour", async () => {
  const [desk, colleague, other] = [
    await house.phone(maria),
    await house.phone(aiko, { answers: true, tone: 1000 }),
    await house.phone(jonas),
  ];
  const forwardRules = [
    { number: `${aiko.extension}`, hours: [], callers: [`${jonas.extension}`] },
    { number: `${jonas.extension}`, hours: workdays, callers: [`${maria.extension}`, "+1*"] },
  ];
  const changed = await api.api.calling.settings.$patch({ json: { forwardRules, zone: "UTC" } });
  expect(changed.status).toBe(200);
  await other.command("dial", `${maria.extension}`);
  await other.says(/Call established/);
  expect(house.box.rooms.calling.liveCalls[0]?.callee.name).toBe("Aiko");
  await other.command("hangup");
  await house.quiet();
  await colleague.command("dial", `${maria.extension}`); // no rule is for Aiko
  await desk.says(/Incoming call/i);
  await colleague.command("hangup");
  await house.quiet();
  const asked = async (time: string) => {
    const query = { caller: maria.id, number: `${maria.extension}`, at: `${wednesday(time)}` };
    const answer = await api.api.admin.calling.plan.$get({ query });
    return (await answer.json()).steps[0]?.party?.name;
  };
  expect([await asked("14:05"), await asked("20:05")]).toEqual(["Jonas", "Maria"]);
}, 60_000);

test("[CA-13] rules that are none are refused in words, and change nothing", async () => {
  const kept = house.box.rooms.calling.settings.of(maria.id).forwardRules;
  const rule = { number: "1002", hours: [], callers: [] };
  for (const forwardRules of [
    "1002",
    [{ number: "1002" }],
    [{ ...rule, number: "" }],
    [{ ...rule, number: "no\nnumber" }],
    [{ ...rule, hours: [{ days: [8], from: "09:00", to: "17:00" }] }],
    [{ ...rule, hours: [{ days: [1], from: "9", to: "25:00" }] }],
    [{ ...rule, callers: "1002" }],
    [{ ...rule, callers: ["<script>"] }],
    Array.from({ length: 11 }, () => rule),
  ]) {
    const answer = await api.api.calling.settings.$patch({ json: { forwardRules } as never });
    expect([forwardRules, Number(answer.status)]).toEqual([forwardRules, 400]);
  }
  expect(house.box.rooms.calling.settings.of(maria.id).forwardRules).toEqual(kept);
});
