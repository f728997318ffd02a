/** Composes the rooms, in the order of their floors, and stops them in reverse. The only file that knows all. */
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Hono } from "hono";
import { z } from "zod";
import manifest from "../package.json" with { type: "json" };
import { createBoards } from "./boards/index.ts";
import { createCalling } from "./calling/index.ts";
import { createCare } from "./care/index.ts";
import {
  createConsole,
  diskCheck,
  fraudCheck,
  mailCheck,
  opusCheck,
  phoneBookCheck,
  speechCheck,
  telephonyCheck,
  trunkCheck,
} from "./console/index.ts";
import { createDevices } from "./devices/index.ts";
import { createKeys } from "./keys/index.ts";
import { createMedia } from "./media/index.ts";
import { createMeetings } from "./meetings/index.ts";
import { createMessaging } from "./messaging/index.ts";
import { observe } from "./observations.ts";
import { createImports, createPeople, type PersonEnv } from "./people/index.ts";
import {
  type Config,
  createApp,
  Database,
  EventLog,
  every,
  httpErrors,
  Jobs,
  type Logger,
  loadTls,
  Mail,
  Metrics,
  query,
  RequestLimits,
  Stream,
  serveHttp,
  staticRoutes,
  systemClock,
  type WordingFor,
} from "./platform/index.ts";
import { createSip, type Dns } from "./sip/index.ts";
import { Wordings } from "./wordings.ts";

const here = import.meta.dir;
/** Milliseconds. */
const hour = 3600 * 1000;

export interface Appliance {
  /** Where browsers go: `https://host:port`. */
  url: string;
  /** PEM of the authority that signed the certificate. */
  authority: string;
  /** Typed in the wizard's first step; undefined once the box is set up. */
  setupCode: string | undefined;
  /** What is mounted, for the test that looks at every route. */
  routes: readonly { method: string; path: string }[];
  rooms: Awaited<ReturnType<typeof createRooms>>;
  close(): Promise<void>;
}

/** What is outside of the box, where it is not the system's own. */
export interface Surroundings {
  /** How names of SIP servers are looked up. */
  dns?: Dns;
  /** The Worker that media run in. */
  mediaWorkerUrl?: string;
}

interface Beginning extends Surroundings {
  /** Its Workers load while the rest begins. */
  media: ReturnType<typeof createMedia>;
  /** What is to be closed, last first: the house's end, and that of one which could not begin. */
  opened: AsyncDisposableStack;
}

async function createRooms(config: Config, log: Logger, { dns, media: beginning, opened }: Beginning) {
  const clock = systemClock;
  const metrics = new Metrics();
  const folder = resolve(config.data);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const tls = await loadTls(join(folder, "tls"), config.host, clock.now());
  const onFault = (error: unknown) => log.error("a change is on disk, and not everybody was told", { error });
  const db = new Database(join(folder, "hearth.db"), join(here, "platform/migrations"), onFault);
  opened.defer(() => db.close());
  const events = new EventLog(db, clock);
  const forgetting = every(clock, hour, () => events.forget(clock.now() - config.event_days * 24 * hour));
  opened.defer(() => forgetting.cancel());
  const jobs = new Jobs({ db, events, clock, log: log.child({ room: "jobs" }) });
  const wordings = new Wordings();
  const prepareLanguage = (tag: string) => wordings.load(tag);
  const people = createPeople({
    db,
    events,
    clock,
    prepareLanguage,
    answersElse: (number) => calling.answersElse(number),
    acquaintancesOf: (guestId) => messaging.spaces.acquaintancesOf(guestId),
  });
  opened.defer(() => people.close());
  const site = { url: config.http.public_url || `https://${config.host}:${config.http.https_port}` };
  const keys = await createKeys({ folder, passphrase: config.keys.passphrase, clock });
  opened.defer(() => keys.close());
  const mail = new Mail({
    db,
    clock,
    log: log.child({ room: "mail" }),
    config: config.mail,
    sealing: keys.service,
  });
  opened.defer(() => mail.close());

  const languageFor = (personId: string | undefined): string =>
    (personId && messaging.languageOf(personId)) || people.language.policy.language;
  const wordingFor: WordingFor = (personId) => wordings.of(languageFor(personId));
  const imports = createImports({
    directory: people.directory,
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
    policy: people.guestPolicy,
    mail,
    signOut: (personId) => people.sessions.endAll(personId),
    appUrl: () => site.url,
    wordingFor,
    prepareLanguage,
    folder: join(folder, "blobs"),
    maxFileBytes: config.messaging.max_file_bytes,
    log: log.child({ room: "messaging" }),
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
  const media = await beginning;
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
    onEmergency: (personIds, notice) =>
      stream.signal([...people.directory.administrators, ...personIds], "call.emergency", notice),
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
  const startOfDay = () => new Date(clock.now()).setHours(0, 0, 0, 0);
  const console = createConsole({
    version: manifest.version,
    startedAt: clock.now(),
    checks: [
      diskCheck(folder),
      telephonyCheck(() => sip.ports),
      phoneBookCheck(devices.ldap),
      trunkCheck(() => calling.trunks.all),
      fraudCheck(() => calling.protection.stops),
      opusCheck(media.speaksOpus),
      speechCheck(calling.speaks),
      mailCheck(() => mail.state),
    ],
    limits: [...limits.limits, ...people.limits, sip.limit],
    bans: { all: () => sip.bans, lift: (address) => sip.liftBan(address) },
    jobs,
    mail,
    wordingFor,
    figures() {
      const { spaces, messages, fileBytes } = messaging.figures(startOfDay());
      return {
        people: people.directory.activeCount,
        connectedPeople: stream.connectedCount,
        spaces,
        messagesToday: messages,
        fileBytes,
        registeredDevices: sip.location.size,
        activeCalls: calling.liveCalls.length,
        activeMeetings: meetings.meetings.count,
      };
    },
  });
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

/** The app's HTTP routes; their type is what the web UI's client is made of. */
function appRoutes(rooms: Rooms) {
  const {
    people,
    imports,
    keys,
    messaging,
    boards,
    care,
    calling,
    meetings,
    devices,
    stream,
    console,
    limits,
  } = rooms;
  const administration = new Hono<PersonEnv>()
    .use(people.support)
    .route("/", console.routes)
    .route("/", calling.administrationRoutes)
    .route("/", care.reportRoutes)
    .use(people.administrators) // what follows changes things
    .route("/", console.changeRoutes)
    .route("/", calling.configurationRoutes)
    .route("/", care.deskRoutes)
    .route("/", devices.placeRoutes)
    .route("/", messaging.guestAdministrationRoutes)
    .route("/", messaging.retentionRoutes)
    .route("/", messaging.policyAdministrationRoutes)
    .route("/", messaging.pushAdministrationRoutes)
    .route("/", people.administrationRoutes)
    .route("/", imports.routes);
  return new Hono<PersonEnv>()
    .use(limits.address)
    .route("/", people.visitorRoutes)
    .use(people.signedIn)
    .use(limits.person)
    .use(people.guestTrail)
    .use("/calling/*", people.entitled("calling"))
    .use("/care/*", people.staff)
    .use("/contacts/*", people.staff)
    .use("/contacts.vcf", people.staff)
    .use("/phonebook", people.entitled("calling"))
    .on("POST", "/meetings", people.staff)
    .on("POST", "/teams", people.staff)
    .route("/", people.personRoutes)
    .route("/keys", keys.routes)
    .route("/", messaging.routes)
    .route("/", messaging.marksRoutes)
    .route("/", messaging.policyRoutes)
    .route("/", messaging.fileRoutes)
    .route("/", messaging.teamRoutes)
    .route("/", messaging.guestRoutes)
    .route("/", messaging.notifications.routes)
    .route("/", messaging.pushRoutes)
    .route("/", boards.routes)
    .route("/", care.routes)
    .route("/", calling.routes)
    .route("/", meetings.routes)
    .route("/", devices.routes)
    .route("/admin", administration)
    .get("/stream", query(z.object({ since: z.coerce.number().int().min(0) })), (c) => {
      const client = { personId: c.get("person").id, sessionId: c.get("sessionId") };
      if (!c.env.upgrade(stream.accept(client, c.req.valid("query").since)))
        throw httpErrors("upgrade-required");
      return new Response(null);
    });
}

/** SIP over WebSocket (RFC 7118), for browsers that are signed in and may call. */
function sipRoute({ people, sip }: Rooms) {
  return new Hono<PersonEnv>().use(people.signedIn, people.entitled("calling")).get("/", (c) => {
    const { id } = c.get("person");
    const offered = (c.req.header("sec-websocket-protocol") ?? "").split(/ *, */);
    if (
      !offered.includes("sip") ||
      !c.env.upgrade(sip.acceptWebSocket({ personId: id, sessionId: c.get("sessionId") }), "sip")
    )
      throw httpErrors("upgrade-required");
    return new Response(null);
  });
}

export type AppRoutes = ReturnType<typeof appRoutes>;

/** Starts everything; resolves when the box answers. Rejects with the reason when it cannot. */
export async function startAppliance(
  config: Config,
  log: Logger,
  surroundings: Surroundings = {},
): Promise<Appliance> {
  const { mediaWorkerUrl: workerUrl } = surroundings;
  const opened = new AsyncDisposableStack();
  // First, because its Workers load on other cores while the rest begins.
  const media = createMedia({ config, log: log.child({ room: "media" }), ...(workerUrl && { workerUrl }) });
  const closeMedia = media.then(
    ({ close }) => close,
    () => () => {}, // it has closed itself, and createRooms is told
  );
  opened.defer(async () => (await closeMedia)());
  const rooms = await createRooms(config, log, { ...surroundings, media, opened }).catch(async (reason) => {
    await opened
      .disposeAsync()
      .catch((error: unknown) => log.warn("not everything could be closed", { error }));
    throw reason;
  });
  const { metrics, people, tls } = rooms;
  const app = createApp({ log: log.child({ room: "http" }), metrics });
  app.get("/metrics", async (c, next) => {
    const local = c.env.remoteAddress === "127.0.0.1" || c.env.remoteAddress === "::1";
    if (!local && !config.metrics_public) return next();
    return c.text(await metrics.text());
  });
  app.get("/hearth-authority.crt", (c) => {
    c.header("Content-Type", "application/x-x509-ca-cert");
    return c.body(tls.authority);
  });
  app.route("/app", appRoutes(rooms));
  app.route("/sip", sipRoute(rooms));
  app.route("/phones", rooms.devices.phoneRoutes);
  app.route("/", staticRoutes(join(here, "../dist/web-ui")));

  const http = serveHttp({
    app,
    tls,
    address: config.http.address,
    proxies: config.http.trusted_proxies,
    port: config.http.https_port,
    redirectPort: config.http.http_port,
    maxBodyBytes: config.messaging.max_file_bytes,
    log,
  });
  if (!config.http.public_url) rooms.site.url = `https://${config.host}:${http.port}`;
  rooms.jobs.resume();
  return {
    url: `https://${config.host}:${http.port}`,
    authority: tls.authority,
    setupCode: await people.directory.issueSetupCode(),
    routes: app.routes,
    rooms,
    async close() {
      await http.close();
      await opened.disposeAsync();
    },
  };
}
