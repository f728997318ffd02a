/** Provisional responses that a peer wants to acknowledge (RFC 3262): said again until its PRACK comes. */
import { randomInt } from "node:crypto";
import type { Clock, Timer } from "../platform/index.ts";
import type { HeaderName } from "./header-names.ts";
import type { SipRequest, SipResponse } from "./message.ts";
import { T1, transactionTimeout } from "./timers.ts";

/** Whether the caller takes none that it cannot acknowledge, or can acknowledge those that matter. */
export function reliabilityWanted({ headers }: SipRequest): "required" | "supported" | undefined {
  const names = (header: HeaderName) => headers.all(header).some((tag) => tag.toLowerCase() === "100rel");
  return names("require") ? "required" : names("supported") ? "supported" : undefined;
}

export class ReliableProgress {
  readonly #clock: Clock;
  readonly #respond: (response: SipResponse) => void;
  /** CSeq of the INVITE. */
  readonly #invite: number;
  #sequence = randomInt(1, 2 ** 31 - 1);
  #pending: { sequence: number; timer: Timer } | undefined;
  /** Of a description that is not acknowledged yet. */
  #described: PromiseWithResolvers<void> | undefined;
  /** The one at a time that may be under way is (§3); the newest waits for it. */
  #next: SipResponse | undefined;
  readonly #expire: () => void;

  /** @param parts.expire nothing was acknowledged for 32 seconds */
  constructor(parts: {
    clock: Clock;
    invite: number;
    respond(response: SipResponse): void;
    expire(): void;
  }) {
    this.#clock = parts.clock;
    this.#invite = parts.invite;
    this.#respond = parts.respond;
    this.#expire = parts.expire;
  }

  send(response: SipResponse): void {
    if (response.body !== "") this.#described ??= Promise.withResolvers();
    if (this.#pending) {
      this.#next = response;
      return;
    }
    const sequence = this.#sequence++;
    response.headers.add("require", "100rel");
    response.headers.add("rseq", String(sequence));
    const say = (after: number, total: number) => {
      if (total >= transactionTimeout) {
        this.close();
        return this.#expire();
      }
      this.#respond(response);
      const wait = Math.min(after, transactionTimeout - total);
      const timer = this.#clock.after(wait, () => say(after * 2, total + wait));
      this.#pending = { sequence, timer };
    };
    say(T1, 0);
  }

  /** Takes a PRACK; false when it acknowledges nothing that is under way (§3: 481). */
  acknowledge({ headers }: SipRequest): boolean {
    const [, sequence, invite] = /^(\d{1,10})\s+(\d{1,10})\s+INVITE$/.exec(headers.get("rack") ?? "") ?? [];
    if (!this.#pending || Number(sequence) !== this.#pending.sequence || Number(invite) !== this.#invite)
      return false;
    this.#stop();
    const next = this.#next;
    this.#next = undefined;
    if (next) this.send(next);
    else this.#settle();
    return true;
  }

  /** Resolves when what was described is acknowledged, or nothing is said any more: a 2xx waits for it (§3). */
  get described(): Promise<void> | undefined {
    return this.#described?.promise;
  }

  /** There is a final response, and nothing provisional is said any more. */
  close(): void {
    this.#stop();
    this.#settle();
  }

  #stop(): void {
    this.#pending?.timer.cancel();
    this.#pending = undefined;
  }

  #settle(): void {
    this.#described?.resolve();
    this.#described = undefined;
  }
}
