/** What each person wants to happen to their calls. */
import { z } from "zod";
import { timeZone } from "../../platform/index.ts";
import { spendingCaps } from "../outside/spending-limits.ts";
import { dialString } from "../routing/dial-string.ts";
import { weekHours } from "../routing/hours.ts";

const forward = dialString.nullable();

const reach = z.object({
  number: dialString,
  delaySeconds: z.number().int().min(0).max(60).default(0),
  /** When it rings, in the person's time zone; left out or empty: always. */
  hours: weekHours.optional(),
});

const forwardRule = z.object({
  number: dialString,
  /** When it counts, in the person's time zone; empty: always. */
  hours: weekHours,
  /** Numbers of who calls, or with a star behind them how they begin; empty: whoever calls. */
  callers: z.array(dialString).max(20),
});
export type ForwardRule = z.output<typeof forwardRule>;

/** Numbers elsewhere that a person may have. */
export const mostReached = 10;

/** Without defaults: a change leaves alone what it does not name. */
const callSettings = z.object({
  forwardAlways: forward,
  forwardBusy: forward,
  forwardNoAnswer: forward,
  forwardOffline: forward,
  /** Forwards every call at certain hours, or of certain callers, before the others; the first that fits counts. */
  forwardRules: z.array(forwardRule).max(10),
  doNotDisturb: z.boolean(),
  /** Seconds that the person's devices ring. */
  ringSeconds: z.number().int().min(5).max(120),
  /** Who is not answered may leave a message. */
  voicemail: z.boolean(),
  /** Whether an e-mail tells of it, and holds the recording (CA-09). */
  voicemailMail: z.enum(["off", "notice", "attach"]),
  /** Numbers elsewhere that ring too; who answers there presses 1 (MB-08, MB-09). */
  reach: z.array(reach).max(mostReached),
  /** Where the person's clock is, as Europe/Berlin; null: where the box is. */
  zone: timeZone.nullable(),
  /** Colleagues who may see and answer what rings here, beside those of the same groups and lines. */
  answeredBy: z.array(z.uuid()).max(50),
  /** Which number people outside see. */
  callerId: z.enum(["own", "organisation", "hidden"]),
  /** Calls outside that the person may make (CA-27). */
  outside: z.enum(["none", "national", "international"]),
  /** Numbers outside that may be called whatever the class is, as that of a taxi from the lobby (CA-28). */
  allowed: z.array(dialString).max(50),
  /** How much the person may spend outside; null: as everybody (SE-01). */
  spending: spendingCaps.nullable(),
});

export type CallSettings = z.output<typeof callSettings>;

export const standardSettings: CallSettings = {
  forwardAlways: null,
  forwardBusy: null,
  forwardNoAnswer: null,
  forwardOffline: null,
  forwardRules: [],
  doNotDisturb: false,
  ringSeconds: 20,
  voicemail: true,
  voicemailMail: "off",
  reach: [],
  zone: null,
  answeredBy: [],
  callerId: "own",
  outside: "national",
  allowed: [],
  spending: null,
};

export const settingsChange = callSettings.partial();

/** What people change themselves; the class of service and the limits are the administrator's. */
export const ownSettingsChange = settingsChange.omit({ outside: true, allowed: true, spending: true });
