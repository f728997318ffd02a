/** What each person wants to happen to their calls. */
import { z } from "zod";
import { dialString } from "./dial-string.ts";

const forward = dialString.nullable();

const reach = z.object({
  number: dialString,
  delaySeconds: z.number().int().min(0).max(60).default(0),
});

export const callSettingsSchema = z.object({
  forwardAlways: forward.default(null),
  forwardBusy: forward.default(null),
  forwardNoAnswer: forward.default(null),
  forwardOffline: forward.default(null),
  doNotDisturb: z.boolean().default(false),
  /** Seconds that the person's devices ring. */
  ringSeconds: z.number().int().min(5).max(120).default(20),
  /** Who is not answered may leave a message. */
  voicemail: z.boolean().default(true),
  /** Numbers elsewhere that ring too; who answers there presses 1 (MB-08, MB-09). */
  reach: z.array(reach).max(10).default([]),
  /** Which number people outside see. */
  callerId: z.enum(["own", "organisation", "hidden"]).default("own"),
  /** Calls outside that the person may make (CA-27). */
  outside: z.enum(["none", "national", "international"]).default("national"),
});

export type CallSettings = z.output<typeof callSettingsSchema>;

/** What people change themselves; the class of service is the administrator's. */
export const ownSettingsSchema = callSettingsSchema.omit({ outside: true }).partial();
