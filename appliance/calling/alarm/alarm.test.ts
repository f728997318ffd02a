/** Somebody calls for help, and who is to know of it does, over every way there is; all with real telephones, mail and push. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppClient } from "../../../scripts/peers/client.ts";
import { type MailServer, mailSettings, openMailServer } from "../../../scripts/peers/mail-server.ts";
import { type ProvidedHouse, providedHouse } from "../../../scripts/peers/provider.ts";
import { pushService } from "../../../scripts/peers/push-service.ts";
import { hears } from "../../../scripts/peers/spoken.ts";
import { password, type TelephoneHouse } from "../../../scripts/peers/telephones.ts";
import { until } from "../../../scripts/peers/until.ts";
import { call } from "../../../web-ui/api/client.ts";
import type { Person } from "../../people/index.ts";
import { silentLogger } from "../../platform/index.ts";
import { Voices } from "../prompts/voices.ts";
import { Speech } from "../sounds/speech.ts";
import type { EmergencyNotice } from "./alarm.ts";
import { announcement } from "./telephones.ts";

const address = "1 Market Street, San Francisco";
const voices = new Voices({
  speech: new Speech({ log: silentLogger }),
  english: "en-gb",
  languageOf: () => "en",
});
const bytesPerSecond = 16_000;
const allDay = { from: "00:00", to: "23:59", days: [0, 1, 2, 3, 4, 5, 6], zone: "UTC" };

let folder: string;
let smtp: MailServer;
let service: Awaited<ReturnType<typeof pushService>>;
let outside: ProvidedHouse;
let house: TelephoneHouse;
/** Maria administrates, Aiko is at the front desk, Jonas calls, Lena has nothing to do with it. */
let maria: Person;
let jonas: Person;
let aiko: Person;
let lena: Person;
let desk: AppClient;
/** The last test takes the database away. */
let isClosed = false;

async function appOf({ name, email }: Person): Promise<AppClient> {
  const app = new AppClient(house.box.url);
  await app.signIn({ name, email, password });
  return app;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-alarm-"));
  smtp = await openMailServer();
  service = await pushService(join(folder, "tls"));
  writeFileSync(join(folder, "authority.pem"), service.authority);
  outside = await providedHouse(["Maria", "Jonas", "Aiko", "Lena"], {
    ...mailSettings(smtp),
    PUSH__ENABLED: "true",
    PUSH__ALLOWED_HOSTS: service.host,
    PUSH__AUTHORITY: join(folder, "authority.pem"),
    PUSH__SUBJECT: "mailto:it@northwind.example",
  });
  ({ house } = outside);
  [maria, jonas, aiko, lena] = Object.values(house.people) as [Person, Person, Person, Person];
  const administrator = await appOf(maria);
  const { dialling } = await call(administrator.api.admin.calling.$get());
  const json = { ...dialling.chosen, frontDesk: [`${aiko.extension}`] };
  await call(administrator.api.admin.calling.dialling.$put({ json }));
  desk = await appOf(aiko);
  await call(
    desk.api.preferences.$patch({ json: { language: "de", notify: "none", digest: "off", quiet: allDay } }),
  );
  await house.box.rooms.calling.settings.change(aiko.id, { doNotDisturb: true });
  await call(desk.api.push.subscriptions.$put({ json: service.subscription("desk") }));
}, 40_000);
afterEach(async () => {
  if (!isClosed) await outside.hangUp();
});
afterAll(async () => {
  await outside.dispose().catch(() => {}); // what is written at the end has nowhere to go
  await smtp.close();
  service.close();
  rmSync(folder, { recursive: true, force: true });
});

const standing = async (app: AppClient): Promise<EmergencyNotice[]> =>
  (await call(app.api.emergencies.$get())).notices as EmergencyNotice[];

/** What the house says on the telephone of who speaks this. */
const saidIn = (language: string, notice: EmergencyNotice) =>
  announcement(voices.in(language), voices, notice);

test("[CA-22] 112 goes out, and the front desk hears of it within five seconds: telephone, push, e-mail and centre, past quiet hours, levels and do not disturb", async () => {
  await outside.provider.box.rooms.people.directory.change(outside.helpers.id, { extension: "112" });
  const helpers = await outside.provider.phone(outside.helpers, { answers: true, tone: 1000 });
  const deskPhone = await house.phone(aiko);
  const caller = await house.phone(jonas);
  const pushed = service.next();
  await caller.command("dial", "112");
  const began = Date.now();
  const rings = deskPhone.says(/Incoming call from: .*112: Jonas/);
  await Promise.all([rings, pushed, smtp.received(2)]);
  expect(Date.now() - began).toBeLessThan(5000);
  await helpers.says(/Call established/);

  const { text, headers } = await pushed;
  const [notice] = await standing(desk);
  expect(notice).toMatchObject({ number: "112", location: address, caller: { name: "Jonas" } });
  expect(headers.get("Urgency")).toBe("high");
  expect(JSON.parse(text)).toMatchObject({
    kind: "emergency",
    subject: notice?.id,
    actor: jonas.id,
    caller: "",
  });
  expect(text).not.toMatch(/112|Jonas|Market/);

  const letters = Object.fromEntries(smtp.mails.map((mail) => [mail.to[0], mail]));
  expect(letters[maria.email]?.subject).toBe("Emergency call: Jonas called 112");
  expect(letters[maria.email]?.text).toContain(`Address on file: ${address}`);
  expect(letters[aiko.email]?.headers).toContain("Content-Language: de");
  expect(smtp.mails).toHaveLength(2);

  await house.box.rooms.messaging.notifications.settled();
  const centre = await call(desk.api.notifications.$get({ query: {} }));
  expect(centre.notifications[0]).toMatchObject({
    kind: "emergency",
    subject: notice?.id,
    actor: jonas.id,
    caller: "112",
    readAt: null,
  });

  await deskPhone.command("accept");
  for (const sentence of await saidIn("de", notice as EmergencyNotice)) await hears(deskPhone, sentence);
  await deskPhone.command("sndcode", "5");
  await deskPhone.says(/session closed|terminated/i);
  expect(await standing(desk)).toEqual([]);
  await until(async () => (await call(desk.api.notifications.$get({ query: {} }))).unread === 0);
  expect(await standing(await appOf(maria))).toHaveLength(1); // who has not acknowledged it
  expect(house.box.rooms.calling.liveCalls).toHaveLength(1); // help is still on the line
  await caller.command("hangup");
  await house.quiet();
  await helpers.stop();
  await outside.provider.box.rooms.people.directory.change(outside.helpers.id, { extension: "911" });
}, 60_000);

test("[CA-22] the desk's telephone says it again until it is acknowledged in the app; who called and others do not ring", async () => {
  const helpers = await outside.provider.phone(outside.helpers, { answers: true });
  const deskPhone = await house.phone(aiko, { answers: true });
  const callers = await house.phone(jonas);
  const another = await house.phone(jonas);
  const others = await house.phone(lena);
  const administrators = await house.phone(maria);
  const told = Promise.withResolvers<EmergencyNotice>();
  const seen = Promise.withResolvers<unknown>();
  const socket = await desk.follow(house.box.rooms.events.last, (frame) => {
    if (frame.type !== "signal") return;
    if (frame.name === "call.emergency") told.resolve(frame.data as EmergencyNotice);
    if (frame.name === "call.emergency.seen") seen.resolve(frame.data);
  });
  await callers.command("dial", "911");
  const notice = await told.promise;
  await deskPhone.says(/Call established/);
  const sentences = await saidIn("de", notice);
  const seconds = sentences.reduce((sum, { length }) => sum + length, 0) / bytesPerSecond;
  await until(() => deskPhone.heardSeconds() > 1.5 * seconds, 40_000);
  expect(deskPhone.output).not.toMatch(/session closed|terminated/i);
  await call(desk.api.emergencies[":id"].seen.$post({ param: { id: notice.id } }));
  expect(await seen.promise).toEqual({ id: notice.id });
  await deskPhone.says(/session closed|terminated/i);
  for (const phone of [another, others, administrators]) expect(phone.output).not.toContain("Incoming call");
  expect(house.box.rooms.calling.liveCalls).toHaveLength(1);
  socket.close();
  await helpers.stop();
}, 60_000);

test("[CA-22] whoever dials again does not ring twice and is one notice; a front desk that calls for help is not rung", async () => {
  const helpers = await outside.provider.phone(outside.helpers, { answers: true });
  const deskPhone = await house.phone(aiko);
  const caller = await house.phone(lena);
  await caller.command("dial", "911");
  await deskPhone.says(/Incoming call/);
  await smtp.received(smtp.mails.length + 2);
  const mails = smtp.mails.length;
  await caller.command("hangup");
  await house.quiet();
  await caller.command("dial", "911");
  await helpers.says(/Call established/);
  await until(async () => (await standing(desk)).some(({ times }) => times === 2));
  expect((await standing(desk)).filter(({ caller: { name } }) => name === "Lena")).toHaveLength(1);
  expect(deskPhone.output).not.toContain("Incoming call");
  await deskPhone.command("hangup");
  await caller.command("hangup");
  await house.quiet();
  expect(smtp.mails).toHaveLength(mails);
  await deskPhone.command("dial", "911");
  await deskPhone.says(/Call established/);
  expect(deskPhone.output).not.toContain("Incoming call");
  await deskPhone.command("hangup");
  await house.quiet();
  await helpers.stop();
}, 60_000);

/** The last that tells of his call. */
const ofJonas = async (number: string) =>
  (await standing(desk)).findLast((one) => one.caller.personId === jonas.id && one.number === number);

/** Ids of what an app of the front desk was told to be acknowledged. */
async function acknowledged(): Promise<{ ids: Set<string>; socket: WebSocket }> {
  const ids = new Set<string>();
  const socket = await desk.follow(house.box.rooms.events.last, (frame) => {
    if (frame.type === "signal" && frame.name === "call.emergency.seen")
      ids.add((frame.data as { id: string }).id);
  });
  return { ids, socket };
}

test("[CA-22] who lifts and puts down, or is cut off, does not know of it; who has heard it once and hangs up does", async () => {
  const { ids, socket } = await acknowledged();
  const deskPhone = await house.phone(aiko);
  const caller = await house.phone(jonas);
  const ring = async (number: string, phone = deskPhone) => {
    await caller.command("dial", number);
    await phone.says(/Incoming call/);
    await phone.command("accept");
    await phone.says(/Call established/);
    const notice = (await ofJonas(number)) as EmergencyNotice;
    const sentences = await saidIn("de", notice);
    const seconds = sentences.reduce((sum, { length }) => sum + length, 0) / bytesPerSecond;
    return { notice, said: () => until(() => phone.heardSeconds() > seconds + 1, 40_000) };
  };
  await ring("112");
  const { dialogs } = house.box.rooms.sip.load;
  await deskPhone.command("hangup");
  await until(() => house.box.rooms.sip.load.dialogs < dialogs);
  const { notice, said } = await ring("112"); // the same, again: it was not acknowledged, and rings anew
  expect(ids).toEqual(new Set());
  await said();
  await deskPhone.command("hangup");
  await until(() => ids.has(notice.id));
  await deskPhone.stop();

  const wired = await house.phone(aiko, { transport: "tcp" });
  const cut = await ring("911", wired);
  await cut.said();
  await wired.stop("SIGKILL");
  const next = await house.phone(aiko);
  await until(async () => {
    await caller.command("dial", "911");
    return next.output.includes("Incoming call"); // it rings anew: the first is over
  }, 40_000);
  expect(ids).toEqual(new Set([notice.id]));
  const last = (await ofJonas("911"))?.id ?? "";
  await call(desk.api.emergencies[":id"].seen.$post({ param: { id: last } })); // nothing rings on
  await next.says(/session closed|terminated/i);
  socket.close();
}, 120_000);

test("[CA-22] acknowledging a notice leaves the telephones ringing for another of the same caller", async () => {
  const { ids, socket } = await acknowledged();
  const deskPhone = await house.phone(aiko);
  const caller = await house.phone(jonas);
  const called = async (number: string) => {
    await caller.command("dial", number);
    await deskPhone.says(/Incoming call/);
    return (await ofJonas(number))?.id ?? "";
  };
  const see = async (id: string) => {
    await call(desk.api.emergencies[":id"].seen.$post({ param: { id } }));
    await until(() => ids.has(id));
  };
  const old = await called("112");
  await deskPhone.command("hangup");
  await house.quiet();
  const newer = await called("911");
  await see(old);
  await deskPhone.command("accept");
  await deskPhone.says(/Call established/);
  await see(newer);
  await deskPhone.says(/session closed|terminated/i);
  socket.close();
}, 60_000);

test.each(["x", "00000000", "..%2f", "%00"])("a notice that is none is not acknowledged: %s", async (id) => {
  const answer = await desk.fetch(`${house.box.url}/app/emergencies/${id}/seen`, { method: "POST" });
  expect(answer.status).toBe(400);
});

test("[CA-22] with the database closed help is called, and everybody is told that can be", async () => {
  const helpers = await outside.provider.phone(outside.helpers, { answers: true });
  const deskPhone = await house.phone(aiko);
  const caller = await house.phone(maria); // who has not called before
  const told = {
    desk: Promise.withResolvers<EmergencyNotice>(),
    admin: Promise.withResolvers<EmergencyNotice>(),
  };
  const { events, db, people } = house.box.rooms;
  const listen = async (app: AppClient, by: PromiseWithResolvers<EmergencyNotice>) =>
    app.follow(events.last, (frame) => {
      if (frame.type === "signal" && frame.name === "call.emergency")
        by.resolve(frame.data as EmergencyNotice);
    });
  const sockets = [await listen(desk, told.desk), await listen(await appOf(maria), told.admin)];
  await people.directory.change(lena.id, { name: "Lena B" }); // what is known of people is to be asked anew
  const mails = smtp.mails.length;
  db.close();
  isClosed = true;
  await caller.command("dial", "911");
  for (const { promise } of Object.values(told))
    expect(await promise).toMatchObject({ number: "911", caller: { name: "Maria" }, location: address });
  await helpers.says(/Call established/);
  await caller.says(/Call established/);
  await deskPhone.says(/Incoming call from: .*911: Maria/);
  await smtp.received(mails + 2);
  expect(
    smtp.mails
      .slice(mails)
      .map(({ to }) => to[0])
      .sort(),
  ).toEqual([aiko.email, maria.email].sort());
  await deskPhone.command("hangup");
  await caller.command("hangup");
  await until(() => house.box.rooms.calling.liveCalls.length === 0);
  for (const socket of sockets) socket.close();
  for (const phone of [helpers, deskPhone, caller]) await phone.stop();
}, 60_000);
