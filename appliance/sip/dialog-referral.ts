/** A transfer that a peer asks for inside its dialog (REFER, RFC 3515), and how it is told what comes of it. */
import { unheard } from "./client-transaction.ts";
import type { DialogRequests } from "./dialog-requests.ts";
import type { DialogState } from "./dialog-state.ts";
import type { Flow } from "./flow.ts";
import { reasons } from "./message.ts";
import { parseReferral, type Referral, wantsNoSubscription } from "./referral.ts";
import type { ServerTransaction } from "./server-transaction.ts";

interface Parts {
  dialog: {
    readonly state: DialogState;
    readonly ended: boolean;
    readonly handlers: { onRefer?(referral: Referral, notify: (status: number) => void): number };
  };
  context: {
    contact(flow: Flow): string;
    flowFor(dialog: DialogState): Promise<Flow>;
  };
  requests: DialogRequests;
}

export function receiveReferral(transaction: ServerTransaction, parts: Parts): void {
  const { request, flow } = transaction;
  const referral = parseReferral(request);
  if (!referral) return transaction.answer(400);
  const untold = wantsNoSubscription(request);
  const notify = (status: number) => void (untold || tell(status, parts));
  const status = parts.dialog.handlers.onRefer?.(referral, notify) ?? 405;
  const headers = { Contact: parts.context.contact(flow), ...(untold && { "Refer-Sub": "false" }) };
  transaction.answer(status, status < 300 ? { headers } : {});
  if (status < 300) notify(100); // RFC 3515 §2.4.4: at once
}

/** How it goes on, as the status line that the peer would have seen (RFC 3515 §2.4.5). */
async function tell(status: number, { dialog, context, requests }: Parts): Promise<void> {
  if (dialog.ended) return;
  const body = `SIP/2.0 ${status} ${reasons[status] ?? "Unknown"}\r\n`;
  try {
    const flow = await context.flowFor(dialog.state);
    const request = requests.next("NOTIFY", { type: "message/sipfrag", body });
    request.headers.add("event", "refer");
    const final = status >= 200;
    request.headers.add("subscription-state", final ? "terminated;reason=noresource" : "active;expires=60");
    request.headers.add("contact", context.contact(flow));
    requests.send(request, flow, unheard);
  } catch {
    // The peer cannot be reached, so it cannot be told either.
  }
}
