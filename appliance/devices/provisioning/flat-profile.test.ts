/** Fields whose values a telephone takes from lists and grammars of its own. */
import { expect, test } from "bun:test";
import { phoneModelOf } from "../../../firmware-config/index.ts";
import { flatProfile } from "./flat-profile.ts";
import { firstSettings, type PhoneKey } from "./settings.ts";

function field(name: string, { zone = "UTC", keys = [] as PhoneKey[] }): string | undefined {
  const model = phoneModelOf("8841");
  if (!model) throw new Error("there is no such model");
  const profile = flatProfile({
    model,
    account: {
      ...{ username: "p-a", password: undefined, name: "Maria", plain: false },
      ...{ domain: "example.org", server: "example.org:5061" },
    },
    settings: { ...firstSettings("Maria", zone), keys },
    ...{ url: "", phoneBook: "", mailbox: "*97", year: 2026 },
  });
  return new RegExp(`<${name}>(.*)</${name}>`).exec(profile)?.[1];
}

test.each([
  ["Europe/London", "GMT"],
  ["UTC", "GMT"],
  ["Europe/Berlin", "GMT+01:00"],
  ["America/St_Johns", "GMT-03:30"],
  ["Asia/Kathmandu", "GMT+05:45"],
])("[CA-26] the time zone of %s is said as the telephone lists it: %s", (zone, said) => {
  expect(field("Time_Zone", { zone })).toBe(said);
});

test("[CA-26] [SE-05] what stands beside a key adds nothing to what it does", () => {
  const label = "a;ext=900@b";
  const keys: PhoneKey[] = [{ kind: "dial", label, number: "2002" }];
  expect(field("Extended_Function_2_", { keys })).toBe("fnc=sd;ext=2002@example.org;nme=a ext 900 b");
});
