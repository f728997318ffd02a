/** What calling mounts: each person's own routes, those that look at calls, and those that set calling up. */
import { callingAdministration, callingIntervention } from "./administration.ts";
import { alarmRoutes } from "./alarm/index.ts";
import { liveCalls } from "./call/live-calls.ts";
import { callingConfiguration } from "./configuration.ts";
import { callingErrors } from "./errors.ts";
import type { House } from "./house.ts";
import { dialOn } from "./members/click-to-dial.ts";
import type { CallingOptions } from "./options.ts";
import { testTrunk } from "./outside/trunk-test.ts";
import { callingRoutes } from "./routes.ts";
import { rehearse } from "./routing/rehearsal.ts";
import { partyOf } from "./routing/world.ts";
import type { Switchboard } from "./switchboard.ts";
import { voicemailRoutes } from "./voicemail/routes.ts";

export function callingHttp(options: CallingOptions, house: House, board: Switchboard) {
  return {
    routes: personRoutes(options, house, board),
    administrationRoutes: administrationRoutes(options, house, board),
    interventionRoutes: callingIntervention(options, (id) => board.exchange.calls.get(id)?.hangUp()),
    configurationRoutes: configurationRoutes(options, house, board),
  };
}

export type CallingHttp = ReturnType<typeof callingHttp>;

function personRoutes(options: CallingOptions, house: House, board: Switchboard) {
  const { sip, directory } = options;
  const { histories, settings, numbering, members, mailboxes } = house;
  const { alarm, exchange, ownCalls, lineCalls, parking, arrivals } = board;
  return callingRoutes({
    sip,
    histories,
    directory,
    settings,
    groups: numbering.groups,
    ownCalls,
    lines: (personId) => lineCalls.of(personId),
    setPrivate: (personId, id, closed) => lineCalls.setPrivate(personId, id, closed),
    parked: () => parking.calls,
    dialOn: (personId, deviceId, number) =>
      dialOn({ ...options, members, arrivals, exchange }, { personId, deviceId, number }),
  })
    .route("/", voicemailRoutes(mailboxes))
    .route("/", alarmRoutes(alarm));
}

function administrationRoutes(
  { sip, db, clock, directory }: CallingOptions,
  house: House,
  board: Switchboard,
) {
  const { spending } = house.outside.protection;
  const { calls } = board.exchange;
  return callingAdministration({
    sip,
    db,
    clock,
    records: house.records,
    directory,
    live: () => liveCalls(calls.values(), spending.costs),
    currency: () => spending.limits.currency,
  });
}

function configurationRoutes(options: CallingOptions, house: House, { exchange }: Switchboard) {
  const { directory, sip } = options;
  const { settings, members, numbering, outside, rights, sounds } = house;
  const { groups, sharedLines, attendants } = numbering;
  return callingConfiguration({
    ...outside,
    directory,
    sip,
    settings,
    groups,
    sounds: sounds.sounds,
    holdPicture: sounds.holdPicture,
    lines: sharedLines,
    attendants,
    rights,
    conferences: house.conferences,
    async testTrunk(id, number, personId) {
      const member = members.find(personId);
      if (!member) throw callingErrors("trunk-not-found");
      const caller = { party: partyOf(member.person), authority: members.authorityOf(personId) };
      return testTrunk({ ...options, ...outside, outside: outside.lines }, id, number, caller);
    },
    explain: (personId, number, at) =>
      rehearse({ ...options, ...outside, attendants, exchange }, members.authorityOf(personId), number, at),
  });
}
