/** REFERs that come in one segment: nothing happens between them. */
import { expect, test } from "bun:test";
import { createLogger, VirtualClock } from "../../platform/index.ts";
import type { Replaces, Sip } from "../../sip/index.ts";
import { Call } from "./call.ts";
import type { Connection } from "./connection.ts";
import type { Exchange } from "./exchange.ts";
import { ConnectedOrigin } from "./origin.ts";
import { transfer } from "./transfer.ts";

const log = createLogger({ level: "error" });
const replaces = { callId: "asking" } as Replaces;

function connection(personId: string | undefined): Connection {
  return {
    party: { personId, name: "", number: "" },
    past: { hops: 70, diverted: 0 },
    leg: { play: async () => {} },
    dialog: { state: { local: "<sip:2001@127.0.0.1>", flow: { address: "127.0.0.1" } } },
    ready: Promise.resolve(),
    statistics: async () => undefined,
    close: async () => undefined,
    hangUp() {},
  } as unknown as Connection;
}

async function connected(caller: Connection, callee: Connection): Promise<Call> {
  const call = new Call(new ConnectedOrigin(caller, () => {}), callee.party, {
    sip: {} as Sip,
    media: { bridge: async () => {} } as never,
    clock: new VirtualClock(),
    log,
    entertain: async () => {},
    onChange() {},
    onRefer: () => 405,
    onEnd: async () => {},
  });
  await call.join(callee);
  return call;
}

async function twice(target: string, attended: boolean) {
  const own = connection("maria");
  const asking = connection("maria");
  const call = await connected(connection("jonas"), own);
  const other = await connected(asking, connection(undefined));
  const begun: string[] = [];
  const exchange = {
    domain: "127.0.0.1",
    connectionNamedBy: () => ({ call: other, connection: asking }),
    dialFor: () => {
      begun.push("dialled");
      return { connected: new Promise(() => {}) };
    },
    join: () => void begun.push("joined"),
  } as unknown as Exchange;
  const referral = { target, replaces: attended ? replaces : undefined };
  const refer = () => transfer(exchange, log, { call, by: own, referral: referral as never, notify() {} });
  const statuses = [refer(), refer()];
  await Promise.resolve();
  return { statuses, begun };
}

test("[CA-14] of two REFERs at once the first is carried out and the second refused", async () => {
  expect(await twice("sip:2003@127.0.0.1", false)).toEqual({ statuses: [202, 491], begun: ["dialled"] });
});

test("[CA-14] of two REFERs at once that join two calls the first is carried out and the second refused", async () => {
  expect(await twice("sip:2003@127.0.0.1", true)).toEqual({ statuses: [202, 491], begun: ["joined"] });
});
