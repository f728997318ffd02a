/** One subscription (RFC 6665): its dialog and what is watched in it, and what of it outlives a house that is killed. */
import { isIP } from "node:net";
import { z } from "zod";
import type { Timer } from "../platform/index.ts";
import {
  type DialogState,
  detachedState,
  dialogKey,
  keptDialog,
  remainsOf,
  stateOf,
} from "./dialog-state.ts";
import type { EventPackage } from "./event-package.ts";
import type { Flow } from "./flow.ts";
import { parseNameAddress } from "./headers.ts";
import type { SipRequest } from "./message.ts";
import { randomTag } from "./transactions.ts";

export interface Subscription {
  state: DialogState;
  package: EventPackage;
  resource: string;
  entity: string;
  personId: string;
  /** The device whose credentials it showed; undefined for browsers. */
  deviceId: string | undefined;
  version: number;
  expiresAt: number;
  expiry: Timer | undefined;
  /** A NOTIFY is on its way, or its watcher is not back yet; what changes meanwhile is told by the next. */
  telling: boolean;
  changed: boolean;
}

/** Who watches asks again within this many seconds. */
export const longest = 1800;

/**
 * Numbers that a house may have given out since it wrote a subscription: the next one goes on behind them. It writes
 * again when half of them are gone.
 */
export const spareNumbers = 10_000;

const count = z.int().nonnegative();

/** What is on disk: its dialog with where the telephone was, and times in milliseconds since the epoch. */
export const keptSubscription = z
  .object({
    event: z.string(),
    /** Subscriptions of pages end with them. */
    dialog: keptDialog.extend({
      address: z.string().refine((address) => isIP(address) > 0),
      port: z.int().min(1).max(65_535),
      transport: z.enum(["UDP", "TCP", "TLS"]).optional(),
    }),
    entity: z.string(),
    personId: z.string(),
    deviceId: z.string().optional(),
    version: count,
    expiresAt: count,
    keptAt: count,
  })
  .refine(({ expiresAt, keptAt }) => expiresAt - keptAt <= longest * 1000);

export type KeptSubscription = z.infer<typeof keptSubscription>;

export type Watched = Pick<Subscription, "package" | "resource" | "personId" | "deviceId">;

const untold = { version: 0, expiresAt: 0, expiry: undefined, telling: false, changed: false };

/** What a SUBSCRIBE outside any dialog begins. */
export function subscriptionOf({ uri, headers }: SipRequest, flow: Flow, watched: Watched): Subscription {
  const tag = randomTag();
  const state = detachedState({
    callId: headers.get("call-id") ?? "",
    local: `${headers.get("to")};tag=${tag}`,
    remote: headers.get("from") ?? "",
    localTag: tag,
    remoteTag: headers.from?.params.get("tag") ?? "",
    remoteTarget: parseNameAddress(headers.all("contact")[0] ?? "")?.uri ?? headers.from?.uri ?? "",
    routeSet: headers.all("record-route"),
    localSequence: 0,
    remoteSequence: headers.cseq?.number ?? 0,
    flow,
  });
  return { ...watched, ...untold, state, entity: uri.split(";")[0] ?? uri };
}

export const keyOf = ({ state }: Pick<Subscription, "state">): string =>
  dialogKey(state.callId, state.localTag, state.remoteTag);

/** Written as JSON, and read as a KeptSubscription. */
export function keptOf(subscription: Subscription, now: number) {
  const { package: known, state, entity, personId, deviceId, version, expiresAt } = subscription;
  const dialog = remainsOf(state);
  return { event: known.name, dialog, entity, personId, deviceId, version, expiresAt, keptAt: now };
}

/** One that a house has left which was killed. Nobody watches for longer because the clock was set back. */
export function resumed(
  { dialog, entity, version, expiresAt }: KeptSubscription,
  flow: Flow,
  now: number,
  watched: Watched,
): Subscription {
  const state = stateOf({ ...dialog, localSequence: dialog.localSequence + spareNumbers }, flow);
  const until = Math.min(expiresAt, now + longest * 1000);
  return { ...watched, ...untold, state, entity, version: version + spareNumbers, expiresAt: until };
}

export const eventOf = ({ headers }: SipRequest) =>
  (headers.get("event") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

/** Seconds that are asked for; undefined for rubbish. */
export function lifetimeOf({ headers }: SipRequest): number | undefined {
  const stated = headers.get("expires") ?? String(longest);
  return /^\d{1,10}$/.test(stated) ? Number(stated) : undefined;
}
