/** An INVITE takes the place of a call (RFC 3891): one that rings is picked up, one that stands changes hands. */
import type { Replaces } from "../../sip/index.ts";
import type { LineRights } from "../lines/line-rights.ts";
import type { Authority } from "../routing/routing.ts";
import type { Call } from "./call.ts";
import { type Connection, dismiss } from "./connection.ts";
import type { Exchange } from "./exchange.ts";
import type { Origin } from "./origin.ts";

/** A call, as an INVITE names it. */
export interface Takeover {
  call: Call;
  replaces: Replaces;
}

/** The call that is named; undefined where there is none any more. Who wants it only while it rings may be too late. */
export function named(exchange: Exchange, replaces: Replaces): Takeover | undefined {
  const call =
    exchange.ringingNamedBy(replaces) ??
    exchange.connectionNamedBy(replaces)?.call ??
    (replaces.earlyOnly ? answeredAs(exchange, replaces.callId) : undefined);
  return call && { call, replaces };
}

/** Lamps have shown it by its id while it rang. */
function answeredAs(exchange: Exchange, id: string): Call | undefined {
  const call = exchange.calls.get(id);
  return call?.state === "ended" ? undefined : call; // it is there until it is on record
}

/** Whether only a call that rings was wanted, and this one does not any more. */
const isTooLate = (exchange: Exchange, { call, replaces }: Takeover): boolean =>
  replaces.earlyOnly && exchange.ringingNamedBy(replaces) !== call;

/** Who may answer for somebody picks up what rings; a call that stands changes hands between one person's devices. */
export function mayTakeOver(
  exchange: Exchange,
  takeover: Takeover,
  { personId, mayCall }: Authority,
  rights: LineRights,
): boolean {
  const { call, replaces } = takeover;
  if (personId === undefined || !mayCall) return false;
  const standing = exchange.connectionNamedBy(replaces);
  if (standing?.call === call) return standing.connection.party.personId === personId;
  const owners = isTooLate(exchange, takeover) ? [call.callee.personId ?? ""] : call.attempt.ringingFor;
  return call.caller.personId === personId || owners.some((owner) => rights.mayAnswer(personId, owner));
}

/**
 * Refuses the origin where there is nobody to talk to now (481), where the call does not ring any more and only one that
 * rings was wanted (486, RFC 3891 §3), or where no sound of it is here (488).
 */
export async function takeOver(
  exchange: Exchange,
  takeover: Takeover,
  origin: Origin,
  authority: Authority,
  rights: LineRights,
): Promise<void> {
  const { call, replaces } = takeover;
  const standing = exchange.connectionNamedBy(replaces);
  const other = standing && call.other(standing.connection);
  const may = () => mayTakeOver(exchange, takeover, authority, rights);
  const refusal = isTooLate(exchange, takeover) ? 486 : standing && call.direct ? 488 : undefined;
  if (!refusal && (await (standing ? succeed(exchange, call, other, origin) : pickUp(call, origin, may))))
    return;
  origin.refuse(refusal ?? 481);
  await origin.abandon();
}

/**
 * Answers a ringing call with a caller's own call: the caller is connected to whoever waits there.
 * @param may asked once they are answered: it may ring for somebody else by then
 */
async function pickUp(call: Call, origin: Origin, may: () => boolean): Promise<boolean> {
  const connection = await accepted(origin, origin.codecs);
  if (!connection) return false;
  if (may() && call.attempt.pickUp(connection)) return true;
  dismiss(connection);
  return false;
}

/** Connects who calls in the place of the one who talked to `other`; false when there is nobody to talk to now. */
async function succeed(
  exchange: Exchange,
  call: Call,
  other: Connection | undefined,
  origin: Origin,
): Promise<boolean> {
  if (!other) return false;
  const connection = await accepted(origin, other.codecs);
  if (!connection) return false;
  if (call.state === "ended" || call.state === "transferring") {
    dismiss(connection);
    return false;
  }
  call.release(other);
  exchange.join(other, connection, call.id, call.conference);
  return true;
}

/** The caller, answered, with media agreed; undefined when the caller is gone, and nothing of them is left. */
async function accepted(origin: Origin, codecs: Origin["codecs"]): Promise<Connection | undefined> {
  const connection = await origin.accept(codecs).catch(() => undefined);
  try {
    await connection?.ready;
    return connection;
  } catch {
    if (connection) dismiss(connection);
    return undefined;
  }
}
