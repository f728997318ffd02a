/** Calling: takes what SIP brings, asks routing, and runs the calls. */
import { directMedia, type Media } from "../media/index.ts";
import type { Directory, Person } from "../people/index.ts";
import type { Clock, Config, Database, EventLog, Logger } from "../platform/index.ts";
import { type Binding, dialledUser, hostOf, type IncomingInvite, quoteName, type Sip } from "../sip/index.ts";
import { Activity } from "./activity.ts";
import { Call, type CallParty, type LiveCall } from "./call.ts";
import { Members } from "./members.ts";
import { type CallRecord, CallRecords } from "./records.ts";
import { callingAdministration, callingRoutes } from "./routes.ts";
import { plan } from "./routing.ts";
import { type Service, serve } from "./service.ts";

export type { LiveCall } from "./call.ts";
export type { CallRecord } from "./records.ts";
export type { Service, ServiceCall } from "./service.ts";

export interface Calling {
  readonly liveCalls: LiveCall[];
  /** A person's calls, newest first. */
  history(personId: string): CallRecord[];
  /** Resolves when the calls of this moment have ended and are on record. */
  settled(): Promise<void>;
  /** Registers numbers that the house itself answers. */
  addService(service: Service): void;
  routes: ReturnType<typeof callingRoutes>;
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
  /** Told when a person's first call begins and when the last has ended. */
  onActivity(personId: string, calling: boolean): void;
}): Calling {
  const { config, clock, log, directory, sip, media } = options;
  const records = new CallRecords(options);
  const calls = new Map<string, Call>();
  const services: Service[] = [];

  const partyOf = (person: Person): CallParty => ({
    personId: person.id,
    name: person.name,
    number: person.extension ?? person.email,
  });
  const userOf = (person: Person) =>
    encodeURIComponent(person.extension ?? person.email.split("@")[0] ?? person.id);
  const addressOf = (person: Person) => `${quoteName(person.name)} <sip:${userOf(person)}@${sip.domain}>`;

  const members = new Members(directory, options.events);
  const activity = new Activity(options.onActivity);
  const parts = {
    sip,
    clock,
    log,
    onChange: (call: Call) => activity.changed(call),
    async onEnd(call: Call) {
      activity.changed(call);
      try {
        await records.write(call);
      } catch (error) {
        log.error("a call record was not written", { call: call.id, error });
      }
      calls.delete(call.id);
    },
  };

  /** Phones in the clear that are reached where they say they are. */
  const mayBeDirect = (invite: IncomingInvite, targets: readonly Binding[]) =>
    config.media.anchor === "when-needed" &&
    invite.offer !== "" &&
    /UDP|TCP/.test(invite.flow.transport) &&
    targets.every(
      ({ flow, contact }) =>
        /UDP|TCP/.test(flow.transport) && dialledUser(contact)?.host === hostOf(flow.address),
    );

  sip.takeCalls((invite: IncomingInvite) => {
    const dialled = dialledUser(invite.dialled);
    const caller = members.find(invite.caller.personId);
    if (!dialled || !caller) return invite.refuse(404);
    const service = services.find((each) => each.has(dialled.user));
    const callee = service ? undefined : members.dialled(dialled.user);
    const targets = callee
      ? sip.location
          .of(callee.person.id)
          .filter(({ flow, deviceId }) =>
            invite.caller.deviceId ? deviceId !== invite.caller.deviceId : flow !== invite.flow,
          )
      : [];
    const decided = plan({
      caller: { id: caller.person.id, mayCall: caller.mayCall },
      callee: callee && { id: callee.person.id, mayCall: callee.mayCall },
      targets,
      service: service !== undefined,
      noAnswerSeconds: config.sip.no_answer_seconds,
    });
    if (decided.kind === "refuse") {
      log.info("a call was refused", { why: decided.why, status: decided.status });
      return invite.refuse(decided.status);
    }
    if (service) {
      serve(service, invite, partyOf(caller.person), dialled.user, media).catch((error: unknown) =>
        log.warn("a service did not take a call", { error }),
      );
      return;
    }
    if (!callee || decided.kind !== "ring") return invite.refuse(500);
    const direct = mayBeDirect(invite, decided.targets) && directMedia(invite.offer, invite.flow.address);
    const itsMedia = { media: direct || media, direct: Boolean(direct) };
    const call = new Call(invite, partyOf(caller.person), partyOf(callee.person), { ...parts, ...itsMedia });
    calls.set(call.id, call);
    activity.changed(call);
    const to = `<sip:${userOf(callee.person)}@${sip.domain}>`;
    void call.ring(decided.targets, decided.seconds, addressOf(caller.person), to);
  });

  const live = (): LiveCall[] =>
    [...calls.values()]
      .filter(({ state }) => state !== "ended")
      .map(({ id, state, caller, callee, startedAt, answeredAt }) => ({
        id,
        state,
        caller,
        callee,
        startedAt,
        answeredAt,
      }));
  const settled = async () => {
    await Promise.all([...calls.values()].map(({ done }) => done));
  };
  const routeParts = { sip, records, directory, live, hangUp: (id: string) => calls.get(id)?.hangUp() };

  return {
    get liveCalls() {
      return live();
    },
    history: (personId) => records.of(personId, Number.MAX_SAFE_INTEGER, 50),
    settled,
    addService: (service) => void services.push(service),
    routes: callingRoutes(routeParts),
    administrationRoutes: callingAdministration(routeParts),
    async close() {
      for (const call of [...calls.values()]) call.hangUp();
      await settled();
    },
  };
}
