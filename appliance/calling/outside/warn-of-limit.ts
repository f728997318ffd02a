/** The people of the house on a call are told, each in their language, that a limit is going to end it (SE-01). */
import type { Logger } from "../../platform/index.ts";
import type { Call } from "../call/call.ts";
import type { Connection } from "../call/connection.ts";
import type { Voices } from "../prompts/voices.ts";
import type { Warning } from "./warnings.ts";

interface Parts {
  voices: Voices;
  log: Logger;
}

/** What is answered elsewhere is paid for before anybody is connected: these are told then. */
export function warnOfLimit(call: Call, warning: Warning, parts: Parts): void {
  void call.connected.then(() => {
    // Nobody outside is told what the house may spend.
    for (const connection of call.ends)
      if (connection.party.personId !== undefined) void warnOne(call, connection, warning, parts);
  });
}

async function warnOne(call: Call, connection: Connection, warning: Warning, parts: Parts): Promise<void> {
  const voice = parts.voices.of(connection.party.personId);
  const { withinAMinute, inAFewSeconds } = voice.sentences.limit;
  try {
    const said = await voice.say(warning === 60_000 ? withinAMinute : inAFewSeconds);
    await call.sides.announce(connection, said);
  } catch (error) {
    parts.log.warn("nobody was told of a limit", { call: call.id, error });
  }
}
