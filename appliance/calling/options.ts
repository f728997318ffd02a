/** What calling is given of the rooms below, and asks of those above. */
import type { KeyService } from "../keys/index.ts";
import type { Media } from "../media/index.ts";
import type { Directory } from "../people/index.ts";
import type { Clock, Config, Database, EventLog, Logger, Mail, WordingFor } from "../platform/index.ts";
import type { Dns, Sip } from "../sip/index.ts";
import type { AlarmWays } from "./alarm/index.ts";
import type { LineView } from "./lines/line-calls.ts";
import type { CallsOfPerson } from "./members/own-calls.ts";
import type { Sleepers } from "./members/sleepers.ts";

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
  /** BCP 47: what a person has chosen, and for others the organisation's. */
  languageOf(personId: string | undefined): string;
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
  /** How people are told of an emergency call. */
  emergency: AlarmWays;
}
