/**
 * The list of spaces against a model: random commands run on the real rooms and a real database; a client
 * that only follows the events, and a plain model that only knows the commands, must both agree with what the
 * appliance says.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { random } from "../../scripts/peers/random.ts";
import { countFilters, countsAnew, filters, withMessage } from "../../web-ui/store/space-list.ts";
import { createKeys, type Keys } from "../keys/index.ts";
import { createPeople } from "../people/index.ts";
import {
  Database,
  EventLog,
  loadConfig,
  Mail,
  MailServerBook,
  Stream,
  silentLogger,
  systemClock,
} from "../platform/index.ts";
import { Wordings } from "../wordings.ts";
import { createMessaging, type Message, type Messaging, type Space } from "./index.ts";

const steps = 10_000;
const people: string[] = [];
let folder: string;
let db: Database;
let keys: Keys;
let events: EventLog;
let messaging: Messaging;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-model-"));
  db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "../platform/migrations"));
  const clock = systemClock;
  events = new EventLog(db, clock);
  const {
    directory,
    invitations,
    guestPolicy: policy,
  } = createPeople({
    db,
    events,
    clock,
    prepareLanguage: async () => {},
    answersElse: () => false,
    onPassword: () => {},
    acquaintancesOf: () => new Set(),
    nearnessOf: () => ({ talkedTo: [], together: [] }),
  });
  for (let index = 0; index < 6; index++) {
    const { person } = await invitations.invite({
      name: `P${index}`,
      email: `p${index}@example.org`,
      role: "user",
    });
    people.push(person.id);
  }
  keys = await createKeys({ folder, passphrase: "", clock });
  const stream = new Stream({ events, log: silentLogger, topicsOf: () => [] });
  const sealing = keys.service;
  const { mail: config } = loadConfig({ file: "", environment: {} });
  const servers = new MailServerBook({ db, events, log: silentLogger, sealing, config });
  const mail = new Mail({ db, clock, log: silentLogger, servers, sealing });
  messaging = await createMessaging({
    policy,
    mail,
    signOut: async () => 0,
    appUrl: () => "",
    prepareLanguage: async () => {},
    wordingFor: () => new Wordings().of("en"),
    db,
    events,
    stream,
    clock,
    keys: keys.service,
    directory,
    invitations,
    folder: join(folder, "blobs"),
    maxFileBytes: 1,
  });
});
afterAll(() => {
  keys.close();
  db.close();
  rmSync(folder, { recursive: true });
});

/** A ciphertext in form only: the appliance cannot look inside. */
const jwe = (kid: string, sp: string, mid?: string) => {
  const header = { alg: "dir", enc: "A256GCM", kid, sp, ...(mid && { mid }) };
  return `${Buffer.from(JSON.stringify(header)).toString("base64url")}..${"A".repeat(16)}.AA.${"A".repeat(22)}`;
};

interface ModelMessage {
  id: string;
  author: string;
  mentions: string[];
  deleted: boolean;
  flaggedBy: Set<string>;
}

/** What the commands mean, in the plainest words. */
class ModelSpace {
  readonly messages: ModelMessage[] = [];
  readonly read = new Map<string, number>();
  readonly favourite = new Set<string>();

  view(person: string) {
    const waiting = this.messages.filter(
      ({ author, deleted }, index) => index >= (this.read.get(person) ?? 0) && author !== person && !deleted,
    );
    return {
      unread: waiting.length,
      mentions: waiting.filter(({ mentions }) => mentions.includes(person) || mentions.includes("all"))
        .length,
      favourite: this.favourite.has(person),
      flags: this.messages.filter(({ flaggedBy }) => flaggedBy.has(person)).length,
    };
  }
}

/** Follows the events as a browser does: new messages change the list, the rest asks for the space anew. */
class Follower {
  readonly me: string;
  spaces: Map<string, Space>;

  constructor(me: string) {
    this.me = me;
    this.spaces = new Map(messaging.spaces.list(me).map((space) => [space.id, space]));
  }

  receive(kind: string, subject: string, message: Message | null): void {
    if (kind === "space.marked") this.#reload(subject);
    const space = message && this.spaces.get(message.space);
    if (!space) return;
    if (kind === "message.created") this.spaces.set(space.id, withMessage(space, message, this.me));
    else if (kind !== "message.reacted" && countsAnew(space, message, this.me)) this.#reload(space.id);
  }

  #reload(id: string): void {
    this.spaces.set(id, messaging.spaces.get(this.me, id));
  }
}

test("[MS-09] unread, mentions, favourites, flags and order stay right over 10,000 random events", async () => {
  const { below, pick, chance } = random(20_261_125);
  const model = new Map<string, ModelSpace>();
  for (let index = 0; index < 5; index++) {
    const [creator = "", ...others] = people;
    const id = crypto.randomUUID();
    const key = await keys.service.create(creator);
    await messaging.spaces.createGroup(creator, { id, key, title: jwe(key, id), members: others });
    model.set(id, new ModelSpace());
  }
  for (const other of people.slice(1, 3)) {
    const { id } = await messaging.spaces.direct(people[0] ?? "", other);
    model.set(id, new ModelSpace());
  }
  const ids = [...model.keys()];
  const followers = people.map((person) => new Follower(person));
  events.listen(({ kind, subject, topic }) => {
    const message = kind.startsWith("message.") ? messaging.messages.state(subject) : null;
    for (const follower of followers)
      if (
        topic === `person:${follower.me}` ||
        (message && messaging.rights.isMember(message.space, follower.me))
      )
        follower.receive(kind, subject, message);
  });
  const flags = new Map(people.map((person) => [person, new Set<string>()]));
  const membersOf = (id: string) => people.filter((person) => messaging.rights.isMember(id, person));
  const mentionsFor = (id: string) => (chance(0.25) ? [chance(0.3) ? "all" : pick(membersOf(id))] : []);

  const check = () => {
    for (const follower of followers) {
      const { me } = follower;
      const told = messaging.spaces.list(me);
      for (const space of told) {
        const expected = (model.get(space.id) as ModelSpace).view(me);
        const { unread, mentions, favourite } = space;
        expect({ unread, mentions, favourite, flags: expected.flags }).toEqual(expected);
        expect(follower.spaces.get(space.id)).toEqual(space);
        const inSpace = [...(flags.get(me) ?? [])].filter((id) =>
          model.get(space.id)?.messages.some((message) => message.id === id),
        );
        expect(inSpace.length).toBe(expected.flags);
      }
      const flagsIn = (id: string) => model.get(id)?.view(me).flags ?? 0;
      const counts = countFilters(follower.spaces.values(), flagsIn);
      for (const filter of filters) {
        const passing = [...model].filter(([id, space]) => {
          const view = membersOf(id).includes(me) ? space.view(me) : undefined;
          if (!view) return false;
          if (filter === "direct") return messaging.spaces.get(me, id).kind === "direct";
          return Number(view[filter === "favourites" ? "favourite" : filter]) > 0;
        });
        expect([filter, counts[filter]]).toEqual([filter, passing.length]);
      }
    }
  };

  for (let step = 0; step < steps; step++) {
    const id = pick(ids);
    const space = model.get(id) as ModelSpace;
    const person = pick(membersOf(id));
    const key = messaging.spaces.get(person, id).key;
    const what = below(100);
    const message = space.messages.length > 0 ? pick(space.messages) : undefined;
    if (what < 55 || !message) {
      const mid = crypto.randomUUID();
      const mentions = mentionsFor(id);
      await messaging.messages.post(person, id, {
        id: mid,
        key,
        body: jwe(key, id, mid),
        mentions,
        files: [],
        tokens: [],
      });
      space.messages.push({ id: mid, author: person, mentions, deleted: false, flaggedBy: new Set() });
      space.read.set(person, space.messages.length);
    } else if (what < 75) {
      const upTo = below(space.messages.length) + 1;
      const last = space.messages[upTo - 1] as ModelMessage;
      const { seq } = messaging.messages.get(person, last.id);
      await messaging.settings.mark(person, id, { readSeq: seq });
      space.read.set(person, Math.max(space.read.get(person) ?? 0, upTo));
    } else if (what < 80) {
      const favourite = chance(0.5);
      await messaging.settings.mark(person, id, { favourite });
      if (favourite) space.favourite.add(person);
      else space.favourite.delete(person);
    } else if (message.deleted) {
      continue;
    } else if (what < 86) {
      await messaging.messages.delete(message.author, message.id);
      message.deleted = true;
      for (const each of message.flaggedBy) flags.get(each)?.delete(message.id);
      message.flaggedBy.clear();
    } else if (what < 92) {
      message.mentions = mentionsFor(id);
      const { mentions } = message;
      await messaging.messages.edit(message.author, message.id, {
        key,
        body: jwe(key, id, message.id),
        mentions,
        tokens: [],
      });
    } else {
      const mine = message.flaggedBy.has(person);
      await (mine
        ? messaging.marks.unflag(person, message.id)
        : messaging.marks.flag(person, message.id, null));
      if (mine) message.flaggedBy.delete(person);
      else message.flaggedBy.add(person);
      flags.set(person, new Set(messaging.marks.flags(person).map((flag) => flag.message)));
    }
    if (step % 250 === 0) check();
  }
  check();
}, 240_000);
