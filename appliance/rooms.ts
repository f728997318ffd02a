/** Makes the rooms, in the order of their floors, and says how each is closed. The only file that knows all. */
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createBoards } from "./boards/index.ts";
import { callNews } from "./call-news.ts";
import { createCalling } from "./calling/index.ts";
import { createCare } from "./care/index.ts";
import { createDevices } from "./devices/index.ts";
import { createHouseConsole } from "./house-console.ts";
import { createKeys } from "./keys/index.ts";
import type { createMedia } from "./media/index.ts";
import { createMeetings } from "./meetings/index.ts";
import { createMessaging } from "./messaging/index.ts";
import { observe } from "./observations.ts";
import { createImports, createPeople, mailPasswordChange, type Role } from "./people/index.ts";
import {
  type Clock,
  type Config,
  Database,
  EventLog,
  every,
  Jobs,
  type Logger,
  loadTls,
  Mail,
  MailServerBook,
  Metrics,
  ownHosts,
  RequestLimits,
  Stream,
  systemClock,
  type WordingFor,
} from "./platform/index.ts";
import { createSip, type Dns } from "./sip/index.ts";
import { Wordings } from "./wordings.ts";

/** Milliseconds. */
const hour = 3600 * 1000;

/** What is outside of the box, where it is not the system's own. */
export interface Surroundings {
  /** How names of SIP servers are looked up. */
  dns?: Dns;
  /** The Worker that media run in. */
  mediaWorkerUrl?: string;
  clock?: Clock;
}

export interface Beginning extends Surroundings {
  /** Its Workers load while the rest begins. */
  media: ReturnType<typeof createMedia>;
  /** What is to be closed, last first: the house's end, and that of one which could not begin. */
  opened: AsyncDisposableStack;
}

/** The files and tables that every room stands on. */
async function openStore(config: Config, log: Logger, clock: Clock, opened: AsyncDisposableStack) {
  const folder = resolve(config.data);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const tls = await loadTls(join(folder, "tls"), config.host, clock.now());
  const onFault = (error: unknown) => log.error("a change is on disk, and not everybody was told", { error });
  const db = new Database(join(folder, "hearth.db"), join(import.meta.dir, "platform/migrations"), onFault);
  opened.defer(() => db.close());
  const events = new EventLog(db, clock);
  const forgetting = every(clock, hour, () => events.forget(clock.now() - config.event_days * 24 * hour));
  opened.defer(() => forgetting.cancel());
  return { clock, folder, tls, db, events };
}

/** What messaging does as the configuration says. */
const messagingSettings = ({ messaging, previews, push, host, public_addresses }: Config) => ({
  maxFileBytes: messaging.max_file_bytes,
  previews: {
    source: previews.source_address,
    nameServers: previews.name_servers,
    isOurs: ownHosts([host, ...public_addresses]),
  },
  push: {
    usual: { enabled: push.enabled, hosts: push.allowed_hosts, contact: push.subject },
    authority: push.authority === "" ? undefined : readFileSync(push.authority, "utf8"),
  },
});

/** What of the house a person's clients are told, beside the spaces that they are in. */
function topicsOf(personId: string, role: Role | undefined): string[] {
  const administrates = role === "administrator" || role === "support";
  return [
    `person:${personId}`,
    ...(role === "guest" ? [] : ["org"]), // what happens in the organisation is not for its guests
    ...(administrates ? ["admin"] : []),
  ];
}

/** In the order of their floors. Rooms that know nothing of those above them are given functions that ask these. */
export async function createRooms(config: Config, log: Logger, beginning: Beginning) {
  const { dns, opened, clock = systemClock } = beginning;
  const { folder, tls, db, events } = await openStore(config, log, clock, opened);
  const base = (room: string) => ({ db, events, clock, log: log.child({ room }) });
  const metrics = new Metrics();
  const jobs = new Jobs(base("jobs"));
  const site = { url: config.http.public_url || `https://${config.host}:${config.http.https_port}` };
  const appUrl = () => site.url;
  const wordings = new Wordings();
  const prepareLanguage = (tag: string) => wordings.load(tag);
  const languageOf = (personId: string | undefined): string =>
    (personId && messaging.languageOf(personId)) || people.language.policy.language;
  const wordingFor: WordingFor = (personId) => wordings.of(languageOf(personId));

  const people = createPeople({
    ...base("people"),
    prepareLanguage,
    answersElse: (number) => calling.answersElse(number),
    onPassword: (person) => mailPasswordChange({ clock, mail, wordingFor }, person),
    acquaintancesOf: (guestId) => messaging.spaces.acquaintancesOf(guestId),
    nearnessOf: (personId) => messaging.spaces.nearnessOf(personId),
  });
  opened.defer(() => people.close());
  const { directory, invitations, sessions } = people;
  const keys = await createKeys({ folder, passphrase: config.keys.passphrase, clock });
  opened.defer(() => keys.close());
  const sealing = keys.service;
  const mailServers = new MailServerBook({ ...base("mail"), sealing, config: config.mail });
  const mail = new Mail({ ...base("mail"), servers: mailServers, sealing });
  opened.defer(() => mail.close());
  const imports = createImports({ directory, invitations, jobs, mail, appUrl, wordingFor });
  const stream = new Stream({
    ...base("stream"),
    topicsOf: (personId) => [
      ...topicsOf(personId, directory.find(personId)?.role),
      ...messaging.topicsOf(personId),
    ],
  });
  opened.defer(() => stream.close());
  stream.hydrate("person", ({ subject }) => directory.find(subject) ?? null);
  const messaging = await createMessaging({
    ...base("messaging"),
    ...messagingSettings(config),
    stream,
    keys: sealing,
    directory,
    invitations,
    policy: people.guestPolicy,
    mail,
    signOut: (personId) => sessions.endAll(personId),
    appUrl,
    wordingFor,
    prepareLanguage,
    folder: join(folder, "blobs"),
  });
  opened.defer(() => messaging.close());
  await Promise.all([people.language.policy.language, ...messaging.languages()].map(prepareLanguage));
  const boards = createBoards({ ...base("boards"), stream, messaging });
  messaging.retention.keepKeys((space) => boards.keysIn(space));
  messaging.retention.alsoTake(boards.boards.keepsake);
  const care = createCare({ ...base("care"), stream, directory, messaging });
  opened.defer(() => care.close());
  const sip = await createSip({ ...base("sip"), config, tls, directory });
  opened.defer(() => sip.close());
  sessions.onEnd((ids) => {
    stream.closeSessions(ids);
    sip.closeSessions(ids);
    void messaging.push.endSessions(ids);
  });
  const media = await beginning.media;
  const calling = await createCalling({
    ...base("calling"),
    ...callNews(stream, messaging),
    ...(dns && { dns }),
    config,
    directory,
    sip,
    media,
    keys: sealing,
    held: () => messaging.holds.held().people,
    mail,
    appUrl,
    languageOf,
    wordingFor,
    folder: join(folder, "recordings"),
  });
  opened.defer(() => calling.close());
  for (const keepsake of calling.keepsakes) messaging.retention.alsoTake(keepsake);
  const meetings = await createMeetings({
    ...base("meetings"),
    stream,
    directory,
    messaging,
    boards: boards.boards,
    media,
    calling,
  });
  opened.defer(() => meetings.close());
  const devices = createDevices({ ...base("devices"), config, tls, directory, sip, calling, url: appUrl });
  opened.defer(() => devices.close());
  opened.defer(() => jobs.close()); // first, as their steps use every room

  const limits = new RequestLimits({
    clock,
    perAddress: config.limits.requests_per_address,
    perPerson: config.limits.requests_per_person,
    isKnown: people.isSignedIn,
  });
  const rooms = {
    ...{ clock, metrics, tls, db, events, jobs, site, people, imports, keys, mail, stream },
    ...{ messaging, boards, care, sip, media, calling, meetings, devices, limits },
  };
  observe(rooms, folder);
  const counted = [...limits.limits, ...people.limits, sip.limit];
  const console = createHouseConsole({ ...rooms, folder, mailServers, wordingFor }, counted);
  return { ...rooms, console };
}

export type Rooms = Awaited<ReturnType<typeof createRooms>>;
