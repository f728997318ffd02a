/** What two ends keep about what stands between them (RFC 3261 §12), and the requests that go inside it. */
import { z } from "zod";
import { detach } from "./detach.ts";
import type { Flow } from "./flow.ts";
import { Headers } from "./header-list.ts";
import type { NameAddress } from "./headers.ts";
import type { Octets, SipRequest } from "./message.ts";

export interface DialogState {
  callId: string;
  /** From and To as this end writes them, tags included. */
  local: string;
  remote: string;
  localTag: string;
  remoteTag: string;
  remoteTarget: string;
  routeSet: string[];
  localSequence: number;
  remoteSequence: number;
  flow: Flow;
  /** Whom the house knows as a peer, a trunk or a domain, and who called in; left out: no peer did. */
  peer?: string;
}

/** A copy that holds nothing of the messages it was read from. */
export function detachedState(state: DialogState): DialogState {
  const texts = [
    state.callId,
    state.local,
    state.remote,
    state.localTag,
    state.remoteTag,
    state.remoteTarget,
  ];
  const copies = detach([...texts, ...state.routeSet]); // no header holds the end of a line
  const [callId = "", local = "", remote = "", localTag = "", remoteTag = "", remoteTarget = ""] = copies;
  const routeSet = copies.slice(texts.length);
  return { ...state, callId, local, remote, localTag, remoteTag, remoteTarget, routeSet };
}

/** What is left of a dialog whose house was killed: enough to end it. */
export type Remains = Omit<DialogState, "flow"> & Pick<Flow, "address" | "port"> & LostConnection;

const count = z.int().nonnegative();

/** What every dialog on disk says: itself, and where its peer was. */
export const keptDialog = z.object({
  callId: z.string(),
  local: z.string(),
  remote: z.string(),
  localTag: z.string(),
  remoteTag: z.string(),
  remoteTarget: z.string(),
  routeSet: z.array(z.string()),
  localSequence: count,
  remoteSequence: count,
  address: z.string(),
  /** 0: of a page, which has none. */
  port: z.int().min(0).max(65_535),
  /** Left out: UDP. */
  transport: z.enum(["UDP", "TCP", "TLS", "WSS"]).optional(),
});

const lostWay = z.object({
  peer: z.string().optional(),
  personId: z.string().optional(),
  opened: z.boolean().optional(),
  identity: z.object({ host: z.string(), authority: z.string().optional() }).optional(),
});

/** Whether what lies on disk is what is left of a dialog. */
export const isRemains = (value: unknown): value is Remains =>
  keptDialog.safeParse(value).success && lostWay.safeParse(value).success;

/** Over what the peer was reached; left out: over UDP, which needs no connection. */
type LostConnection = Partial<Pick<Flow, "transport" | "personId" | "opened" | "identity">>;

export function remainsOf({ flow, ...state }: DialogState): Remains {
  const { address, port, transport, personId, opened, identity } = flow;
  if (transport === "UDP") return { ...state, address, port };
  const way = opened ? { opened, identity } : {}; // to whom the house connects, and who registers nowhere
  return { ...state, address, port, transport, ...way, ...(personId !== undefined && { personId }) };
}

/** What goes on over this connection. */
export function stateOf(remains: Omit<DialogState, "flow">, flow: Flow): DialogState {
  const { callId, local, remote, localTag, remoteTag, remoteTarget, routeSet } = remains;
  const { localSequence, remoteSequence } = remains;
  const names = { callId, local, remote, localTag, remoteTag, remoteTarget, routeSet };
  return { ...names, localSequence, remoteSequence, flow };
}

/** Requests that another house may have sent meanwhile. */
const spareSequences = 1000;

/** @param tried how often it was said before */
export const byeFor = (remains: Remains, flow: Flow, tried: number): SipRequest =>
  requestWithin(stateOf(remains, flow), "BYE", remains.localSequence + spareSequences + tried);

export const dialogKey = (callId: string, localTag: string, remoteTag: string): string =>
  `${callId}|${localTag}|${remoteTag}`;

/** Of a request as it arrives: our tag is in To. */
export function dialogKeyOf({ headers }: SipRequest): string {
  const tag = (address: NameAddress | undefined) => address?.params.get("tag") ?? "";
  return dialogKey(headers.get("call-id") ?? "", tag(headers.to), tag(headers.from));
}

/** @param content type and text of the body; none where there is none */
export function requestWithin(
  state: DialogState,
  method: string,
  sequence: number,
  content?: { type: string; body: Octets },
): SipRequest {
  const headers = new Headers([
    ...state.routeSet.map((route) => ["route", route] as const),
    ["from", state.local],
    ["to", state.remote],
    ["call-id", state.callId],
    ["cseq", `${sequence} ${method}`],
  ]);
  if (content) headers.add("content-type", content.type);
  return { kind: "request", method, uri: state.remoteTarget, headers, body: content?.body ?? "" };
}
