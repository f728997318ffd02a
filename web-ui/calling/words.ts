/** What became of a call, in the words of the app, never in those of the protocol. */
import type { OwnCall } from "../store/own-calls.ts";
import { type TextKey, t } from "../text/index.ts";
import type { CallView } from "./phone-call.ts";

/** @param status SIP status of the refusal */
export function failureOf(status: number): TextKey {
  const reasons: Readonly<Record<number, TextKey>> = {
    403: "call.failed.forbidden",
    404: "call.failed.unknown",
    408: "call.failed.unavailable",
    480: "call.failed.unavailable",
    482: "call.failed.circle",
    486: "call.failed.busy",
    503: "call.failed.trunk",
    603: "call.failed.declined",
  };
  return reasons[status] ?? "call.failed";
}

/** What is to be said of a call; undefined while one speaks. */
export function statusOf(call: CallView): TextKey | undefined {
  if (call.transferring) return "call.transferring";
  if (call.phase === "incoming") return "call.incoming";
  if (call.phase === "calling") return "call.calling";
  if (call.phase !== "connected") return failureOf(call.failure);
  if (call.reconnecting) return "call.reconnecting";
  return call.held ? "call.held" : undefined;
}

/** Who has put one on hold; undefined while nobody has. */
export function heldByText(own: OwnCall | undefined): string | undefined {
  if (!own?.heldByPeer) return undefined;
  const name = own.peer.name || own.peer.number;
  return name ? t("call.held.by", { name }) : t("call.held.other");
}

/** The other side of a transfer came back. */
export class TransferRefused extends Error {
  override readonly name = "TransferRefused";
  readonly status: number;

  constructor(status: number) {
    super(`the transfer was refused with ${status}`);
    this.status = status;
  }
}
