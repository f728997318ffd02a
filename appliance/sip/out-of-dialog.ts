/** Requests of the house outside any dialog: what a telephone is told or asked without having called or subscribed. */
import type { Flow } from "./flow.ts";
import { Headers } from "./header-list.ts";
import type { Octets, SipRequest } from "./message.ts";
import { randomTag, type Transactions } from "./transactions.ts";
import type { Ways } from "./ways.ts";

export interface NotifyOptions {
  flow: Flow;
  /** The Request-URI: the registered Contact. */
  target: string;
  /** Whose state it is. */
  address: string;
  event: string;
  content: { type: string; body: string };
}

type Field = readonly [name: string, value: string];

export class OutOfDialog {
  readonly #transactions: Transactions;
  readonly #ways: Ways;

  constructor(transactions: Transactions, ways: Ways) {
    this.#transactions = transactions;
    this.#ways = ways;
  }

  /** A NOTIFY for phones that never subscribed (RFC 3842 §2: message waiting). */
  notify({ flow, target, address, event, content }: NotifyOptions): void {
    const ends = { from: `<${address}>`, to: `<${address}>` };
    const fields: Field[] = [
      ["contact", this.#ways.contact(flow)],
      ["event", event],
      ["subscription-state", "terminated;reason=noresource"],
      ["content-type", content.type],
    ];
    this.#transactions.tell(request("NOTIFY", target, ends, fields, content.body), flow);
  }

  /** A REFER that carries what it is about, and makes no subscription (RFC 4488). */
  refer(flow: Flow, target: string, content: { type: string; body: Octets }): void {
    const contact = this.#ways.contact(flow);
    const part = `${randomTag()}@${this.#ways.hostFor(flow)}`;
    const fields: Field[] = [
      ["contact", contact],
      ["require", "norefersub"],
      ["referred-by", contact],
      ["refer-to", `<cid:${part}>`],
      ["content-id", `<${part}>`],
      ["content-type", content.type],
    ];
    const ends = { from: contact, to: `<${target}>` };
    this.#transactions.tell(request("REFER", target, ends, fields, content.body), flow);
  }

  /** Asks a peer whether it is there (OPTIONS); the status it answers with, 408 when it does not, 503 without a way to it. */
  ping(flow: Flow, target: string): Promise<number> {
    const ends = { from: `<${target}>`, to: `<${target}>` };
    const fields: Field[] = [["contact", this.#ways.contact(flow)]];
    return this.#transactions.ask(request("OPTIONS", target, ends, fields), flow);
  }
}

function request(
  method: string,
  uri: string,
  { from, to }: { from: string; to: string },
  fields: readonly Field[],
  body: Octets = "",
): SipRequest {
  const headers = new Headers([
    ["from", `${from};tag=${randomTag()}`],
    ["to", to],
    ["call-id", randomTag()],
    ["cseq", `1 ${method}`],
    ...fields,
  ]);
  return { kind: "request", method, uri, headers, body };
}
