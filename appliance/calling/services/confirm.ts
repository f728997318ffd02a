/** Asks who answered at a number elsewhere whether it is a person: a mailbox there must not get our calls (MB-09). */
import type { Clock } from "../../platform/index.ts";
import type { Connection } from "../call/connection.ts";
import type { Speech } from "../sounds/speech.ts";
import { Dialogue } from "./dialogue.ts";

export async function confirmAnswer(
  connection: Connection,
  parts: { speech: Speech; clock: Clock },
): Promise<boolean> {
  const line = { leg: connection.leg, onDigit(_key: string) {}, onEnd() {} };
  connection.owner = {
    onHold() {},
    onDigit: (_connection, key) => line.onDigit(key),
    onRefer: () => 405,
    onEnd: () => line.onEnd(),
  };
  const dialogue = new Dialogue(line, parts);
  return (await dialogue.choose(["You have a call. To take it, press 1."], 2)) === "1";
}
