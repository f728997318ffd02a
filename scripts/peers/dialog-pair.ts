/** Two ends of the SIP stack on a virtual clock and a virtual wire: what is said between them can be lost or go elsewhere. */
import { expect } from "bun:test";
import { VirtualClock } from "../../appliance/platform/index.ts";
import type { Dialog } from "../../appliance/sip/dialog.ts";
import { dialogKeyOf } from "../../appliance/sip/dialog-state.ts";
import { DialogWatch } from "../../appliance/sip/dialog-watch.ts";
import type { Flow, TransportName } from "../../appliance/sip/flow.ts";
import { IncomingInvite, type InviteContext } from "../../appliance/sip/incoming-invite.ts";
import { responseTo } from "../../appliance/sip/message.ts";
import { OutgoingInvite } from "../../appliance/sip/outgoing-invite.ts";
import { parseMessage } from "../../appliance/sip/parser.ts";
import { isTooBrief, type SessionRules } from "../../appliance/sip/session-timer.ts";
import { Transactions } from "../../appliance/sip/transactions.ts";

export const usualRules: SessionRules = { usual: 1800, least: 90, offersAgain: true };

type Loses = (line: string, count: number) => boolean;

/** A connection or a UDP address; `broken` loses everything and tells. */
export class Wire implements Flow {
  readonly transport: TransportName;
  readonly address = "192.0.2.1";
  readonly port: number;
  open = true;
  left = false;
  deliver: (text: string) => void = () => {};
  readonly #listeners = new Set<() => void>();

  constructor(transport: TransportName, port = 5060) {
    this.transport = transport;
    this.port = port;
  }

  get reliable(): boolean {
    return this.transport !== "UDP";
  }

  send(text: string): boolean {
    if (this.open) this.deliver(text);
    return this.open;
  }

  onClose(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  break(): void {
    this.open = false;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** One user agent: what the stack is made of, without sockets. */
function end(
  clock: VirtualClock,
  flow: Wire,
  session: SessionRules,
  onInvite: (invite: IncomingInvite) => void,
) {
  const dialogs = new Map<string, Dialog>();
  const watch = new DialogWatch({ clock, intervalSeconds: 90 });
  const transactions = new Transactions({
    clock,
    sentBy: () => "192.0.2.1:5060",
    handlers: {
      onAck: (request) => dialogs.get(dialogKeyOf(request))?.offers.acknowledged(request),
      onRequest: (transaction) => {
        const { request } = transaction;
        if (isTooBrief(request, session))
          return transaction.respond(
            responseTo(request, 422, { tag: "t", headers: { "Min-SE": String(session.least) } }),
          );
        if (!/;tag=/.test(request.headers.get("to") ?? ""))
          return onInvite(
            new IncomingInvite(transaction, { personId: "p", deviceId: undefined, plain: false }, context),
          );
        const dialog = dialogs.get(dialogKeyOf(request));
        if (dialog) void dialog.receive(transaction);
        else transaction.respond(responseTo(request, 481));
      },
    },
  });
  const replacement: { flow: Wire | undefined } = { flow: undefined };
  const context: InviteContext = {
    clock,
    session,
    transactions,
    allow: "INVITE, UPDATE",
    contact: () => "<sip:a@192.0.2.1>",
    async flowFor(state) {
      if (!state.flow.open && replacement.flow) state.flow = replacement.flow;
      if (!state.flow.open) throw new Error("gone");
      return state.flow;
    },
    awaitPrack() {},
    adopt(dialog) {
      dialogs.set(dialog.key, dialog);
      watch.add(dialog);
    },
    moved: (dialog) => watch.follow(dialog),
    forget(dialog) {
      dialogs.delete(dialog.key);
      watch.remove(dialog);
    },
  };
  return { flow, dialogs, transactions, context, replacement };
}

/** A caller and a callee; messages take a millisecond, and `loses` says which never arrive. */
export function pair(
  transport: TransportName = "UDP",
  loses: Loses = () => false,
  caller: SessionRules = usualRules,
  callee: SessionRules = usualRules,
) {
  const clock = new VirtualClock(1);
  const sent: string[] = [];
  const incoming: IncomingInvite[] = [];
  const texts: string[] = [];
  const a = end(clock, new Wire(transport), caller, () => {});
  const b = end(clock, new Wire(transport), callee, (invite) => incoming.push(invite));
  const join = (from: Wire, to: ReturnType<typeof end>, back: Wire) => {
    from.deliver = (text) => {
      const line = text.split("\r\n", 1)[0] ?? "";
      sent.push(line);
      texts.push(text);
      if (loses(line, sent.filter((other) => other === line).length)) return;
      clock.after(1, () => {
        const parsed = parseMessage(text);
        if (parsed.ok && back.open) to.transactions.receive(parsed.message, back);
      });
    };
  };
  join(a.flow, b, b.flow);
  join(b.flow, a, a.flow);
  const outcome: { dialog?: Dialog; refused?: number } = {};
  const invite = new OutgoingInvite(
    {
      flow: a.flow,
      target: "sip:b@192.0.2.1",
      from: "<sip:a@x>",
      to: "<sip:b@x>",
      offer: "offer",
      credentials: { username: "a", password: "secret" },
    },
    {
      onProgress() {},
      onAnswered: (dialog) => {
        outcome.dialog = dialog;
      },
      onRefused: (status) => {
        outcome.refused = status;
      },
    },
    a.context,
  );
  clock.advance(5);
  /** Lets what is under way arrive, on the clock and in promises. */
  const pass = async (milliseconds: number) => {
    for (let step = 0; step < 20; step++) {
      clock.advance(milliseconds / 20);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  return { clock, sent, texts, a, b, join, invite, incoming, outcome, pass };
}

/** The one call that came. */
export function atCallee({ incoming: [first] }: ReturnType<typeof pair>): IncomingInvite {
  if (!first) throw new Error("no INVITE came");
  return first;
}

/** A call that stands. */
export async function connected(transport: TransportName = "UDP", loses?: Loses) {
  const call = pair(transport, loses);
  const callee = atCallee(call).accept("answer");
  await call.pass(20);
  const caller = call.outcome.dialog;
  if (!caller || !callee) throw new Error("not connected");
  const ends: string[] = [];
  caller.handlers = { onOffer: async () => "answer of a", onEnd: (reason) => ends.push(`a ${reason}`) };
  callee.handlers = { onOffer: async () => "answer of b", onEnd: (reason) => ends.push(`b ${reason}`) };
  return { ...call, caller, callee, ends };
}

/** Nothing is left: no dialog, no transaction, no timer. */
export async function expectNothingLeft({ a, b, clock, pass }: ReturnType<typeof pair>) {
  await pass(100_000);
  expect([a.dialogs.size, b.dialogs.size, a.transactions.size, b.transactions.size]).toEqual([0, 0, 0, 0]);
  expect(clock.pending).toBe(0);
}
