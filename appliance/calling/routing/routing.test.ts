/** Where a call goes, asked without ringing anyone. */
import { describe, expect, test } from "bun:test";
import { type CallSettings, standardSettings } from "../members/call-settings.ts";
import { type Plan, plan, type RoutedPerson, refuse, type Unanswered, type World } from "./routing.ts";

const person = (
  id: string,
  settings: Partial<CallSettings> = {},
  targets: readonly string[] = [`${id}'s phone`],
): RoutedPerson<string> => ({
  id,
  party: { personId: id, name: id, number: id },
  mayCall: true,
  settings: { ...standardSettings, voicemail: false, ...settings },
  busy: false,
  targets,
});

const world = (...people: RoutedPerson<string>[]): World<string> => ({
  inside(number) {
    const found = people.find(({ id }) => id === number);
    return found && { kind: "person", person: found };
  },
  outside: () => refuse(404, "unknown-number"),
  emergency: () => undefined,
  authorityOf: (personId) => ({ personId, mayCall: true }),
});
const anna = { personId: "anna", mayCall: true };
const unanswered: Record<string, Unanswered> = {
  busy: { kind: "busy", status: 486 },
  silent: { kind: "no-answer", status: 480 },
  gone: { kind: "unreachable", status: 480 },
};

/** What rings, in order, when nobody answers; the end is a status or a service. */
function story(decided: Plan<string>, why: Unanswered): (string | number)[] {
  if (decided.kind === "refuse") return [decided.status];
  if (decided.kind === "service") return [`${decided.service} of ${decided.number}`];
  return [...decided.targets, ...story(decided.afterwards(why), why)];
}

describe("routing", () => {
  test("[CA-13] always, busy, no answer and offline each go where they were told to", () => {
    const cleo = person("cleo");
    const told = (settings: Partial<CallSettings>, why: Unanswered, targets?: string[]) =>
      story(plan(world(person("bob", settings, targets), cleo), anna, "bob"), why);
    const { busy, silent, gone } = unanswered as { busy: Unanswered; silent: Unanswered; gone: Unanswered };
    expect(told({ forwardAlways: "cleo" }, silent)).toEqual(["cleo's phone", 480]);
    expect(told({ forwardBusy: "cleo" }, busy)).toEqual(["bob's phone", "cleo's phone", 486]);
    expect(told({ forwardBusy: "cleo" }, silent)).toEqual(["bob's phone", 480]);
    expect(told({ forwardNoAnswer: "cleo" }, silent)).toEqual(["bob's phone", "cleo's phone", 480]);
    expect(told({ forwardOffline: "cleo" }, silent, [])).toEqual(["cleo's phone", 480]);
    expect(told({ forwardOffline: "cleo" }, gone)).toEqual(["bob's phone", "cleo's phone", 480]);
  });

  test("[CA-22] who is in the house calls for help before everything else; no stranger and no forward does", () => {
    const party = { personId: undefined, name: "Emergency", number: "112" };
    const house: World<string> = {
      ...world(person("bob", { forwardAlways: "112" })),
      emergency: (number) => (number === "112" ? { kind: "ways", party, targets: ["trunk"] } : undefined),
    };
    const stranger = { personId: undefined, mayCall: true };
    expect(plan(house, { personId: "anna", mayCall: false }, "112")).toMatchObject({ targets: ["trunk"] });
    expect(plan(house, stranger, "112")).toMatchObject({ kind: "refuse", status: 404 });
    expect(plan(house, stranger, "bob")).toMatchObject({ kind: "refuse", status: 404 });
  });

  test("[SE-01] only who dialled it themselves is told why a number outside may not be called now", () => {
    const limited: World<string> = {
      ...world(person("bob", { forwardAlways: "+14155550199" })),
      outside: () => ({ ...refuse(403, "limit-reached"), shown: "phone.limit.money.day" }),
    };
    expect(plan(limited, anna, "+14155550199")).toMatchObject({ shown: "phone.limit.money.day" });
    expect(plan(limited, anna, "bob")).toEqual({ ...refuse(403, "limit-reached"), party: undefined });
  });

  test("[CA-13] a circle of forwards ends after five", () => {
    const circle = world(person("bob", { forwardAlways: "cleo" }), person("cleo", { forwardAlways: "bob" }));
    expect(plan(circle, anna, "bob")).toMatchObject({ kind: "refuse", status: 482 });
  });

  test("[CA-08] who is not answered reaches the mailbox of whom they called first", () => {
    const told = (bob: RoutedPerson<string>) =>
      story(plan(world(bob), anna, "bob"), unanswered.silent as Unanswered);
    expect(told(person("bob", { voicemail: true }))).toEqual(["bob's phone", "voicemail of bob"]);
    expect(told(person("bob", { voicemail: true }, []))).toEqual(["voicemail of bob"]);
  });

  test("[CA-20] do not disturb rings nothing: the mailbox, or busy", () => {
    const dnd = { doNotDisturb: true };
    expect(plan(world(person("bob", dnd)), anna, "bob")).toMatchObject({ kind: "refuse", status: 486 });
    const kept = plan(world(person("bob", { ...dnd, voicemail: true })), anna, "bob");
    expect(kept).toMatchObject({ kind: "service", service: "voicemail", number: "bob" });
  });

  test("[CA-18] a group rings turn by turn, and overflows", () => {
    const group: World<string> = {
      ...world(person("cleo")),
      inside: (number) =>
        number === "team"
          ? {
              kind: "group",
              group: {
                party: { personId: undefined, name: "Team", number: "team" },
                turns: [() => ["a"], () => [], () => ["b", "c"]],
                allBusy: () => false,
                secondsPerTurn: 10,
                overflow: "cleo",
              },
            }
          : world(person("cleo")).inside(number),
    };
    expect(story(plan(group, anna, "team"), unanswered.silent as Unanswered)).toEqual([
      "a",
      "b",
      "c",
      "cleo's phone",
      480,
    ]);
  });

  test("[GN-03] without calling in the offer nothing rings", () => {
    const refused = plan(world(person("bob")), { personId: "anna", mayCall: false }, "bob");
    expect(refused).toMatchObject({ kind: "refuse", status: 403 });
  });
});
