/** Makes the rooms, in the order of their floors, and says how each is closed. The only file that knows all. */
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createBoards } from "./boards/index.ts";
import { createCalling } from "./calling/index.ts";
import { createCare } from "./care/index.ts";
import { createDevices } from "./devices/index.ts";
import { createHouseConsole } from "./house-console.ts";
import { createKeys } from "./keys/index.ts";
import type { createMedia } from "./media/index.ts";
import { createMeetings } from "./meetings/index.ts";
import { createMessaging } from "./messaging/index.ts";
import { observe } from "./observations.ts";
import { createImports, createPeople, mailPasswordChange } from "./people/index.ts";
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

/** In the order of their floors. Rooms that know nothing of those above them are given functions that ask these. */
export async function createRooms(config: Config, log: Logger, beginning: Beginning) {
  const { dns, opened, clock = systemClock } = beginning;
  const { folder, tls, db, events } = await openStore(config, log, clock, opened);
  const metrics = new Metrics();
  const jobs = new Jobs({ db, events, clock, log: log.child({ room: "jobs" }) });
  const wordings = new Wordings();
  const prepareLanguage = (tag: string) => wordings.load(tag);
  const people = createPeople({
    db,
    events,
    clock,
    prepareLanguage,
    answersElse: (number) => calling.answersElse(number),
    onPassword: (person) => mailPasswordChange({ clock, mail, wordingFor }, person),
    acquaintancesOf: (guestId) => messaging.spaces.acquaintancesOf(guestId),
    nearnessOf: (personId) => messaging.spaces.nearnessOf(personId),
  });
  opened.defer(() => people.close());
  const site = { url: config.http.public_url || `https://${config.host}:${config.http.https_port}` };
  const keys = await createKeys({ folder, passphrase: config.keys.passphrase, clock });
  opened.defer(() => keys.close());
  const mailLog = log.child({ room: "mail" });
  const sealing = keys.service;
  const mailServers = new MailServerBook({ db, events, log: mailLog, sealing, config: config.mail });
  const mail = new Mail({ db, clock, log: mailLog, servers: mailServers, sealing });
  opened.defer(() => mail.close());

  const languageFor = (personId: string | undefined): string =>
    (personId && messaging.languageOf(personId)) || people.language.policy.language;
  const wordingFor: WordingFor = (personId) => wordings.of(languageFor(personId));
  const imports = createImports({
    directory: people.directory,
    invitations: people.invitations,
    jobs,
    mail,
    appUrl: () => site.url,
    wordingFor,
  });
  const topicsOf = (personId: string): string[] => {
    const person = people.directory.find(personId);
    const administrates = person?.role === "administrator" || person?.role === "support";
    return [
      `person:${personId}`,
      // What happens in the organisation is not for its guests.
      ...(person?.role === "guest" ? [] : ["org"]),
      ...(administrates ? ["admin"] : []),
      ...messaging.topicsOf(personId),
    ];
  };
  const stream = new Stream({ events, log: log.child({ room: "stream" }), topicsOf });
  opened.defer(() => stream.close());
  stream.hydrate("person", ({ subject }) => people.directory.find(subject) ?? null);
  const messaging = await createMessaging({
    db,
    events,
    stream,
    clock,
    keys: keys.service,
    directory: people.directory,
    invitations: people.invitations,
    policy: people.guestPolicy,
    mail,
    signOut: (personId) => people.sessions.endAll(personId),
    appUrl: () => site.url,
    wordingFor,
    prepareLanguage,
    folder: join(folder, "blobs"),
    maxFileBytes: config.messaging.max_file_bytes,
    log: log.child({ room: "messaging" }),
    previews: {
      source: config.previews.source_address,
      nameServers: config.previews.name_servers,
      isOurs: ownHosts([config.host, ...config.public_addresses]),
    },
    push: {
      usual: {
        enabled: config.push.enabled,
        hosts: config.push.allowed_hosts,
        contact: config.push.subject,
      },
      authority: config.push.authority === "" ? undefined : readFileSync(config.push.authority, "utf8"),
    },
  });
  opened.defer(() => messaging.close());
  await Promise.all([people.language.policy.language, ...messaging.languages()].map(prepareLanguage));
  const boards = createBoards({ db, events, stream, clock, messaging });
  messaging.retention.keepKeys((space) => boards.keysIn(space));
  messaging.retention.alsoTake(boards.boards.keepsake);
  const care = createCare({
    db,
    events,
    stream,
    clock,
    log: log.child({ room: "care" }),
    directory: people.directory,
    messaging,
  });
  opened.defer(() => care.close());
  const sip = await createSip({
    config,
    tls,
    db,
    events,
    clock,
    log: log.child({ room: "sip" }),
    directory: people.directory,
  });
  opened.defer(() => sip.close());
  people.sessions.onEnd((ids) => {
    stream.closeSessions(ids);
    sip.closeSessions(ids);
    void messaging.push.endSessions(ids);
  });
  const media = await beginning.media;
  const calling = await createCalling({
    config,
    db,
    events,
    clock,
    log: log.child({ room: "calling" }),
    directory: people.directory,
    sip,
    media,
    keys: keys.service,
    held: () => messaging.holds.held().people,
    mail,
    appUrl: () => site.url,
    languageOf: languageFor,
    wordingFor,
    folder: join(folder, "recordings"),
    ...(dns && { dns }),
    sleepers: {
      canWake: (personId) => messaging.push.reaches(personId),
      wake: (personId, { personId: actor = null, name, number }) =>
        void messaging.push.wakeForCall(personId, { actor, caller: actor ? "" : name || number }),
    },
    onActivity: (personId, busy) => messaging.presence.setActivity(personId, "call", busy),
    onDoNotDisturb: (personId, on) => messaging.presence.setActivity(personId, "dnd", on),
    onOwnCalls(personId, calls) {
      if (stream.isConnected(personId)) stream.signal([personId], "calls", calls());
    },
    onLines(personId, lines) {
      if (stream.isConnected(personId)) stream.signal([personId], "lines", { lines: lines() });
    },
    emergency: {
      tell: (personIds, notice) => stream.signal(personIds, "call.emergency", notice),
      popUp: (personIds, { id: subject, caller: { personId: actor = null }, number: caller, at }) =>
        messaging.notifications.alarm(personIds, { subject, actor, caller, at }),
      seen(personId, id) {
        stream.signal([personId], "call.emergency.seen", { id });
        void messaging.notifications.centre.read(personId, { subject: id }).catch(() => {}); // it waits there on
      },
    },
  });
  opened.defer(() => calling.close());
  for (const keepsake of calling.keepsakes) messaging.retention.alsoTake(keepsake);
  const meetings = await createMeetings({
    db,
    events,
    stream,
    clock,
    log: log.child({ room: "meetings" }),
    directory: people.directory,
    messaging,
    boards: boards.boards,
    media,
    calling,
  });
  opened.defer(() => meetings.close());
  const devices = createDevices({
    config,
    tls,
    log: log.child({ room: "devices" }),
    db,
    events,
    clock,
    directory: people.directory,
    sip,
    calling,
    url: () => site.url,
  });
  opened.defer(() => devices.close());
  opened.defer(() => jobs.close()); // first, as their steps use every room
  const limits = new RequestLimits({
    clock,
    perAddress: config.limits.requests_per_address,
    perPerson: config.limits.requests_per_person,
    isKnown: people.isSignedIn,
  });
  const console = createHouseConsole(
    {
      clock,
      folder,
      jobs,
      mail,
      mailServers,
      wordingFor,
      stream,
      people,
      messaging,
      sip,
      media,
      calling,
      meetings,
      devices,
    },
    [...limits.limits, ...people.limits, sip.limit],
  );
  observe({ metrics, stream, events, people, jobs, mail, sip, media, calling, meetings }, folder);
  return {
    clock,
    metrics,
    tls,
    db,
    events,
    jobs,
    site,
    people,
    imports,
    keys,
    mail,
    stream,
    messaging,
    boards,
    care,
    sip,
    media,
    calling,
    meetings,
    devices,
    console,
    limits,
  };
}

export type Rooms = Awaited<ReturnType<typeof createRooms>>;
