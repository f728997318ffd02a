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

/** The call that is named; undefined where there is none any more. */
export function named(exchange: Exchange, replaces: Replaces): Takeover | undefined {
  const call = exchange.ringingNamedBy(replaces) ?? exchange.connectionNamedBy(replaces)?.call;
  return call && { call, replaces };
}

/** Who may answer for somebody picks up what rings; a call that stands changes hands between one person's devices. */
export function mayTakeOver(
  exchange: Exchange,
  { call, replaces }: Takeover,
  { personId, mayCall }: Authority,
  rights: LineRights,
): boolean {
  if (personId === undefined || !mayCall) return false;
  const standing = exchange.connectionNamedBy(replaces);
  if (standing?.call === call) return standing.connection.party.personId === personId;
  return (
    call.caller.personId === personId || call.ringingFor.some((owner) => rights.mayAnswer(personId, owner))
  );
}

/** Refuses the origin where there is nobody to talk to now (481), or no sound of them here (488). */
export async function takeOver(
  exchange: Exchange,
  takeover: Takeover,
  origin: Origin,
  authority: Authority,
  rights: LineRights,
): Promise<void> {
  const { call, replaces } = takeover;
  const standing = replaces.earlyOnly ? undefined : exchange.connectionNamedBy(replaces);
  const other = standing && call.other(standing.connection);
  const may = () => mayTakeOver(exchange, takeover, authority, rights);
  const elsewhere = standing !== undefined && call.direct;
  if (!elsewhere && (await (standing ? succeed(exchange, call, other, origin) : pickUp(call, origin, may))))
    return;
  origin.refuse(elsewhere ? 488 : 481);
  await origin.abandon();
}

/**
 * Answers a ringing call with a caller's own call: the caller is connected to whoever waits there.
 * @param may asked once they are answered: it may ring for somebody else by then
 */
async function pickUp(call: Call, origin: Origin, may: () => boolean): Promise<boolean> {
  const connection = await accepted(origin, origin.codecs);
  if (!connection) return false;
  if (may() && call.pickUp(connection)) return true;
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
