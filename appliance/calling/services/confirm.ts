/** Asks who answered at a number elsewhere whether it is a person: a mailbox there must not get our calls (MB-09). */
import type { Clock } from "../../platform/index.ts";
import type { Connection } from "../call/connection.ts";
import type { Voices } from "../prompts/voices.ts";
import { Dialogue, lineOf } from "./dialogue.ts";

export async function confirmAnswer(
  connection: Connection,
  parts: { voices: Voices; clock: Clock },
): Promise<boolean> {
  const voice = parts.voices.of(connection.party.personId);
  const dialogue = new Dialogue(lineOf(connection), { voice, clock: parts.clock });
  return (await dialogue.choose([voice.sentences.takeCall], 2)) === "1";
}
