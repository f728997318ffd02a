/**
 * Transfers. The house stands between all parties, so that a REFER is carried out here and nobody is asked to
 * call anybody: the other side is connected to the target, and whoever transferred is hung up.
 */
import type { Logger } from "../../platform/index.ts";
import type { Referral } from "../../sip/index.ts";
import { hostIn, numberIn } from "../routing/dialled.ts";
import type { Call } from "./call.ts";
import { ConnectedOrigin } from "./connected-origin.ts";
import { type Connection, dismiss } from "./connection.ts";
import type { Exchange } from "./exchange.ts";

interface Request {
  call: Call;
  /** Who transfers. */
  by: Connection;
  referral: Referral;
  notify(status: number): void;
}

/** Carries out a REFER, or begins to. Returns the status to answer it with. */
export function transfer(exchange: Exchange, log: Logger, request: Request): number {
  const { call, by, referral } = request;
  const moved = call.other(by);
  if (!moved || moved.ended) return 480;
  if (call.direct) return 488; // there is no sound of it here that could go elsewhere
  if (call.state === "transferring") return 491;
  log.info("a call is transferred", { call: call.id, attended: referral.replaces !== undefined });
  return referral.replaces ? attended(exchange, request, moved) : blind(exchange, request, moved);
}

/** Whoever transfers has called the target before: what they reached, or what still rings, becomes the other's. */
function attended(exchange: Exchange, { call, by, referral, notify }: Request, moved: Connection): number {
  const { replaces } = referral;
  if (!replaces) return 400;
  const named = exchange.connectionNamedBy(replaces);
  const ringing = named ? undefined : exchange.ringingNamedBy(replaces);
  if (named && isSame(named.connection, by)) {
    if (named.call === call) return 400;
    if (named.call.direct) return 488;
    if (named.call.state === "transferring") return 491;
    const target = named.call.other(named.connection);
    if (!target) return 480;
    call.lend(moved); // another REFER may be in the same segment
    named.call.lend(target);
    queueMicrotask(() => {
      notify(200); // before its dialogs end
      named.call.release(target);
      call.release(moved);
      exchange.join(moved, target, call.id, call.conference);
    });
    return 202;
  }
  if (!ringing) return 481;
  if (ringing.direct) return 488;
  if (by.party.personId === undefined || ringing.caller.personId !== by.party.personId) return 403;
  call.lend(moved);
  queueMicrotask(() => {
    notify(200);
    call.release(moved);
    const back = (connection: Connection) => ringBack(exchange, { call, by }, connection);
    if (!ringing.replaceOrigin(new ConnectedOrigin(moved, back), call.id)) back(moved);
  });
  return 202;
}

/** Nobody took over from who transferred, and their call has ended: they are rung, or whoever answers for them. */
function ringBack(
  exchange: Exchange,
  { call, by: { party } }: Pick<Request, "call" | "by">,
  moved: Connection,
) {
  if (moved.ended) return dismiss(moved);
  const authority = { personId: party.personId, mayCall: true };
  exchange.dialFor(moved, dismiss, { number: party.number, authority, linkedTo: call.id });
}

/** Whether both are ends of one person; outside the house, of one peer. */
const isSame = (one: Connection, other: Connection): boolean =>
  one.party.personId === other.party.personId &&
  (one.party.personId !== undefined || one.dialog.state.flow.address === other.dialog.state.flow.address);

/**
 * The target is called with the rights of who transfers. Until somebody answers, their call stands; when nobody
 * does, the other side comes back to them, or, where they have hung up, rings them again.
 */
function blind(exchange: Exchange, { call, by, referral, notify }: Request, moved: Connection): number {
  const number = numberIn(referral.target, [exchange.domain, hostIn(by.dialog.state.local)]);
  if (!number) return 404;
  const { party } = by;
  const authority = { personId: party.personId, mayCall: true };
  const back = (connection: Connection, status: number) => {
    notify(status);
    if (!call.takeBack(connection)) ringBack(exchange, { call, by }, connection);
  };
  call.lend(moved); // another REFER may be in the same segment
  queueMicrotask(() => {
    const onward = exchange.dialFor(moved, back, {
      number,
      authority,
      linkedTo: call.id,
      sentBy: by,
      onRinging: () => notify(180),
    });
    void onward.connected.then(() => {
      notify(200);
      call.release(moved);
    });
  });
  return 202;
}
