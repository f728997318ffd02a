/** Voicemail: callers leave a message, people hear it at a phone (*97) or in the app. */
import type { KeyService } from "../../keys/index.ts";
import type { Clock, Database, EventLog } from "../../platform/index.ts";
import type { Voices } from "../prompts/voices.ts";
import type { Service, ServiceCall } from "../services/service.ts";
import { type ByMailParts, mailVoicemail } from "./by-mail.ts";
import { checkMailbox } from "./checking.ts";
import { takeMessage } from "./deposit.ts";
import { Mailboxes } from "./mailboxes.ts";

export { Mailboxes, type Voicemail } from "./mailboxes.ts";

/** What people dial to hear their messages. */
export const mailboxNumber = "*97";

export interface VoicemailParts extends ByMailParts {
  db: Database;
  events: EventLog;
  clock: Clock;
  keys: KeyService;
  folder: string;
  /** The people whom legal holds cover now. */
  held: () => ReadonlySet<string>;
  voices: Voices;
}

export function createVoicemail(parts: VoicemailParts): { mailboxes: Mailboxes; service: Service } {
  const mailboxes = new Mailboxes(parts);
  mailboxes.onLeft = (message, sound) => mailVoicemail(parts, message, sound);
  const service: Service = {
    name: "voicemail",
    forOutsiders: true,
    answersAt: (dialled) => (dialled === mailboxNumber ? "Voicemail" : undefined),
    take: (call: ServiceCall) =>
      call.dialled === mailboxNumber
        ? checkMailbox(call, { ...parts, mailboxes })
        : takeMessage(call, { ...parts, mailboxes }),
  };
  return { mailboxes, service };
}
