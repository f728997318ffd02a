/** Calling: takes what SIP brings, asks routing, and runs the calls. */
import type { Attendants } from "./attendants/attendants.ts";
import { type LiveCall, liveCalls } from "./call/live-calls.ts";
import type { CallParty } from "./call/party.ts";
import type { Groups } from "./groups/groups.ts";
import { openHouse } from "./house.ts";
import { type CallingHttp, callingHttp } from "./http.ts";
import type { LineRights } from "./lines/line-rights.ts";
import type { SharedLines } from "./lines/shared-lines.ts";
import type { OwnCalls } from "./members/own-calls.ts";
import type { Settings } from "./members/settings.ts";
import type { CallingOptions } from "./options.ts";
import type { Domains } from "./outside/domains.ts";
import type { Locations } from "./outside/locations.ts";
import type { OutsideNumbers } from "./outside/outside-numbers.ts";
import type { Protection } from "./outside/protection.ts";
import type { Trunks } from "./outside/trunks.ts";
import type { SpokenLanguage } from "./prompts/voices.ts";
import { keepsakesOf } from "./records/keepsakes.ts";
import type { CallRecord } from "./records/record-rows.ts";
import { partyOf } from "./routing/world.ts";
import type { Conferences } from "./services/conferences.ts";
import type { ParkedCall } from "./services/park.ts";
import type { Service } from "./services/service.ts";
import { createSwitchboard } from "./switchboard.ts";
import type { Mailboxes } from "./voicemail/index.ts";

export type { CoursePoint } from "../media/index.ts";
export type { EmergencyNotice } from "./alarm/index.ts";
export type { Attendant, AttendantVersion } from "./attendants/attendants.ts";
export type { LiveCall } from "./call/live-calls.ts";
export type { CallParty } from "./call/party.ts";
export type { CallingErrorCode } from "./errors.ts";
export type { HuntGroup } from "./groups/groups.ts";
export type { LineCall, LineView } from "./lines/line-calls.ts";
export type { LineRightsPolicy } from "./lines/line-rights.ts";
export type { SharedLine } from "./lines/shared-lines.ts";
export type { CallSettings } from "./members/call-settings.ts";
export type { CallsOfPerson, OwnCall } from "./members/own-calls.ts";
export type { RingingCall } from "./members/ringing-calls.ts";
export type { CallingOptions } from "./options.ts";
export type { DomainReport, DomainRule } from "./outside/domains.ts";
export type { Limits } from "./outside/limits.ts";
export type { EmergencyLocation } from "./outside/locations.ts";
export type { OutboundRoute } from "./outside/outbound-routes.ts";
export type { OutsideNumber } from "./outside/outside-numbers.ts";
export type { Price, PriceProblem } from "./outside/prices.ts";
export type { OutsideStop } from "./outside/protection.ts";
export type { SpendingCaps, SpendingLimits, StandingLimit } from "./outside/spending-limits.ts";
export type { TrunkTestStep } from "./outside/trunk-test.ts";
export type { TrunkState, TrunkView } from "./outside/trunks.ts";
export type { Cause } from "./records/diagnosis.ts";
export type { QualityReport } from "./records/quality.ts";
export type { CallRecord } from "./records/record-rows.ts";
export type { DiallingChoice, DiallingValues } from "./routing/dialling-rules.ts";
export type { PlanStep } from "./routing/explain.ts";
export type { ConferencePolicy } from "./services/conferences.ts";
export type { ParkedCall } from "./services/park.ts";
export type { Service, ServiceCall } from "./services/service.ts";
export { mailboxNumber, type Voicemail } from "./voicemail/index.ts";

export interface Calling extends CallingHttp {
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
  readonly conferences: Conferences;
  readonly numbers: OutsideNumbers;
  readonly locations: Locations;
  readonly parked: ParkedCall[];
  /** In which languages the house speaks to callers; none where espeak-ng is missing, and it beeps. */
  readonly spoken: readonly SpokenLanguage[];
  /** A person's calls, newest first. */
  history(personId: string): CallRecord[];
  /** Resolves when the calls of this moment have ended and are on record. */
  settled(): Promise<void>;
  /** What retention takes away here. */
  readonly keepsakes: ReturnType<typeof keepsakesOf>;
  /** Puts calls, by their ids, together for a person at whose telephone a key asks for it. Set once, by the room above. */
  onConferenceKey(gather: (calls: readonly string[], personId: string) => Promise<number>): void;
  /** Whether this is help that one of these people called, or that may be ringing one of them back. */
  isHelp(party: CallParty, personIds: readonly string[]): boolean;
  /** Registers numbers that the house itself answers. */
  addService(service: Service): void;
  /** Ends every call, and takes no more (503). Resolves when they are on record, or after some seconds. */
  hangUp(): Promise<void>;
  close(): Promise<void>;
}

/** How many calls a history shows at once. */
const historyPage = 50;

export async function createCalling(options: CallingOptions): Promise<Calling> {
  const house = await openHouse(options, (id) => board.exchange.calls.get(id));
  const board = await createSwitchboard(options, house);
  const { settings, mailboxes, numbering, outside, records, histories } = house;
  const { trunks, domains, protection, numbers, locations } = outside;
  const { groups, sharedLines, attendants } = numbering;
  const { exchange, ownCalls, parking } = board;
  return {
    ...callingHttp(options, house, board),
    get liveCalls() {
      return liveCalls(exchange.calls.values(), protection.spending.costs);
    },
    answersElse: (number) => numbering.answersElse(number),
    ownCalls,
    settings,
    mailboxes,
    groups,
    sharedLines,
    attendants,
    trunks,
    domains,
    protection,
    lineRights: house.rights,
    conferences: house.conferences,
    numbers,
    locations,
    get parked() {
      return parking.calls;
    },
    spoken: house.sounds.voices.spoken,
    keepsakes: keepsakesOf(mailboxes, records),
    history: (personId) =>
      histories.of(personId, { before: Number.MAX_SAFE_INTEGER, beforeId: "" }, historyPage),
    settled: () => exchange.settled(),
    onConferenceKey(gather) {
      options.sip.takeConferences(async ({ personId, calls }) => {
        const named = ownCalls.namedBy(personId, calls);
        return named ? gather(named, personId) : 481;
      });
    },
    isHelp: (party, personIds) =>
      personIds.some((id) => {
        const member = house.members.find(id);
        return member && outside.lines.isForHelp({ caller: party, callee: partyOf(member.person) });
      }),
    addService: (service) => void numbering.services.push(service),
    hangUp: () => board.hangUp(),
    async close() {
      await board.close();
      await outside.close();
    },
  };
}
