/** Calls of this process alone, whose sides are stand-ins without dialogs and media: for what happens in one turn. */
import { Call, type CallParts } from "../../appliance/calling/call/call.ts";
import { ConnectedOrigin } from "../../appliance/calling/call/connected-origin.ts";
import type { Connection } from "../../appliance/calling/call/connection.ts";
import type { Origin } from "../../appliance/calling/call/origin.ts";
import { silentLogger, VirtualClock } from "../../appliance/platform/index.ts";

export type StandIn = Connection & { gone: boolean };

/** One side of a call; who sets `gone` has hung up. */
export function standIn(personId: string | undefined): StandIn {
  const made = {
    gone: false,
    party: { personId, name: personId ?? "", number: "2001" },
    past: { hops: 70, diverted: 0 },
    codecs: [],
    pictures: { formats: [] },
    leg: { play: async () => {}, close: async () => {} },
    dialog: { state: { local: "<sip:2001@127.0.0.1>", flow: { address: "127.0.0.1" }, callId: "x" } },
    ready: Promise.resolve(),
    statistics: async () => undefined,
    close: async () => undefined,
    get ended() {
      return made.gone;
    },
    hangUp() {
      made.gone = true;
    },
  };
  return made as unknown as StandIn;
}

export function callOf(origin: Origin, parts: Partial<CallParts> = {}): Call {
  return new Call(
    origin,
    { personId: undefined, name: "", number: "" },
    {
      sip: {} as never,
      media: { bridge: async () => {} } as never,
      houseMedia: {} as never,
      clock: new VirtualClock(),
      log: silentLogger,
      entertain: async () => {},
      onChange() {},
      onRefer: () => 405,
      onEnd: async () => {},
      ...parts,
    },
  );
}

/** A call of these two, who hear each other. */
export async function connected(
  caller: Connection,
  callee: Connection,
  parts?: Partial<CallParts>,
): Promise<Call> {
  const call = callOf(new ConnectedOrigin(caller, () => {}), parts);
  await call.join(callee);
  return call;
}
