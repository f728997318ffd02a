/** Calling: takes what SIP brings, asks routing, and runs the calls. */
import { join } from "node:path";
import type { KeyService } from "../keys/index.ts";
import type { Media, MediaLeg } from "../media/index.ts";
import type { Directory } from "../people/index.ts";
import type { Clock, Config, Database, EventLog, Logger, Mail, WordingFor } from "../platform/index.ts";
import { type Dns, type Sip, systemDns } from "../sip/index.ts";
import { callingAdministration } from "./administration.ts";
import { Attendants } from "./attendants/attendants.ts";
import type { Call, LiveCall } from "./call/call.ts";
import { Exchange } from "./call/exchange.ts";
import type { CallParty } from "./call/party.ts";
import { callingConfiguration } from "./configuration.ts";
import { callingErrors } from "./errors.ts";
import { Groups } from "./groups/groups.ts";
import { type LineCall, LineCalls } from "./lines/line-calls.ts";
import { LineRights } from "./lines/line-rights.ts";
import { LineStates } from "./lines/line-states.ts";
import { type SharedLine, SharedLines } from "./lines/shared-lines.ts";
import { Activity } from "./members/activity.ts";
import { dialOn } from "./members/click-to-dial.ts";
import { endCallsOfWhoLoses } from "./members/lost-calling.ts";
import { Members } from "./members/members.ts";
import { type CallsOfPerson, OwnCalls } from "./members/own-calls.ts";
import { Settings } from "./members/settings.ts";
import type { Sleepers } from "./members/sleepers.ts";
import { Domains } from "./outside/domains.ts";
import { announceEmergency, dryRunService, type EmergencyNotice } from "./outside/emergency.ts";
import { emergencyNumber } from "./outside/numbers.ts";
import { OutboundRoutes } from "./outside/outbound-routes.ts";
import { OutsideLines } from "./outside/outside.ts";
import { OutsideNumbers } from "./outside/outside-numbers.ts";
import { Protection } from "./outside/protection.ts";
import { testTrunk } from "./outside/trunk-test.ts";
import { Trunks } from "./outside/trunks.ts";
import { Histories } from "./records/history.ts";
import { keepsakesOf } from "./records/keepsakes.ts";
import type { CallRecord } from "./records/record-rows.ts";
import { CallRecords } from "./records/records.ts";
import { Rounds } from "./records/rounds.ts";
import { RunningCalls } from "./records/running-calls.ts";
import { callingRoutes, type RouteParts } from "./routes.ts";
import { Arrivals } from "./routing/arrivals.ts";
import { DiallingRules } from "./routing/dialling-rules.ts";
import { explain } from "./routing/explain.ts";
import { partyOf, type Target } from "./routing/world.ts";
import { confirmAnswer } from "./services/confirm.ts";
import { featureCodes } from "./services/feature-codes.ts";
import { moveService } from "./services/move.ts";
import { ParkingLot, parkNumber } from "./services/park.ts";
import { pickupService } from "./services/pickup.ts";
import type { Service } from "./services/service.ts";
import { HoldPicture } from "./sounds/hold-picture.ts";
import { HouseSounds } from "./sounds/house-sounds.ts";
import { SealedSounds } from "./sounds/sealed-sounds.ts";
import { Speech } from "./sounds/speech.ts";
import { createVoicemail, type Mailboxes } from "./voicemail/index.ts";
import { lightLamps } from "./voicemail/message-waiting.ts";
import { voicemailRoutes } from "./voicemail/routes.ts";

export type { CoursePoint } from "../media/index.ts";
export type { Attendant, AttendantVersion } from "./attendants/attendants.ts";
export type { LiveCall } from "./call/call.ts";
export type { CallParty } from "./call/party.ts";
export type { CallingErrorCode } from "./errors.ts";
export type { HuntGroup } from "./groups/groups.ts";
export type { LineCall } from "./lines/line-calls.ts";
export type { LineRightsPolicy } from "./lines/line-rights.ts";
export type { SharedLine } from "./lines/shared-lines.ts";
export type { CallSettings } from "./members/call-settings.ts";
export type { CallsOfPerson, OwnCall } from "./members/own-calls.ts";
export type { RingingCall } from "./members/ringing-calls.ts";
export type { DomainReport, DomainRule } from "./outside/domains.ts";
export type { EmergencyNotice } from "./outside/emergency.ts";
export type { Limits } from "./outside/limits.ts";
export type { OutboundRoute } from "./outside/outbound-routes.ts";
export type { OutsideNumber } from "./outside/outside-numbers.ts";
export type { Price, PriceProblem } from "./outside/prices.ts";
export type { OutsideStop } from "./outside/protection.ts";
export type { ReachedLimit } from "./outside/spending.ts";
export type { SpendingLimits } from "./outside/spending-limits.ts";
export type { TrunkTestStep } from "./outside/trunk-test.ts";
export type { TrunkState, TrunkView } from "./outside/trunks.ts";
export type { Cause } from "./records/diagnosis.ts";
export type { QualityReport } from "./records/quality.ts";
export type { CallRecord } from "./records/record-rows.ts";
export type { DiallingChoice, DiallingValues } from "./routing/dialling-rules.ts";
export type { PlanStep } from "./routing/explain.ts";
export type { ParkedCall } from "./services/park.ts";
export type { Service, ServiceCall } from "./services/service.ts";
export type { Voicemail } from "./voicemail/index.ts";

/** A shared line as one of its people sees it. */
export type LineView = Pick<SharedLine, "id" | "name" | "number"> & { calls: LineCall[] };

const allRoutes = (parts: RouteParts, mailboxes: Mailboxes) =>
  callingRoutes(parts).route("/", voicemailRoutes(mailboxes));

export interface Calling {
  /** Whether something other than a person answers at this number: a group, a line, a menu, a service. */
  answersElse(number: string): boolean;
  readonly liveCalls: LiveCall[];
  readonly ownCalls: OwnCalls;
  readonly settings: Settings;
  readonly mailboxes: Mailboxes;
  readonly groups: Groups;
  readonly sharedLines: SharedLines;
  readonly attendants: Attendants;
  readonly trunks: Trunks;
  readonly domains: Domains;
  readonly protection: Protection;
  readonly lineRights: LineRights;
  readonly numbers: OutsideNumbers;
  readonly parked: ParkingLot["calls"];
  /** Whether the house speaks to callers; it beeps where espeak-ng is missing. */
  readonly speaks: boolean;
  /** A person's calls, newest first. */
  history(personId: string): CallRecord[];
  /** Resolves when the calls of this moment have ended and are on record. */
  settled(): Promise<void>;
  /** What retention takes away here. */
  readonly keepsakes: ReturnType<typeof keepsakesOf>;
  /** Registers numbers that the house itself answers. */
  addService(service: Service): void;
  routes: ReturnType<typeof allRoutes>;
  administrationRoutes: ReturnType<typeof callingAdministration>;
  configurationRoutes: ReturnType<typeof callingConfiguration>;
  close(): Promise<void>;
}

/** Milliseconds that the record of a call may wait for others, so that they share a transaction. */
const writeEvery = 250;

export interface CallingOptions {
  config: Config;
  db: Database;
  events: EventLog;
  clock: Clock;
  log: Logger;
  directory: Directory;
  sip: Sip;
  media: Media;
  keys: KeyService;
  /** Ids of the people whom legal holds cover now. */
  held: () => ReadonlySet<string>;
  mail: Mail;
  /** Where the app is, as in `https://hearth.example.org`. */
  appUrl: () => string;
  /** What letters say to a person. */
  wordingFor: WordingFor;
  /** Where recordings live. */
  folder: string;
  /** How names of trunks are looked up. */
  dns?: Dns;
  /** Told when a person's first call begins and when the last has ended. */
  onActivity(personId: string, calling: boolean): void;
  /** Told who does not want to be disturbed, from the start, and of each change. */
  onDoNotDisturb(personId: string, on: boolean): void;
  /** Whose app is closed and can be woken for a call. */
  sleepers: Sleepers;
  /** Tells a person's apps which calls they are on. */
  onOwnCalls(personId: string, calls: () => CallsOfPerson): void;
  /** Tells a person's apps what their shared lines do. */
  onLines(personId: string, lines: () => LineView[]): void;
  /** Tells these people, and every administrator, of an emergency call, at once. */
  onEmergency(personIds: readonly string[], notice: EmergencyNotice): void;
}

export async function createCalling(options: CallingOptions): Promise<Calling> {
  const { config, clock, log, directory, sip, media, db, events } = options;
  const rounds = new Rounds(clock, writeEvery);
  const records = new CallRecords({
    db,
    events,
    clock,
    rounds,
    costOf: (call) => protection.spending.takeCost(call),
  });
  const histories = new Histories({ db, events, clock });
  const speech = new Speech({ log, voice: config.sip.voice });
  const sealed = new SealedSounds({ keys: options.keys, folder: join(options.folder, "sounds") });
  const [sounds, holdPicture] = await Promise.all([HouseSounds.open(sealed), HoldPicture.open(sealed)]);
  /** Music first: a picture is shown beside what is heard. */
  const entertain = (leg: MediaLeg) => Promise.all([sounds.entertain(leg), holdPicture.show(leg)]);
  const members = new Members(directory, events, sip.domain);
  const settings = new Settings({ db, events, ringSeconds: config.sip.no_answer_seconds });
  const voicemail = createVoicemail({
    ...options,
    speech,
    settings,
    folder: join(options.folder, "voicemail"),
    mayAttach: config.mail.voicemail_attachments,
  });
  const services: Service[] = [voicemail.service];
  const activity = new Activity(options.onActivity);
  const personAt = (number: string) => members.dialled(number)?.person.id;

  const answersElse = (number: string, except?: string): boolean =>
    [...groups.all, ...sharedLines.all, ...attendants.all].some(
      (one) => one.id !== except && one.number === number,
    ) ||
    services.some((service) => service !== attendants.service && service.answersAt(number) !== undefined);
  const isFree = (number: string, except: string | undefined): boolean =>
    personAt(number) === undefined && !answersElse(number, except);
  const groups = new Groups({ db, events, clock, isFree });
  const sharedLines = new SharedLines({ db, events, isFree });
  const people = () =>
    directory
      .search("", 10_000)
      .flatMap(({ name, extension }) => (extension ? [{ name, number: extension }] : []));
  const attendants = new Attendants({ db, events, clock, speech, sounds, isFree, people });

  const numbers = new OutsideNumbers({ db, events });
  const dns = options.dns ?? systemDns;
  const trunks = new Trunks({ ...options, dns });
  const rules = new DiallingRules({ db, events }, config);
  const now = () => clock.now();
  const domains = new Domains({
    ...options,
    dns,
    isTrunk: (address) => trunks.has(address),
  });
  const hangUpUnlessForHelp = (id: string, party: CallParty, why?: string) => {
    const call = exchange.calls.get(id);
    if (call && !outside.isForHelp(call)) call.giveUp(party, why);
  };
  const protection = new Protection({
    ...options,
    rules,
    isForHelp: (call) => outside.isForHelp(call),
    hangUp: hangUpUnlessForHelp,
  });
  const routes = new OutboundRoutes({ db, events, rules });
  const outside = new OutsideLines({
    rules,
    trunks,
    routes,
    domains,
    protection,
    numbers,
    settings,
    domain: sip.domain,
    now,
  });

  const colleaguesOf = (personId: string) => groups.colleaguesOf(personId);
  const rights = new LineRights(
    { db, events },
    {
      colleaguesOf: (personId) => colleaguesOf(personId).union(sharedLines.sharersOf(personId)),
      allowedBy: (personId) => settings.of(personId).answeredBy,
    },
  );
  /** `person:…` is a person's own line, `line:…` is its members', and parking slots are everybody's. */
  const watching =
    (ofPerson: (personId: string, owner: string) => boolean) =>
    (resource: string, personId: string): boolean => {
      const [kind, id = ""] = resource.split(":");
      if (kind === "person") return ofPerson(personId, id);
      return kind === "slot" || sharedLines.of(personId).some((line) => line.id === id);
    };
  const lines = new LineStates({
    subscriptions: sip.subscriptions,
    domain: sip.domain,
    resourceOf(user) {
      const personId = personAt(user);
      if (personId !== undefined) return `person:${personId}`;
      const line = sharedLines.at(user);
      if (line) return `line:${line.id}`;
      return parking.service.answersAt(user) !== undefined && user !== parkNumber
        ? `slot:${user}`
        : undefined;
    },
    rights: {
      mayWatch: watching((personId, owner) => rights.mayWatch(personId, owner)),
      seesPeers: watching((personId, owner) => rights.isTrusted(personId, owner)),
    },
    sharedLine: (call) => lineCalls.viewOf(call),
  });

  settings.onDoNotDisturb((personId, on) => {
    lines.doNotDisturb(personId, on);
    options.onDoNotDisturb(personId, on);
  });

  const emergency = { db, events, log, members, outside, now, rules, tell: options.onEmergency };

  const exchange = new Exchange({
    config,
    clock,
    log,
    sip,
    media,
    members,
    settings,
    services,
    groups,
    lines: sharedLines,
    outside,
    sleepers: options.sleepers,
    rights,
    location: sip.location,
    entertain,
    isBusy: (personId) => activity.countOf(personId) >= config.calling.calls_per_line,
    isOnCall: (personId) => activity.countOf(personId) > 0,
    confirm: (connection) => confirmAnswer(connection, { speech, clock }),
    onDialled(caller, number, { personId }) {
      const called = emergencyNumber(number, rules);
      if (called !== undefined && personId !== undefined) announceEmergency(emergency, caller, called);
    },
    onChange(call: Call) {
      activity.changed(call);
      lineCalls.changed(call);
      lines.changed(call);
      ownCalls.changed(call);
      protection.changed(call);
      running.changed(call);
    },
    onRefused: (refused) =>
      void records
        .writeRefused(refused)
        .catch((error: unknown) => log.error("a call record was not written", { error })),
    async onEnd(call: Call) {
      if (call.answeredAt !== undefined && call.callee.personId) groups.noteCall(call.callee.personId);
      if (!call.isStep) await records.write(call);
    },
  });

  endCallsOfWhoLoses({ events, log, exchange, members, outside, speech });

  const running = new RunningCalls({ db, clock, log, sip, rounds });
  await running.recover();
  const ownCalls = new OwnCalls({ exchange, sip, log, tell: options.onOwnCalls });

  const linesOf = (personId: string): LineView[] =>
    sharedLines.of(personId).map((line) => {
      const { id, name, number } = line;
      return { id, name, number, calls: lineCalls.on(line, personId) };
    });
  const lineCalls = new LineCalls({
    exchange,
    lines: sharedLines,
    media,
    speech,
    clock,
    onChange({ members: told }) {
      for (const personId of told) options.onLines(personId, () => linesOf(personId));
    },
  });

  const parking = new ParkingLot({
    exchange,
    clock,
    db,
    events,
    speech,
    entertain,
    recallSeconds: config.calling.park_recall_seconds,
    onChange: (slot, waiting) => lines.parked(slot, waiting),
  });
  const mayCall = (personId: string, number: string): boolean => {
    const authority = { personId, mayCall: members.find(personId)?.mayCall ?? false };
    if (emergencyNumber(number, rules)) return false; // nobody is sent on to one
    const plan = exchange.planFor(authority, number);
    return plan.kind !== "refuse" || (plan.status !== 403 && plan.status !== 404); // who is away comes back
  };
  services.push(
    attendants.service,
    parking.service,
    ...lineCalls.services,
    moveService({ exchange }),
    pickupService({ exchange, personAt, colleaguesOf, rights }),
    dryRunService({ outside, speech, clock }),
    featureCodes({ settings, mayCall, personAt, speech, clock }),
  );
  lightLamps({ sip, mailboxes: voicemail.mailboxes, personAt });

  const arrivals = new Arrivals({
    log,
    exchange,
    members,
    sharedLines,
    outside,
    domains,
    rules,
    hosts: [sip.domain, config.host.toLowerCase()],
  });
  sip.exemptFromEncryption((uri) => arrivals.isForHelp(uri));
  sip.takeCalls((invite) => arrivals.receive(invite));

  const live = (): LiveCall[] => {
    const { costs } = protection.spending;
    return [...exchange.calls.values()]
      .filter(({ state }) => state !== "ended")
      .map((call) => ({ ...liveCall(call), cost: costs.get(call.id) ?? null }));
  };
  const hangUp = (id: string) => exchange.calls.get(id)?.hangUp();
  const routeParts = {
    sip,
    histories,
    directory,
    settings,
    groups,
    ownCalls,
    lines: linesOf,
    setPrivate: (personId: string, id: string, closed: boolean) => lineCalls.setPrivate(personId, id, closed),
    parked: () => parking.calls,
    async dialOn(personId: string, deviceId: string, number: string) {
      directory.requireEntitled(personId, "calling");
      const member = members.find(personId);
      const binding = sip.location.of(personId).find((one) => one.deviceId === deviceId);
      if (!member || !binding) throw callingErrors("telephone-absent");
      const asked = arrivals.asCaller(member, number);
      if (!asked) throw callingErrors("line-not-found");
      const telephone = { party: asked.party, binding, soundOnly: !member.mayShow };
      await dialOn({ exchange, sip, media, clock, log }, telephone, asked.number);
    },
  };
  const deviceName = (id: string | undefined) => (id && sip.devices.find(id)?.name) || "app";
  const nameOf = (target: Target): string => {
    switch (target.kind) {
      case "device":
        return `${target.party.name}: ${deviceName(target.binding.deviceId)}`;
      case "asleep":
        return `${target.party.name}: app`;
      case "reach":
        return target.number;
      case "domain":
        return target.address;
      case "trunk":
        return `${trunks.find(target.trunk)?.name ?? ""}: ${target.number}`;
    }
  };

  return {
    get liveCalls() {
      return live();
    },
    answersElse: (number) => answersElse(number),
    ownCalls,
    settings,
    mailboxes: voicemail.mailboxes,
    groups,
    sharedLines,
    attendants,
    trunks,
    domains,
    protection,
    lineRights: rights,
    numbers,
    get parked() {
      return parking.calls;
    },
    speaks: speech.available,
    keepsakes: keepsakesOf(voicemail.mailboxes, records),
    history: (personId) => histories.of(personId, { before: Number.MAX_SAFE_INTEGER, beforeId: "" }, 50),
    settled: () => exchange.settled(),
    addService: (service) => void services.push(service),
    routes: allRoutes(routeParts, voicemail.mailboxes),
    administrationRoutes: callingAdministration({
      sip,
      db,
      clock,
      records,
      directory,
      live,
      hangUp,
      currency: () => protection.spending.limits.currency,
    }),
    configurationRoutes: callingConfiguration({
      directory,
      sip,
      settings,
      groups,
      sounds,
      holdPicture,
      lines: sharedLines,
      attendants,
      trunks,
      routes,
      domains,
      protection,
      numbers,
      rights,
      rules,
      testTrunk(id, number, personId) {
        const member = members.find(personId);
        if (!member) throw callingErrors("trunk-not-found");
        const caller = { party: partyOf(member.person), authority: { personId, mayCall: member.mayCall } };
        return testTrunk({ trunks, outside, numbers, rules, sip, media, clock, log }, id, number, caller);
      },
      explain(personId, number, at) {
        const authority = { personId, mayCall: members.find(personId)?.mayCall ?? false };
        return explain(exchange.planFor(authority, number, at), {
          nameOf,
          routeOf: (target) => (target.kind === "trunk" ? (routes.of(target.number)?.name ?? "") : ""),
          menuAt: (dialled) => attendants.heardAt(dialled, at ?? clock.now()),
          sendOn: (chosen) => exchange.planFor({ ...authority, house: true }, chosen, at),
        });
      },
    }),
    async close() {
      parking.close();
      await exchange.close();
      running.close();
      protection.spending.close();
      await lineCalls.close();
      await trunks.close();
    },
  };
}

const liveCall = ({ id, state, caller, callee, startedAt, answeredAt }: Call) => ({
  id,
  state,
  caller,
  callee,
  startedAt,
  answeredAt,
});
