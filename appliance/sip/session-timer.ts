/** Session timers (RFC 4028): a call whose peer vanished without a word ends when nobody refreshes it any more. */
import type { Clock, Timer } from "../platform/index.ts";
import type { SipRequest, SipResponse } from "./message.ts";

/** What the house wants of sessions, in seconds. */
export interface SessionRules {
  /** Where the peer does not say. */
  usual: number;
  /** The shortest that it takes; RFC 4028 §4 wants 90 at least. */
  least: number;
  /** Whether the house can say again what stands: not where the telephones agree on their media themselves. */
  offersAgain: boolean;
}

/** What two ends have agreed on. */
export interface SessionTerms {
  seconds: number;
  /** Who sends the refreshes. */
  refresher: "us" | "peer";
  /** How: UPDATE leaves the description alone, which a re-INVITE has to say again (RFC 4028 §7.4). */
  takesUpdate: boolean;
  /** The peer called only on condition that there is a timer (Require); in an answer the word says nothing of that. */
  insisted: boolean;
}

/** A day: longer sessions are none, and timers count no further than some weeks. */
const longest = 86_400;

type Message = SipRequest | SipResponse;

/** `1800;refresher=uac` (RFC 4028 §4); undefined where there is none, and for rubbish. */
function sessionExpires(message: Message): { seconds: number; refresher: string | undefined } | undefined {
  const match = /^(\d{1,9})(?:\s*;(.*))?$/.exec(message.headers.get("session-expires") ?? "");
  const refresher = /(?:^|;)\s*refresher\s*=\s*(uac|uas)\s*(?:;|$)/i.exec(match?.[2] ?? "")?.[1];
  return match ? { seconds: Number(match[1]), refresher: refresher?.toLowerCase() } : undefined;
}

const within = (seconds: number, { least }: SessionRules): number =>
  Math.min(Math.max(seconds, least), longest);

const names = (header: "supported" | "require", { headers }: Message): boolean =>
  headers.all(header).some((tag) => tag.toLowerCase() === "timer");

const supportsTimers = (message: Message): boolean =>
  names("supported", message) || names("require", message);

const takesUpdate = ({ headers }: Message): boolean =>
  headers.all("allow").some((method) => method.toUpperCase() === "UPDATE");

/** A timer whose refreshes would be this end's, which has no way to make them, would only end the call. */
const useful = (terms: SessionTerms, { offersAgain }: SessionRules): SessionTerms | undefined =>
  terms.refresher === "peer" || terms.takesUpdate || terms.insisted || offersAgain ? terms : undefined;

/** The interval that a request wants is too short, and its sender can be told so (RFC 4028 §9). */
export const isTooBrief = (request: SipRequest, { least }: SessionRules): boolean =>
  supportsTimers(request) && (sessionExpires(request)?.seconds ?? least) < least;

/** What becomes of the peer's INVITE, re-INVITE or UPDATE; undefined for a session without timers. */
export function termsFor(request: SipRequest, rules: SessionRules): SessionTerms | undefined {
  const wanted = sessionExpires(request);
  if (!supportsTimers(request)) return undefined; // such a peer is asked by OPTIONS, as all are
  const terms: SessionTerms = {
    seconds: within(wanted?.seconds ?? rules.usual, rules),
    refresher: wanted?.refresher === "uas" ? "us" : "peer",
    takesUpdate: takesUpdate(request),
    insisted: names("require", request),
  };
  return useful(terms, rules);
}

/** Of the answer to such a request. */
export const answerHeaders = (terms: SessionTerms | undefined): Record<string, string> =>
  terms
    ? {
        "Session-Expires": `${terms.seconds};refresher=${terms.refresher === "us" ? "uas" : "uac"}`,
        Supported: "timer",
        ...(terms.refresher === "peer" && { Require: "timer" }),
      }
    : {};

/** Of a request of ours. @param seconds at least what the peer has said to be its least */
export const requestHeaders = (seconds: number, refresher: SessionTerms["refresher"]): [string, string][] => [
  ["supported", "timer"],
  ["session-expires", `${seconds};refresher=${refresher === "us" ? "uac" : "uas"}`],
];

/** What the peer's 2xx to a request of ours agrees to; undefined for a session without timers. */
export function termsOf(response: SipResponse, rules: SessionRules): SessionTerms | undefined {
  const agreed = sessionExpires(response);
  if (!agreed) return undefined;
  const terms: SessionTerms = {
    seconds: within(agreed.seconds, rules),
    refresher: agreed.refresher === "uas" ? "peer" : "us",
    takesUpdate: takesUpdate(response),
    insisted: false,
  };
  return useful(terms, rules);
}

/** Of a 422: the least that the peer takes; undefined where it does not say, or what nobody means. */
export function leastOf(response: SipResponse): number | undefined {
  const seconds = Number(/^\d{1,6}/.exec(response.headers.get("min-se") ?? "")?.[0]);
  return response.status === 422 && seconds > 0 && seconds <= longest ? seconds : undefined;
}

/** A refresh that failed for a reason that may pass is tried again after so many milliseconds. */
const again = 10_000;

/** Runs from one refresh to the next. */
export class SessionTimer {
  readonly terms: SessionTerms;
  readonly #expiry: Timer;
  #refresh: Timer | undefined;

  /**
   * @param parts.refresh asks the peer whether the session stands; the answer makes a new timer. False: not now.
   * @param parts.expire the session is over
   */
  constructor(terms: SessionTerms, parts: { clock: Clock; refresh(): Promise<boolean>; expire(): void }) {
    const { seconds, refresher } = terms;
    this.terms = terms;
    // Who waits for refreshes says BYE a little early (RFC 4028 §10).
    const patience = refresher === "us" ? seconds : seconds - Math.min(32, seconds / 3);
    this.#expiry = parts.clock.after(patience * 1000, () => parts.expire());
    const refresh = async () => {
      if (!(await parts.refresh()) && this.#refresh)
        this.#refresh = parts.clock.after(again, () => void refresh());
    };
    if (refresher === "us") this.#refresh = parts.clock.after(seconds * 500, () => void refresh());
  }

  cancel(): void {
    this.#expiry.cancel();
    this.#refresh?.cancel();
    this.#refresh = undefined;
  }
}
