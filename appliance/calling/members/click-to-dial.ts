/** Dialling from the app on a telephone: the telephone rings, or answers by itself, and then calls. */
import { type Media, usualPictures } from "../../media/index.ts";
import type { Directory } from "../../people/index.ts";
import type { Clock, Logger } from "../../platform/index.ts";
import type { Sip } from "../../sip/index.ts";
import { dismiss } from "../call/connection.ts";
import type { Exchange } from "../call/exchange.ts";
import { noPast } from "../call/past.ts";
import { ringOne } from "../call/ring-one.ts";
import { callingErrors } from "../errors.ts";
import type { Arrivals } from "../routing/arrivals.ts";
import { deviceDestination, type Telephone } from "../routing/ways.ts";
import type { Members } from "./members.ts";

/** Telephones that understand one of these go off hook without ringing. */
const answerYourself = {
  "Call-Info": "<sip:hearth>;answer-after=0",
  "Alert-Info": "<http://hearth>;info=alert-autoanswer;delay=0",
};
const ringSeconds = 30;

export interface ClickToDialParts {
  directory: Directory;
  members: Members;
  arrivals: Arrivals;
  exchange: Exchange;
  sip: Sip;
  media: Media;
  clock: Clock;
  log: Logger;
}

/**
 * Resolves when one of the person's telephones was lifted and the number is being called. Rejects when nobody lifted it,
 * when it is not connected, and when they may not call, or not as the line that they name.
 */
export async function dialOn(
  parts: ClickToDialParts,
  { personId, deviceId, number }: { personId: string; deviceId: string; number: string },
): Promise<void> {
  const { directory, members, arrivals, sip } = parts;
  directory.requireEntitled(personId, "calling");
  const member = members.find(personId);
  const binding = sip.location.of(personId).find((one) => one.deviceId === deviceId);
  if (!member || !binding) throw callingErrors("telephone-absent");
  const asked = arrivals.asCaller(member, number, binding.flow);
  if (!asked) throw callingErrors("line-not-found");
  await lift(parts, { party: asked.party, binding, soundOnly: !member.mayShow }, asked.number);
}

async function lift(
  parts: ClickToDialParts,
  telephone: Telephone & { party: { personId: string } },
  number: string,
): Promise<void> {
  const { exchange, sip, media, clock, log } = parts;
  const { personId } = telephone.party;
  const begins = { past: noPast, diversions: [] };
  const called = { personId: undefined, name: number, number };
  const destination = { ...deviceDestination(telephone, called, begins, sip), headers: answerYourself };
  const outcome = await ringOne(async () => destination, {
    pictures: usualPictures,
    seconds: ringSeconds,
    sip,
    media,
    clock,
    log,
  });
  if (outcome.kind !== "answered") throw callingErrors("telephone-not-lifted");
  exchange.dialFor(outcome.connection, dismiss, {
    number,
    authority: { personId, mayCall: true },
  });
}
