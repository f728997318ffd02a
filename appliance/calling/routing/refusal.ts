import type { PhoneText } from "../../platform/index.ts";

/** Why a plan ends without an answer. The log tells it by these names, the console in its reader's language. */
export type RefusalReason =
  /** The other party was rung. */
  | "busy"
  | "declined"
  | "no-answer"
  | "unreachable"
  /** The caller's own. */
  | "caller-without-calling"
  | "class-of-service"
  | "outsider"
  | "country-barred"
  | "domain-barred"
  | "minutes-used-up"
  | "limit-reached"
  | "limit-of-house-reached"
  | "too-many-outside"
  | "stopped-outside"
  /** Of what was dialled. */
  | "unknown-number"
  | "unknown-address"
  | "emergency-sent-on"
  | "own-number"
  | "service-for-insiders"
  | "no-trunk"
  | "circle"
  /** The callee's. */
  | "callee-without-calling"
  | "forwarded-nowhere"
  | "do-not-disturb"
  | "no-line-free"
  | "no-device"
  | "group-busy"
  | "group-without-answer";

/** What speaks against a call. */
export interface Objection {
  why: RefusalReason;
  /** What the caller's telephone is shown of it; undefined: what the status always says. */
  shown?: PhoneText;
}
