/**
 * Who may call no more, because their offer changed or their account was disabled, speaks no more: both sides of their calls
 * are told so, and hung up. Calls for help stand, and those that were put together with one.
 */
import type { EventLog, Logger } from "../../platform/index.ts";
import type { Call } from "../call/call.ts";
import { type Connection, dismiss } from "../call/connection.ts";
import type { Exchange } from "../call/exchange.ts";
import type { OutsideLines } from "../outside/outside.ts";
import type { Sentences } from "../prompts/sentences.ts";
import type { Voices } from "../prompts/voices.ts";
import type { Members } from "./members.ts";

interface Parts {
  events: EventLog;
  log: Logger;
  exchange: Exchange;
  members: Members;
  outside: OutsideLines;
  voices: Voices;
}

export function endCallsOfWhoLoses(parts: Parts): void {
  const { events, log, exchange, members, outside } = parts;
  events.listen(({ kind, subject }) => {
    if (kind !== "person.updated") return;
    const member = members.find(subject);
    if (member?.mayCall && member.person.state === "active") return;
    const running = [...exchange.calls.values()].filter(({ state }) => state !== "ended");
    const forHelp = running.filter((call) => outside.isForHelp(call));
    const withHelp = new Set(forHelp.flatMap(({ conference }) => conference ?? []));
    for (const call of running) {
      if (forHelp.includes(call) || withHelp.has(call.conference ?? "")) continue;
      if (call.attempt.ringingFor.includes(subject)) call.attempt.decline(subject);
      const own = call.ends.find(({ party }) => party.personId === subject);
      const isTheirs = call.caller.personId === subject || outside.protection.pays(subject, call);
      if (!own && !isTheirs) continue;
      log.info("a call was ended because its person may not call any more", { call: call.id });
      void end(call, own, parts.voices);
    }
  });
}

/**
 * Where there is nobody to be told, or nothing can be played, it is over at once. Of a call whose other side is on its
 * way elsewhere only their own end is: that may be to help.
 */
async function end(call: Call, own: Connection | undefined, voices: Voices): Promise<void> {
  const other = own && call.other(own);
  if (own && call.state === "transferring") {
    own.hangUp();
    return own.onEnd();
  }
  if (!own || !other || call.direct) return call.hangUp();
  call.disband();
  await Promise.all([takeLeave(own, "toThem", voices), takeLeave(other, "toTheOther", voices)]);
}

async function takeLeave(
  connection: Connection,
  why: keyof Sentences["lost"],
  voices: Voices,
): Promise<void> {
  const gone = Promise.withResolvers<void>();
  connection.owner = { onHold() {}, onDigit() {}, onRefer: () => 491, onEnd: () => gone.resolve() };
  if (connection.ended) gone.resolve();
  const voice = voices.of(connection.party.personId);
  const said = voice.say(voice.sentences.lost[why]).then((samples) => connection.leg.playAudio(samples));
  await Promise.race([gone.promise, said.catch(() => {})]); // with its media gone it hears nothing anyway
  dismiss(connection);
}
