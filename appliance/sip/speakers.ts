/** Who may speak to the house: its telephones and apps, how they prove who they are, and what keeps everybody else out. */
import type { Directory } from "../people/index.ts";
import type { Clock, Config, Database, EventLog } from "../platform/index.ts";
import { Admission } from "./admission.ts";
import { Authentication } from "./authentication.ts";
import { Devices } from "./devices.ts";
import { Digest } from "./digest.ts";
import { Location } from "./location.ts";
import { RefusedInClearList } from "./refused-in-clear.ts";
import { Registrants } from "./registrants.ts";
import type { SipStack } from "./stack.ts";
import { Withdrawal } from "./withdrawal.ts";

export interface SpeakerOptions {
  config: Config;
  db: Database;
  events: EventLog;
  clock: Clock;
  directory: Directory;
}

export type Speakers = ReturnType<typeof createSpeakers>;

/** @param stack which is opened with what is made here */
export function createSpeakers(options: SpeakerOptions, stack: () => SipStack) {
  const { config, db, events, clock, directory } = options;
  const realm = config.sip.domain || config.host;
  const location = new Location(clock);
  const registrants = new Registrants(directory, events);
  const refusedInClear = new RefusedInClearList(clock);
  const withdrawal = new Withdrawal({ location, refusedInClear, registrants, stack });
  const devices = new Devices({
    ...{ db, clock, realm },
    onRemoved: (device) => withdrawal.removed(device),
    onPlain: (device) => withdrawal.plainChanged(device),
    mayCall: (personId) => registrants.mayCall(personId),
  });
  const digest = new Digest({
    ...{ clock, realm },
    offered: config.sip.digest_algorithms,
    lookup(username) {
      const identity = devices.identity(username);
      return identity && registrants.of(identity.personId).active ? identity : undefined;
    },
  });
  const admission = new Admission({
    clock,
    requestsPerSecond: config.sip.requests_per_second,
    failuresBeforeBan: config.sip.failures_before_ban,
    banSeconds: config.sip.ban_seconds,
    holdsRegistration: (address) => location.holds(address),
  });
  const ownNames = [realm, config.host, ...config.public_addresses].map((name) => name.toLowerCase());
  const authentication = new Authentication({
    ...{ digest, admission, devices, registrants, refusedInClear },
    hasTelephoneAt: (address) => location.hasTelephoneAt(address),
    ownNames: new Set(ownNames),
    tlsPort: () => stack().transports.ports.tls,
  });
  return { realm, location, registrants, refusedInClear, withdrawal, devices, admission, authentication };
}
