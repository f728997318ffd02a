/** The care assistant on a real appliance: asked, escalated, answered, passed on, and counted. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type TestAppliance, testAppliance } from "../../scripts/peers/appliance.ts";
import { AppClient } from "../../scripts/peers/client.ts";
import { call } from "../../web-ui/api/client.ts";
import type { CareRequest } from "./index.ts";

const names = ["maria", "jonas", "aiko", "lena"] as const;
type Name = (typeof names)[number];
const person = (name: string) => ({ name, email: `${name}@northwind.example`, password: "a long password" });
const skills = { printers: crypto.randomUUID(), networks: crypto.randomUUID() };

let box: TestAppliance;
const clients = {} as Record<Name, AppClient>;
const ids = {} as Record<Name, string>;
const sockets = new Map<Name, WebSocket>();
let desk: string;

/** In front of the app from now on: only then is an expert asked. */
async function comes(name: Name): Promise<void> {
  if (!sockets.has(name)) sockets.set(name, await clients[name].follow(box.rooms.events.last, () => {}));
}
async function goes(name: Name): Promise<void> {
  const gone = Promise.withResolvers<void>();
  const stop = box.rooms.messaging.presence.onChange((id) => id === ids[name] && gone.resolve());
  sockets.get(name)?.close();
  if (sockets.delete(name)) await gone.promise;
  stop();
}

const expert = (name: Name, more: { skills?: string[]; lead?: boolean } = {}) => ({
  person: ids[name],
  skills: more.skills ?? null,
  lead: more.lead ?? false,
});

async function openDesk(experts: ReturnType<typeof expert>[], answerWithin = 120): Promise<void> {
  desk = crypto.randomUUID();
  const list = [
    { id: skills.printers, name: "Printers" },
    { id: skills.networks, name: "Networks" },
  ];
  const json = { name: "IT help", skills: list, answerWithin, experts };
  await call(clients.maria.api.admin.care.desks[":id"].$put({ param: { id: desk }, json }));
}

async function ask(by: Name, skill: string | null = null): Promise<CareRequest> {
  const space = await clients[by].createSpace("My printer burns", []);
  const json = { id: crypto.randomUUID(), desk, skill, space };
  const { request } = await call(clients[by].api.care.requests.$post({ json }));
  await box.rooms.care.settled();
  return box.rooms.care.state(request.id) ?? request;
}
/** Resolves with the request once it is as wanted. */
async function until(id: string, wanted: (request: CareRequest) => boolean): Promise<CareRequest> {
  const found = Promise.withResolvers<CareRequest>();
  const look = () => {
    const state = box.rooms.care.state(id);
    if (state && wanted(state)) found.resolve(state);
  };
  const stop = box.rooms.events.listen(look);
  look();
  const state = await found.promise;
  stop();
  return state;
}
const membersOf = (space: string) => box.rooms.messaging.spaces.memberIds(space).sort();
const together = (...people: Name[]) => people.map((name) => ids[name]).sort();
const write = async (by: Name, space: string) =>
  clients[by].send(space, await clients[by].keyOf(space), "I am on my way");

beforeAll(async () => {
  box = await testAppliance();
  clients.maria = new AppClient(box.url);
  ids.maria = await clients.maria.setUp(box.setupCode ?? "", "Northwind", person("maria"));
  for (const name of names.slice(1)) {
    const admitted = await clients.maria.admit(person(name));
    clients[name] = admitted.client;
    ids[name] = admitted.id;
  }
});
afterAll(() => box.dispose());
beforeEach(async () => {
  for (const name of [...sockets.keys()]) await goes(name);
});

describe("a request", () => {
  test("[MS-19] goes to an expert with the skill who is here; their first message answers it", async () => {
    await comes("jonas");
    await comes("aiko");
    await openDesk([
      expert("jonas", { skills: [skills.networks] }),
      expert("aiko", { skills: [skills.printers] }),
    ]);
    const asked = await ask("lena", skills.printers);
    expect(asked).toMatchObject({
      state: "asked",
      experts: [ids.aiko],
      deskName: "IT help",
      skillName: "Printers",
    });
    expect(membersOf(asked.space)).toEqual(together("lena", "aiko"));
    await box.rooms.messaging.notifications.settled();
    const { notifications } = await call(clients.aiko.api.notifications.$get({ query: {} }));
    expect(notifications.filter(({ space }) => space === asked.space)).toMatchObject([
      { kind: "care", actor: ids.lena, readAt: null },
    ]);
    await write("aiko", asked.space);
    const answered = await until(asked.id, ({ state }) => state === "answered");
    expect(answered).toMatchObject({ answeredBy: ids.aiko, escalated: false, deadline: null });
  });

  test("[MS-19] that nobody answers in time goes to the next, and then to the leads", async () => {
    await comes("jonas");
    await openDesk([expert("jonas"), expert("aiko", { lead: true })], 1);
    const asked = await ask("lena");
    expect(asked.experts).toEqual([ids.jonas]);
    const escalated = await until(asked.id, ({ experts }) => experts.length === 2);
    expect(escalated).toMatchObject({ state: "asked", escalated: true, deadline: null });
    await write("aiko", asked.space);
    await until(asked.id, ({ state }) => state === "answered");
    await box.rooms.care.settled();
    expect(membersOf(asked.space)).toEqual(together("lena", "aiko")); // Jonas, who did not answer, reads no further
  });

  test("[MS-19] waits where nobody is free, and finds whoever comes", async () => {
    await openDesk([expert("jonas")]);
    const waiting = await ask("lena");
    expect(waiting).toMatchObject({ state: "waiting", experts: [] });
    await comes("jonas");
    expect(await until(waiting.id, ({ state }) => state === "asked")).toMatchObject({ experts: [ids.jonas] });
  });

  test("[MS-19] [CA-20] goes to an expert who is not disturbed by calls: this one is in writing", async () => {
    await comes("jonas");
    await openDesk([expert("jonas")]);
    await box.rooms.calling.settings.change(ids.jonas, { doNotDisturb: true });
    const asked = await ask("lena");
    expect(asked).toMatchObject({ state: "asked", experts: [ids.jonas] });
    await call(clients.lena.api.care.requests[":id"].solve.$post({ param: { id: asked.id } }));
    await box.rooms.calling.settings.change(ids.jonas, { doNotDisturb: false });
  });

  test("[MS-19] is not given to who is off duty, and is once they are back", async () => {
    await comes("jonas");
    await openDesk([expert("jonas")]);
    const duty = (onDuty: boolean) =>
      call(clients.jonas.api.care.duties[":id"].$put({ param: { id: desk }, json: { onDuty } }));
    expect((await duty(false)).duties).toContainEqual({ desk, onDuty: false });
    const waiting = await ask("lena");
    expect(waiting.state).toBe("waiting");
    await duty(true);
    await until(waiting.id, ({ state }) => state === "asked");
  });

  test("[MS-19] is passed on, by a word or by leaving, and taken by who says so", async () => {
    for (const name of ["jonas", "aiko", "maria"] as const) await comes(name);
    await openDesk([expert("jonas"), expert("aiko"), expert("maria")]);
    const asked = await ask("lena");
    const clientOf = (id: string | undefined) => names.find((name) => ids[name] === id) ?? "lena";
    const first = clientOf(asked.experts[0]);
    await call(clients[first].api.care.requests[":id"].pass.$post({ param: { id: asked.id } }));
    const passed = await until(asked.id, ({ experts }) => experts.length === 1 && experts[0] !== ids[first]);
    await box.rooms.care.settled(); // asked on paper first, then let in
    const second = clientOf(passed.experts[0]);
    await call(
      clients[second].api.spaces[":id"].members[":person"].$delete({
        param: { id: asked.space, person: ids[second] },
      }),
    );
    const left = await until(asked.id, ({ experts }) => experts.length === 1 && experts[0] !== ids[second]);
    await box.rooms.care.settled();
    const third = clientOf(left.experts[0]);
    const taken = await call(clients[third].api.care.requests[":id"].take.$post({ param: { id: asked.id } }));
    expect(taken.request).toMatchObject({ state: "answered", answeredBy: ids[third] });
    expect(membersOf(asked.space)).toEqual(together("lena", third));
    const late = await clients[first].api.care.requests[":id"].take.$post({ param: { id: asked.id } });
    expect(late.status).toBe(404);
    await call(clients.lena.api.care.requests[":id"].solve.$post({ param: { id: asked.id } }));
    expect(box.rooms.care.state(asked.id)?.state).toBe("solved");
  });

  test("[MS-19] asks whoever has least to do", async () => {
    await comes("jonas");
    await comes("aiko");
    await openDesk([expert("jonas"), expert("aiko")]);
    const [first, second] = [await ask("lena"), await ask("maria")];
    expect([...first.experts, ...second.experts].sort()).toEqual(together("jonas", "aiko"));
    const third = await ask("lena");
    await call(clients.lena.api.care.requests[":id"].solve.$post({ param: { id: first.id } }));
    const fourth = await ask("maria");
    expect(fourth.experts).not.toEqual(third.experts);
  });

  test("[MS-19] whose time runs out while the box is down goes on after its start", async () => {
    await comes("jonas");
    await openDesk([expert("jonas"), expert("aiko", { lead: true })], 2);
    const asked = await ask("lena");
    expect(asked.experts).toEqual([ids.jonas]);
    await box.close();
    box = await testAppliance({ DATA: box.folder, HTTP__HTTPS_PORT: new URL(box.url).port });
    sockets.clear();
    const escalated = await until(asked.id, ({ experts }) => experts.includes(ids.aiko));
    expect(escalated.escalated).toBe(true);
  });
});

describe("whatever happens on the way", () => {
  test("[MS-19] a lead who was disabled stops nobody, and nothing spins", async () => {
    const gone = await clients.maria.admit(person(`gone-${crypto.randomUUID()}`));
    await comes("jonas");
    await openDesk(
      [{ person: gone.id, skills: null, lead: true }, expert("jonas"), expert("aiko", { lead: true })],
      1,
    );
    await call(
      clients.maria.api.admin.people[":id"].$patch({ param: { id: gone.id }, json: { state: "disabled" } }),
    );
    const asked = await ask("lena");
    const escalated = await until(asked.id, ({ escalated: late, experts }) => late && experts.length === 2);
    expect(escalated.experts.sort()).toEqual(together("jonas", "aiko"));
    const { desks } = await call(clients.maria.api.admin.care.$get());
    const kept = desks.find(({ id }) => id === desk)?.experts ?? [];
    expect(kept.map(({ person: id }) => id)).not.toContain(gone.id);
    await openDesk(kept); // it can be saved again
  });

  test("[MS-19] who answered and leaves again gives the request back", async () => {
    await comes("jonas");
    await comes("aiko");
    await openDesk([expert("jonas"), expert("aiko")]);
    const asked = await ask("lena");
    const first = names.find((name) => ids[name] === asked.experts[0]) ?? "lena";
    await call(clients[first].api.care.requests[":id"].take.$post({ param: { id: asked.id } }));
    await call(clients[first].api.care.requests[":id"].pass.$post({ param: { id: asked.id } }));
    await box.rooms.care.settled();
    const second = first === "jonas" ? "aiko" : "jonas";
    expect(box.rooms.care.state(asked.id)).toMatchObject({
      state: "asked",
      answeredBy: null,
      experts: [ids[second]],
    });
  });

  test("[MS-19] an answer in the moment of the escalation leaves nobody else inside", async () => {
    await comes("jonas");
    await openDesk([expert("jonas"), expert("aiko", { lead: true }), expert("maria", { lead: true })], 1);
    const asked = await ask("lena");
    await until(asked.id, ({ escalated }) => escalated); // the leads are on their way in
    await call(clients.jonas.api.care.requests[":id"].take.$post({ param: { id: asked.id } }));
    await box.rooms.care.settled();
    expect(membersOf(asked.space)).toEqual(together("lena", "jonas"));
    expect(box.rooms.care.state(asked.id)).toMatchObject({ answeredBy: ids.jonas, experts: [ids.jonas] });
  });

  test("[MS-19] when nobody is left and somebody comes late, they are asked", async () => {
    await comes("jonas");
    await openDesk([expert("jonas"), expert("aiko")], 1);
    const asked = await ask("lena");
    await until(asked.id, ({ escalated, deadline }) => escalated && deadline === null);
    await comes("aiko");
    await box.rooms.care.settled();
    expect(box.rooms.care.state(asked.id)?.experts.sort()).toEqual(together("jonas", "aiko"));
  });

  test("[MS-19] the asker archives the space or solves it unanswered: who was asked goes", async () => {
    await comes("jonas");
    await openDesk([expert("jonas")]);
    const archived = await ask("lena");
    const json = { archived: true };
    await call(clients.lena.api.spaces[":id"].$patch({ param: { id: archived.space }, json }));
    await box.rooms.care.settled();
    expect(box.rooms.care.state(archived.id)?.state).toBe("solved");
    expect(membersOf(archived.space)).toEqual([ids.lena]);
    const solved = await ask("lena");
    const early = await clients.jonas.api.care.requests[":id"].solve.$post({ param: { id: solved.id } });
    expect<number>(early.status).toBe(403); // who has not answered has not solved
    await call(clients.lena.api.care.requests[":id"].solve.$post({ param: { id: solved.id } }));
    await box.rooms.care.settled();
    expect(membersOf(solved.space)).toEqual([ids.lena]);
  });

  test("[MS-19] what was half-done when the power went is finished after the start", async () => {
    await comes("jonas");
    await openDesk([expert("jonas"), expert("aiko", { lead: true })], 1);
    const asked = await ask("lena");
    await until(asked.id, ({ experts, deadline }) => experts.length === 2 && deadline === null);
    box.rooms.care.close(); // it hears nothing any more: as if it had been killed here
    await write("aiko", asked.space);
    await box.close();
    box = await testAppliance({ DATA: box.folder, HTTP__HTTPS_PORT: new URL(box.url).port });
    sockets.clear();
    await box.rooms.care.settled();
    expect(box.rooms.care.state(asked.id)).toMatchObject({ state: "answered", answeredBy: ids.aiko });
    expect(membersOf(asked.space)).toEqual(together("lena", "aiko"));
  });
});

describe("who may", () => {
  test("[MS-19] at most twenty open requests each", async () => {
    await openDesk([expert("jonas")]);
    const many = await clients.maria.admit(person(`many-${crypto.randomUUID()}`));
    const attempt = async () => {
      const space = await many.client.createSpace("again", []);
      const json = { id: crypto.randomUUID(), desk, skill: null, space };
      return (await many.client.api.care.requests.$post({ json })).status;
    };
    const answers = [];
    for (let count = 0; count < 21; count++) answers.push(await attempt());
    expect(answers.slice(0, 20)).toEqual(Array(20).fill(200));
    expect<number | undefined>(answers[20]).toBe(429);
  });

  test("[MS-19] nobody asks in a space of others, twice in one, or a desk that is closed", async () => {
    await openDesk([expert("jonas")]);
    const foreign = await clients.maria.createSpace("not yours", [ids.lena]);
    const shared = await clients.lena.createSpace("with somebody else in it", [ids.aiko]);
    const attempt = (space: string) =>
      clients.lena.api.care.requests.$post({ json: { id: crypto.randomUUID(), desk, skill: null, space } });
    expect((await attempt(foreign)).status).toBe(403);
    expect((await attempt(await clients.lena.directSpace(ids.maria))).status).toBe(409);
    expect((await attempt(shared)).status).toBe(409);
    const asked = await ask("lena");
    expect((await attempt(asked.space)).status).toBe(409);
    const stranger = await clients.aiko.api.care.requests[":id"].solve.$post({ param: { id: asked.id } });
    expect<number>(stranger.status).toBe(404);
    await clients.maria.api.admin.care.desks[":id"].$delete({ param: { id: desk } });
    expect((await attempt(await clients.lena.createSpace("late", []))).status).toBe(404);
  });

  test("[MS-19] rubbish is refused in words, and a desk with unknown experts or skills", async () => {
    const api = clients.maria.api.admin.care.desks[":id"];
    const param = { id: crypto.randomUUID() };
    const sound = { name: "Help", skills: [], answerWithin: 60, experts: [expert("jonas")] };
    const bad = [
      { ...sound, experts: [] },
      { ...sound, experts: [expert("jonas"), expert("jonas")] },
      { ...sound, experts: [expert("jonas", { skills: [crypto.randomUUID()] })] },
      { ...sound, experts: [{ person: crypto.randomUUID(), skills: [], lead: false }] },
      { ...sound, answerWithin: 0 },
      { ...sound, name: " " },
    ];
    for (const json of bad) expect((await api.$put({ param, json })).status).toBe(400);
    const question = { id: "x", desk: 1, skill: {}, space: null } as never;
    expect((await clients.lena.api.care.requests.$post({ json: question })).status).toBe(400);
  });
});

test("[MS-19] the report counts requests, answers, escalations, and the time to the first answer", async () => {
  const { report } = await call(clients.maria.api.admin.care.report.$get({ query: { days: "1" } }));
  const all = report.reduce((sum, { asked }) => sum + asked, 0);
  expect(all).toBeGreaterThanOrEqual(10);
  const first = report.find(({ skills: list }) => list.some(({ skill }) => skill === skills.printers));
  expect(first).toMatchObject({ asked: 1, answered: 1, escalated: 0, open: 0 });
  expect(first?.median).toBeGreaterThan(0);
  expect(first?.experts).toMatchObject([{ person: ids.aiko, answered: 1 }]);
  expect(report.some(({ escalated }) => escalated === 1)).toBe(true);
});
