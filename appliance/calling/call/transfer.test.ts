/** REFERs that come in one segment: nothing happens between them. */
import { expect, test } from "bun:test";
import { connected, standIn } from "../../../scripts/peers/stand-in-calls.ts";
import { createLogger } from "../../platform/index.ts";
import type { Replaces } from "../../sip/index.ts";
import type { Exchange } from "./exchange.ts";
import { transfer } from "./transfer.ts";

const log = createLogger({ level: "error" });
const replaces = { callId: "asking" } as Replaces;

async function twice(target: string, attended: boolean) {
  const own = standIn("maria");
  const asking = standIn("maria");
  const call = await connected(standIn("jonas"), own);
  const other = await connected(asking, standIn(undefined));
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
