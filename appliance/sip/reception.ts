/** Requests of peers: each is refused, finds its dialog or subscription, or begins something. */
import type { Logger } from "../platform/index.ts";
import type { Dialogs } from "./dialogs.ts";
import { type Caller, IncomingInvite, type InviteContext } from "./incoming-invite.ts";
import { responseTo } from "./message.ts";
import { type Refusal, screen, screenAddress, screenOffer } from "./screening.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { isTooBrief } from "./session-timer.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { randomTag, repeatableTag } from "./transactions.ts";

/** Who answers what begins something. */
export interface Receivers {
  /** Takes a REFER outside any dialog; false where it is of a kind that is not known here. */
  refer(transaction: ServerTransaction): boolean;
  /** Answers a PUBLISH. */
  publish(transaction: ServerTransaction): void;
  /** Answers a REGISTER. */
  onRegister(transaction: ServerTransaction): void;
  /** Who sends an INVITE or a SUBSCRIBE; undefined when the request has been answered with a challenge. */
  authenticate(transaction: ServerTransaction): Caller | undefined;
}

interface Parts {
  receivers: Receivers;
  log: Logger;
  dialogs: Dialogs;
  subscriptions: Subscriptions;
  context: InviteContext;
  onInvite(invite: IncomingInvite): void;
}

type Answer = (status: number, headers?: Record<string, string>) => void;

export class Reception {
  readonly #parts: Parts;
  #closing = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** No call begins any more. */
  close(): void {
    this.#closing = true;
  }

  /** A transaction that nobody answers would stay for ever, and its peer would ask and ask. */
  async receive(transaction: ServerTransaction): Promise<void> {
    try {
      await this.#receive(transaction);
    } catch (error) {
      const { method, headers } = transaction.request;
      const callId = headers.get("call-id");
      this.#parts.log.error("a SIP request was not handled", { error, method, callId });
      transaction.answer(500, { tag: randomTag() });
    }
  }

  /** Who has proven nothing is answered, and nothing of it is kept. */
  #receive(transaction: ServerTransaction): void | Promise<void> {
    const { request } = transaction;
    const answer = (status: number, headers: Record<string, string> = {}) =>
      transaction.respondOnce(responseTo(request, status, { tag: repeatableTag(request), headers }));
    const refusal = screen(request);
    if (/;\s*tag\s*=/i.test(request.headers.get("to") ?? ""))
      return this.#receiveWithin(transaction, refusal, answer);
    const refused = refusal ?? screenAddress(request);
    if (refused) return answer(refused.status, refused.headers);
    return this.#begin(transaction, answer);
  }

  /** @param answer for what belongs to no dialog */
  #receiveWithin(
    transaction: ServerTransaction,
    refusal: Refusal | undefined,
    answer: Answer,
  ): void | Promise<void> {
    const { dialogs, subscriptions } = this.#parts;
    const { request } = transaction;
    const dialog = dialogs.of(request);
    const say = (status: number, headers: Record<string, string> = {}) =>
      transaction.answer(status, { tag: randomTag(), headers });
    if (refusal) return (dialog ? say : answer)(refusal.status, refusal.headers);
    if (dialog) return dialog.receive(transaction);
    const reliable = request.method === "PRACK" ? dialogs.awaiting(request) : undefined;
    if (reliable) return say(reliable.acknowledge(request) ? 200 : 481);
    if (!subscriptions.receiveWithin(transaction)) answer(481);
  }

  #begin(transaction: ServerTransaction, answer: Answer): void {
    const { receivers, subscriptions } = this.#parts;
    const { allow } = this.#parts.context;
    const { method } = transaction.request;
    switch (method) {
      case "REGISTER":
        return receivers.onRegister(transaction);
      case "OPTIONS":
        return answer(200, {
          Allow: allow,
          Accept: "application/sdp",
          "Allow-Events": subscriptions.packages.join(", "),
        });
      case "INVITE":
        return this.#invite(transaction, answer);
      case "SUBSCRIBE":
        return this.#subscribe(transaction);
      case "PUBLISH":
        return receivers.publish(transaction);
      case "REFER":
        return receivers.refer(transaction) ? undefined : answer(405, { Allow: allow });
      case "INFO":
      case "BYE":
      case "UPDATE":
      case "PRACK":
        return answer(481);
      default:
        return answer(/^(NOTIFY|MESSAGE)$/.test(method) ? 405 : 501, { Allow: allow });
    }
  }

  #invite(transaction: ServerTransaction, answer: Answer): void {
    const { receivers, context, onInvite } = this.#parts;
    const { session } = context;
    if (this.#closing) return answer(503);
    const refusal = screenOffer(transaction.request);
    if (refusal) return answer(refusal.status, refusal.headers);
    if (isTooBrief(transaction.request, session)) return answer(422, { "Min-SE": String(session.least) });
    const caller = receivers.authenticate(transaction);
    if (!caller) return;
    transaction.keepTrying();
    onInvite(new IncomingInvite(transaction, caller, context));
  }

  #subscribe(transaction: ServerTransaction): void {
    const { receivers, subscriptions } = this.#parts;
    const subscriber = receivers.authenticate(transaction);
    if (subscriber?.personId === undefined) return;
    subscriptions.receive(transaction, subscriber.personId, subscriber.deviceId);
  }
}
