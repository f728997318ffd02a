/** All that lies outside of the house: trunks, other domains, numbers, and what guards the way there. */
import type { KeyService } from "../../keys/index.ts";
import type { Clock, Config, Database, EventLog, Logger } from "../../platform/index.ts";
import { type Dns, type Sip, systemDns } from "../../sip/index.ts";
import type { Call } from "../call/call.ts";
import { shownTo } from "../call/shown.ts";
import type { Settings } from "../members/settings.ts";
import type { Voices } from "../prompts/voices.ts";
import { DiallingRules } from "../routing/dialling-rules.ts";
import { Domains, domainName } from "./domains.ts";
import { type LimitLetterParts, mailLimit } from "./limit-letters.ts";
import { Locations } from "./locations.ts";
import { OutboundRoutes } from "./outbound-routes.ts";
import { OutsideLines } from "./outside.ts";
import { OutsideNumbers } from "./outside-numbers.ts";
import { Protection } from "./protection.ts";
import { Trunks } from "./trunks.ts";
import { warnOfLimit } from "./warn-of-limit.ts";

export interface OutsideWorldParts extends LimitLetterParts {
  config: Config;
  db: Database;
  events: EventLog;
  clock: Clock;
  log: Logger;
  keys: KeyService;
  sip: Sip;
  /** How names of trunks and domains are looked up; the system's way where it is left out. */
  dns?: Dns;
  settings: Settings;
  voices: Voices;
  /** A call that runs. */
  findCall(id: string): Call | undefined;
}

export function createOutside(parts: OutsideWorldParts) {
  const { config, db, events, clock, sip, settings, dns = systemDns } = parts;
  const rules = new DiallingRules({ db, events }, config);
  const numbers = new OutsideNumbers({ db, events });
  const locations = new Locations({ db, events });
  const routes = new OutboundRoutes({ db, events, rules });
  const trunks = new Trunks({ ...parts, dns });
  const domains = new Domains({ ...parts, dns, isTrunk: (address) => trunks.has(address) });
  sip.reachPeers((peer, address) =>
    domainName.safeParse(peer).success ? domains.wayTo(peer) : trunks.wayTo(peer, address),
  );
  const protection = new Protection({
    ...parts,
    rules,
    isForHelp: (call) => lines.isForHelp(call),
    capsOf: (personId) => settings.of(personId).spending,
    tell: (news, currency) => mailLimit(parts, news, currency),
    hangUp(id, party, why) {
      const call = parts.findCall(id);
      if (call && !lines.isForHelp(call))
        call.giveUp(party, why && ((personId) => shownTo(parts.wordingFor, personId, why)));
    },
    warn(id, warning) {
      const call = parts.findCall(id);
      if (call && !lines.isForHelp(call)) warnOfLimit(call, warning, parts);
    },
  });
  const lines: OutsideLines = new OutsideLines({
    rules,
    trunks,
    routes,
    domains,
    protection,
    numbers,
    locations,
    settings,
    domain: sip.domain,
    now: () => clock.now(),
  });
  return {
    lines,
    rules,
    numbers,
    locations,
    routes,
    trunks,
    domains,
    protection,
    async close(): Promise<void> {
      protection.close();
      await trunks.close();
    },
  };
}

export type Outside = ReturnType<typeof createOutside>;
