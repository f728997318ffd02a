/** The exchange of a house, all that follows its calls, and what answers in the house itself. */
import { createAlarm, type EmergencyAlarm } from "./alarm/index.ts";
import type { Call } from "./call/call.ts";
import { Exchange } from "./call/exchange.ts";
import { LocalConferences } from "./call/local-conferences.ts";
import type { House } from "./house.ts";
import { createLamps } from "./lines/lamps.ts";
import { LineCalls } from "./lines/line-calls.ts";
import { Activity } from "./members/activity.ts";
import { syncFeatureKeys } from "./members/feature-keys.ts";
import { endCallsOfWhoLoses } from "./members/lost-calling.ts";
import { OwnCalls } from "./members/own-calls.ts";
import type { CallingOptions } from "./options.ts";
import { dryRunService } from "./outside/emergency.ts";
import { emergencyNumber } from "./outside/numbers.ts";
import { PublishedQuality } from "./records/published-quality.ts";
import { Arrivals } from "./routing/arrivals.ts";
import { confirmAnswer } from "./services/confirm.ts";
import { featureCodes } from "./services/feature-codes.ts";
import { moveService } from "./services/move.ts";
import { ParkingLot, type ParkParts } from "./services/park.ts";
import { pickupService } from "./services/pickup.ts";
import type { Service } from "./services/service.ts";
import { lightLamps } from "./voicemail/message-waiting.ts";

/** Who is told that a call began, is another now, or ended. */
interface CallWatcher {
  changed(call: Call): void;
}

function createExchange(
  options: CallingOptions,
  house: House,
  alarm: EmergencyAlarm,
  watchers: readonly CallWatcher[],
) {
  const { config, clock, log, sip } = options;
  const { members, settings, numbering, records, outside, sounds } = house;
  const { lines, rules } = outside;
  const activity = new Activity(options.onActivity);
  return new Exchange({
    ...options,
    members,
    settings,
    services: numbering.services,
    groups: numbering.groups,
    lines: numbering.sharedLines,
    outside: lines,
    rules,
    rights: house.rights,
    location: sip.location,
    entertain: sounds.entertain,
    isBusy: (personId) => activity.countOf(personId) >= config.calling.calls_per_line,
    isOnCall: (personId) => activity.countOf(personId) > 0,
    confirm: (connection) => confirmAnswer(connection, { voices: sounds.voices, clock }),
    onDialled(caller, number, { personId }) {
      const called = emergencyNumber(number, rules);
      if (called !== undefined && personId !== undefined) alarm.raise(caller, called);
    },
    onChange(call) {
      activity.changed(call);
      for (const watcher of watchers) watcher.changed(call);
    },
    onRefused: (refused) =>
      void records
        .writeRefused(refused)
        .catch((error: unknown) => log.error("a call record was not written", { error })),
    async onEnd(call) {
      if (call.answeredAt !== undefined && call.callee.personId)
        numbering.groups.noteCall(call.callee.personId);
      if (!call.isStep) await records.write(call);
    },
  });
}

/** All that answers here beside mailboxes, which are the house's; of two at one number the first does. */
function servicesOf(options: CallingOptions, house: House, board: Board): Service[] {
  const { clock } = options;
  const { settings, numbering, members, rights, outside, sounds } = house;
  const { exchange, parking, lineCalls } = board;
  const { personAt, groups, attendants } = numbering;
  const { voices } = sounds;
  const colleaguesOf = (personId: string) => groups.colleaguesOf(personId);
  const mayCall = (personId: string, number: string): boolean => {
    if (emergencyNumber(number, outside.rules)) return false; // nobody is sent on to one
    const plan = exchange.planFor(members.authorityOf(personId), number);
    return plan.kind !== "refuse" || (plan.status !== 403 && plan.status !== 404); // who is away comes back
  };
  return [
    attendants.service,
    parking.service,
    ...lineCalls.services,
    moveService({ exchange }),
    pickupService({ exchange, personAt, colleaguesOf, rights }),
    dryRunService({ outside: outside.lines, voices, clock }),
    featureCodes({ settings, mayCall, personAt, voices, clock }),
  ];
}

interface Board {
  exchange: Exchange;
  lineCalls: LineCalls;
  parking: ParkingLot;
}

/** Takes what SIP brings from now on. */
function takeCalls({ config, log, sip }: CallingOptions, house: House, exchange: Exchange): Arrivals {
  const { members, numbering, outside } = house;
  const { lines, domains, rules } = outside;
  const hosts = [sip.domain, config.host.toLowerCase()];
  const { sharedLines } = numbering;
  const arrivals = new Arrivals({
    log,
    exchange,
    members,
    sharedLines,
    outside: lines,
    domains,
    rules,
    hosts,
  });
  sip.exemptFromEncryption((uri) => arrivals.isForHelp(uri));
  sip.takeCalls((invite) => arrivals.receive(invite));
  return arrivals;
}

export async function createSwitchboard(options: CallingOptions, house: House) {
  const { config, sip, log, events } = options;
  const { members, settings, numbering, rights, outside, running } = house;
  const { voices, entertain } = house.sounds;
  const watchers: CallWatcher[] = [];
  const alarm = createAlarm(options, house);
  const exchange = createExchange(options, house, alarm, watchers);
  const ownCalls = new OwnCalls({ exchange, sip, log, tell: options.onOwnCalls });
  const lineCalls = new LineCalls({
    ...options,
    exchange,
    lines: numbering.sharedLines,
    voices,
    onChange(line) {
      for (const personId of line.members) options.onLines(personId, () => lineCalls.of(personId));
    },
  });
  const lamps = createLamps({ sip, numbering, rights, lineCalls });
  const recallSeconds = config.calling.park_recall_seconds;
  const onChange: ParkParts["onChange"] = (slot, waiting) => {
    lamps.parked(slot, waiting);
    running.parked(slot, waiting?.connection);
  };
  const parking = new ParkingLot({ ...options, exchange, voices, entertain, recallSeconds, onChange });
  const localConferences = new LocalConferences(options.clock);
  const published = new PublishedQuality(options);
  watchers.push(localConferences, published, lineCalls, lamps, ownCalls, outside.protection, running);
  settings.onDoNotDisturb((personId, on) => {
    lamps.doNotDisturb(personId, on);
    options.onDoNotDisturb(personId, on);
  });
  endCallsOfWhoLoses({ events, log, exchange, members, outside: outside.lines, voices });
  await running.recover();
  numbering.services.push(...servicesOf(options, house, { exchange, lineCalls, parking }));
  const ownerOf = (user: string) => numbering.personAt(user) ?? sip.devices.identity(user)?.personId;
  lightLamps({ sip, mailboxes: house.mailboxes, ownerOf });
  syncFeatureKeys({ sip, settings, events, ownerOf });
  const arrivals = takeCalls(options, house, exchange);
  let hungUp: Promise<void> | undefined;
  const hangUp = (): Promise<void> => {
    sip.takeCalls((invite) => invite.refuse(503));
    parking.close();
    hungUp ??= exchange.close();
    return hungUp;
  };
  return {
    alarm,
    exchange,
    ownCalls,
    lineCalls,
    parking,
    arrivals,
    hangUp,
    async close(): Promise<void> {
      alarm.close();
      await hangUp();
      localConferences.close();
      running.close();
      await lineCalls.close();
    },
  };
}

export type Switchboard = Awaited<ReturnType<typeof createSwitchboard>>;
