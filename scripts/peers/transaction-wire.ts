/** Transactions of two stacks on a virtual clock, and a line between them that loses, doubles and holds up what it is told to. */
import { VirtualClock } from "../../appliance/platform/index.ts";
import type { Flow } from "../../appliance/sip/flow.ts";
import { Headers } from "../../appliance/sip/header-list.ts";
import { responseTo, type SipRequest } from "../../appliance/sip/message.ts";
import { parseMessage } from "../../appliance/sip/parser.ts";
import type { ServerTransaction } from "../../appliance/sip/server-transaction.ts";
import { Transactions } from "../../appliance/sip/transactions.ts";

/**
 * Two stacks with a wire between them.
 * @param delays milliseconds after which each copy of a message arrives
 */
export function transactionWire(
  lose: (text: string, count: number) => boolean = () => false,
  delays: () => readonly number[] = () => [1],
) {
  const clock = new VirtualClock();
  const sent: string[] = [];
  const requests: ServerTransaction[] = [];
  const acks: SipRequest[] = [];
  const flowTo = (target: () => Transactions, back: () => Flow): Flow => ({
    transport: "UDP",
    address: "192.0.2.1",
    port: 5060,
    reliable: false,
    open: true,
    onClose: () => () => {},
    send(text) {
      const start = text.split("\r\n", 1)[0] ?? "";
      sent.push(start);
      const arrives = () => {
        const parsed = parseMessage(text);
        if (parsed.ok) target().receive(parsed.message, back());
      };
      if (!lose(start, sent.filter((line) => line === start).length))
        for (const delay of delays()) clock.after(delay, arrives);
      return true;
    },
  });
  const make = () =>
    new Transactions({
      clock,
      sentBy: () => "192.0.2.1:5060",
      handlers: { onRequest: (transaction) => requests.push(transaction), onAck: (ack) => acks.push(ack) },
    });
  const client = make();
  const server = make();
  const toServer: Flow = flowTo(
    () => server,
    () => toClient,
  );
  const toClient: Flow = flowTo(
    () => client,
    () => toServer,
  );
  const ask = (method: string) => {
    const outcome: { responses: number[]; timedOut: boolean } = { responses: [], timedOut: false };
    const headers = new Headers([
      ["from", "<sip:a@x>;tag=1"],
      ["to", "<sip:b@x>"],
      ["call-id", "c"],
      ["cseq", `1 ${method}`],
    ]);
    const transaction = client.request(
      { kind: "request", method, uri: "sip:b@x", headers, body: "" },
      toServer,
      {
        onResponse: ({ status }) => outcome.responses.push(status),
        onTimeout: () => {
          outcome.timedOut = true;
        },
      },
    );
    return { outcome, transaction };
  };
  const count = (start: string) => sent.filter((line) => line.startsWith(start)).length;
  return { clock, client, server, requests, acks, ask, count };
}

export const answer = (transaction: ServerTransaction | undefined, status: number) =>
  transaction?.respond(responseTo(transaction.request, status, { tag: "2" }));
