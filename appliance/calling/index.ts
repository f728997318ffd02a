/** Calling: takes what SIP brings, asks routing, and runs the calls. */
import { join } from "node:path";
import type { KeyService } from "../keys/index.ts";
import type { Media } from "../media/index.ts";
import type { Directory } from "../people/index.ts";
import type { Clock, Config, Database, EventLog, Logger } from "../platform/index.ts";
import type { Sip } from "../sip/index.ts";
import { Activity } from "./activity.ts";
import type { LiveCall } from "./call.ts";
import { Exchange } from "./exchange.ts";
import { Members } from "./members.ts";
import { type CallRecord, CallRecords } from "./records.ts";
import { callingAdministration, callingRoutes, type RouteParts } from "./routes.ts";
import { refuse } from "./routing.ts";
import type { Service } from "./service.ts";
import { Settings } from "./settings.ts";
import { Speech } from "./speech.ts";
import { createVoicemail, type Mailboxes } from "./voicemail/index.ts";
import { voicemailRoutes } from "./voicemail/routes.ts";
import { partyOf } from "./world.ts";

export type { LiveCall } from "./call.ts";
export type { CallParty } from "./party.ts";
export type { CallRecord } from "./records.ts";
export type { Service, ServiceCall } from "./service.ts";
export type { CallSettings } from "./settings.ts";
export type { Voicemail } from "./voicemail/index.ts";

type CallingRoutes = ReturnType<typeof allRoutes>;
const allRoutes = (parts: RouteParts, mailboxes: Mailboxes) =>
  callingRoutes(parts).route("/", voicemailRoutes(mailboxes));

export interface Calling {
  readonly liveCalls: LiveCall[];
  readonly settings: Settings;
  readonly mailboxes: Mailboxes;
  /** Whether the house speaks to callers; it beeps where espeak-ng is missing. */
  readonly speaks: boolean;
  /** A person's calls, newest first. */
  history(personId: string): CallRecord[];
  /** Resolves when the calls of this moment have ended and are on record. */
  settled(): Promise<void>;
  /** Registers numbers that the house itself answers. */
  addService(service: Service): void;
  routes: CallingRoutes;
  administrationRoutes: ReturnType<typeof callingAdministration>;
  close(): Promise<void>;
}

export function createCalling(options: {
  config: Config;
  db: Database;
  events: EventLog;
  clock: Clock;
  log: Logger;
  directory: Directory;
  sip: Sip;
  media: Media;
  keys: KeyService;
  /** Where recordings live. */
  folder: string;
  /** Told when a person's first call begins and when the last has ended. */
  onActivity(personId: string, calling: boolean): void;
}): Calling {
  const { config, clock, log, directory, sip, media, db, events } = options;
  const records = new CallRecords(options);
  const speech = new Speech({ log, voice: config.sip.voice });
  const voicemail = createVoicemail({ ...options, speech, folder: join(options.folder, "voicemail") });
  const services: Service[] = [voicemail.service];
  const members = new Members(directory, events);
  const settings = new Settings({ db, events, ringSeconds: config.sip.no_answer_seconds });
  const activity = new Activity(options.onActivity);

  const exchange = new Exchange({
    config,
    clock,
    log,
    sip,
    media,
    directory,
    members,
    settings,
    services,
    location: sip.location,
    group: () => undefined,
    outside: () => refuse(404, "nobody has this number"),
    reachOutside: () => Promise.reject(new Error("there is no trunk")),
    confirm: async () => true,
    onChange: (call) => activity.changed(call),
    onRefused: (refused) =>
      void records
        .writeRefused(refused)
        .catch((error: unknown) => log.error("a call record was not written", { error })),
    onEnd: (call) => records.write(call),
  });

  sip.takeCalls((invite) => {
    const caller = members.find(invite.caller.personId);
    if (!caller) return invite.refuse(404);
    const { person, mayCall } = caller;
    void exchange.receive(invite, partyOf(person), { personId: person.id, mayCall });
  });

  const live = (): LiveCall[] =>
    [...exchange.calls.values()]
      .filter(({ state }) => state !== "ended")
      .map(({ id, state, caller, callee, startedAt, answeredAt }) => ({
        id,
        state,
        caller,
        callee,
        startedAt,
        answeredAt,
      }));
  const hangUp = (id: string) => exchange.calls.get(id)?.hangUp();
  const routeParts = { sip, records, directory, settings, live, hangUp };

  return {
    get liveCalls() {
      return live();
    },
    settings,
    mailboxes: voicemail.mailboxes,
    speaks: speech.available,
    history: (personId) => records.of(personId, Number.MAX_SAFE_INTEGER, 50),
    settled: () => exchange.settled(),
    addService: (service) => void services.push(service),
    routes: allRoutes(routeParts, voicemail.mailboxes),
    administrationRoutes: callingAdministration(routeParts),
    close: () => exchange.close(),
  };
}
