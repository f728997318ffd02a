/** A trunk tried from end to end, with a report that says which part does not work (CA-03). */
import { z } from "zod";
import { type Media, noPictures } from "../../media/index.ts";
import type { Clock, Logger } from "../../platform/index.ts";
import type { Sip } from "../../sip/index.ts";
import { type Connection, dismiss } from "../call/connection.ts";
import type { CallParty } from "../call/party.ts";
import { ringOne } from "../call/ring-one.ts";
import { dialString } from "../routing/dial-string.ts";
import type { Authority } from "../routing/routing.ts";
import type { Target } from "../routing/world.ts";
import { type DialRules, emergencyNumber, isDryRun } from "./numbers.ts";
import type { OutsideLines } from "./outside.ts";
import type { OutsideNumbers } from "./outside-numbers.ts";
import type { TrunkProbe, Trunks } from "./trunks.ts";

export const trunkTestSchema = z.object({
  /** Whom to call over it; null: nobody. */
  number: dialString.nullable(),
});

export interface TrunkTestStep {
  step: "servers" | "connection" | "registration" | "answer" | "caller-id" | "emergency" | "call" | "sound";
  /** `skipped`: it was not asked for, or nothing could be found out. */
  outcome: "good" | "bad" | "skipped";
  /** What was found, in terms of the protocol; may be empty. */
  detail: string;
}

export interface TrunkTestParts {
  trunks: Trunks;
  outside: OutsideLines;
  numbers: OutsideNumbers;
  rules: DialRules;
  sip: Sip;
  media: Media;
  clock: Clock;
  log: Logger;
}

const ringSeconds = 25;
/** How long a call that stands is listened to. */
const listenMilliseconds = 1500;

/** @param caller whose rights and number the call uses */
export async function testTrunk(
  parts: TrunkTestParts,
  id: string,
  number: string | null,
  { party, authority }: { party: CallParty; authority: Authority },
): Promise<TrunkTestStep[]> {
  const probe = await parts.trunks.probe(id);
  const steps = [...signallingSteps(probe), ...numberSteps(parts, probe)];
  const isHelp = number !== null && emergencyNumber(number, parts.rules) !== undefined;
  if (number === null || isHelp || isDryRun(number) || probe.answer === undefined)
    return [...steps, { step: "call", outcome: "skipped", detail: isHelp ? "911" : "" }];
  return [...steps, ...(await callSteps(parts, id, number, party, authority))];
}

function signallingSteps({ servers, connected, failure, answer, trunk }: TrunkProbe): TrunkTestStep[] {
  const { registers } = trunk.definition;
  const state = trunk.state.kind === "down" ? String(trunk.state.status) : trunk.state.kind;
  return [
    { step: "servers", outcome: servers.length > 0 ? "good" : "bad", detail: servers.join(", ") },
    { step: "connection", outcome: connected ? "good" : "bad", detail: connected ?? failure ?? "" },
    registers
      ? { step: "registration", outcome: trunk.state.kind === "up" ? "good" : "bad", detail: state }
      : { step: "registration", outcome: "skipped", detail: "" },
    answer && answer.status !== 408 && answer.status !== 503
      ? { step: "answer", outcome: "good", detail: `${answer.status}, ${answer.milliseconds} ms` }
      : { step: "answer", outcome: "bad", detail: String(answer?.status ?? "") },
  ];
}

/** Which number people outside see, and where help would be sent. */
function numberSteps({ numbers }: TrunkTestParts, { trunk }: TrunkProbe): TrunkTestStep[] {
  const { callerId, takesLocation } = trunk.definition;
  const address = callerId === null ? undefined : numbers.find(callerId)?.address;
  const detail = [address ?? "", takesLocation ? "PIDF-LO" : ""].filter(Boolean).join(", ");
  return [
    { step: "caller-id", outcome: callerId === null ? "bad" : "good", detail: callerId ?? "" },
    { step: "emergency", outcome: address ? "good" : "bad", detail },
  ];
}

async function callSteps(
  parts: TrunkTestParts,
  id: string,
  number: string,
  party: CallParty,
  authority: Authority,
): Promise<TrunkTestStep[]> {
  const { outside } = parts;
  const route = outside.route(number, authority);
  if (route.kind === "refuse")
    return [{ step: "call", outcome: "bad", detail: `${route.status} ${route.why}` }];
  const target = route.targets.find((one) => one.kind === "trunk" && one.trunk === id);
  if (target?.kind !== "trunk") return [{ step: "call", outcome: "skipped", detail: "" }];
  try {
    return await callOver(parts, target, party);
  } finally {
    outside.protection.end(target.party);
  }
}

async function callOver(
  { outside, sip, media, clock, log }: TrunkTestParts,
  target: Extract<Target, { kind: "trunk" }>,
  party: CallParty,
): Promise<TrunkTestStep[]> {
  const began = clock.monotonic();
  const outcome = await ringOne(() => outside.reach(target, party), {
    pictures: noPictures,
    seconds: ringSeconds,
    sip,
    media,
    clock,
    log,
  });
  const milliseconds = Math.round(clock.monotonic() - began);
  if (outcome.kind !== "answered") {
    const detail = outcome.kind === "refused" ? outcome.reasons.join(", ") : outcome.kind;
    return [{ step: "call", outcome: "bad", detail }];
  }
  const sound = await listen(outcome.connection, clock);
  dismiss(outcome.connection);
  return [{ step: "call", outcome: "good", detail: `200, ${milliseconds} ms` }, sound];
}

/** Whether packets come, of what codec, and how they are protected. */
async function listen(connection: Connection, clock: Clock): Promise<TrunkTestStep> {
  await connection.leg.play("hold-music").catch(() => {}); // so that a provider that waits for ours sends too
  await new Promise<void>((resolve) => void clock.after(listenMilliseconds, resolve));
  const statistics = await connection.statistics();
  if (!statistics || statistics.packetsReceived === 0) return { step: "sound", outcome: "bad", detail: "" };
  const { codec, encryption, packetsReceived, packetsLost } = statistics;
  const detail = `${codec}, ${encryption}, ${packetsReceived} packets, ${packetsLost} lost`;
  return { step: "sound", outcome: "good", detail };
}
