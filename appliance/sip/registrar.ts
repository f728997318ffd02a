/** The registrar (RFC 3261 §10.3): from a REGISTER that is allowed to bindings, and the answer. */
import type { Clock } from "../platform/index.ts";
import { detach } from "./detach.ts";
import type { Flow } from "./flow.ts";
import type { Headers } from "./header-list.ts";
import { type NameAddress, parseNameAddress, parseUri } from "./headers.ts";
import type { Binding, Location } from "./location.ts";
import { responseTo, type SipRequest, type SipResponse } from "./message.ts";

const shortest = 60;
const longest = 3600;

/** Seconds between two pings of a client that keeps its connection open by itself (RFC 5626 §5.4). */
const flowTimer = 120;

/** Where requests to a UDP contact go: back to where the REGISTER came from. */
export interface Sender {
  personId: string;
  deviceId: string | undefined;
  flow: Flow;
}

/** One Contact of a REGISTER. */
interface Wanted {
  contact: string;
  instance: string;
  /** How long; 0: not any more. */
  seconds: number;
  outbound: boolean;
}

export function register(
  request: SipRequest,
  registrant: Sender,
  location: Location,
  clock: Clock,
  tag: string,
): SipResponse {
  const refuse = (status: number, headers: Record<string, string> = {}) =>
    responseTo(request, status, { tag, headers });
  const { personId, flow } = registrant;
  const { headers } = request;
  const contacts = headers.all("contact");
  const stated = headers.get("expires");
  if (stated !== undefined && !/^\d{1,10}$/.test(stated)) return refuse(400);
  if (contacts.includes("*")) {
    if (contacts.length > 1 || Number(stated) !== 0) return refuse(400);
    if (location.of(personId).some((binding) => isStale(headers, binding))) return refuse(500);
    location.remove(personId, ({ deviceId }) => deviceId === registrant.deviceId);
    return answer(request, location, personId, clock, tag);
  }

  const wanted = contacts.map((contact) => readContact(contact, stated));
  if (!wanted.every((one) => one !== undefined)) return refuse(400);
  if (wanted.some(({ seconds }) => seconds > 0 && seconds < shortest))
    return refuse(423, { "Min-Expires": String(shortest) });
  // All of it or nothing (§10.3 step 7): what can be refused is, before anything is changed.
  const gone = new Set(wanted.flatMap(({ contact, seconds }) => (seconds === 0 ? contact : [])));
  const kept = wanted.filter(({ contact }) => !gone.has(contact));
  const named = new Set(wanted.map(({ contact }) => contact));
  if (location.of(personId).some((binding) => named.has(binding.contact) && isStale(headers, binding)))
    return refuse(500);
  if (!location.hasRoom(personId, kept, gone))
    return responseTo(request, 403, { tag, reason: "Too Many Devices" });

  location.remove(personId, (binding) => gone.has(binding.contact));
  for (const one of kept) location.put(bindingOf(one, headers, registrant, clock.now()));
  const response = answer(request, location, personId, clock, tag);
  if (flow.reliable && wanted.some(({ outbound }) => outbound) && supportsOutbound(headers)) {
    response.headers.add("require", "outbound");
    response.headers.add("flow-timer", String(flowTimer));
  }
  return response;
}

/** Whether a client registered with a request that is not before this one (RFC 3261 §10.3 step 7). */
const isStale = (headers: Headers, binding: Pick<Binding, "callId" | "sequence">): boolean =>
  binding.callId === headers.get("call-id") && binding.sequence >= (headers.cseq?.number ?? 0);

/** Undefined for rubbish. @param stated what Expires says */
function readContact(text: string, stated: string | undefined): Wanted | undefined {
  const parsed = parseNameAddress(text);
  if (!parsed || !parseUri(parsed.uri)) return undefined;
  const seconds = Number(parsed.params.get("expires") ?? stated ?? longest);
  if (!Number.isInteger(seconds) || seconds < 0) return undefined;
  return { contact: parsed.uri, instance: instanceOf(parsed), seconds, outbound: isOutbound(parsed) };
}

function bindingOf(wanted: Wanted, headers: Headers, registrant: Sender, now: number): Binding {
  const agent = (headers.get("user-agent") ?? "").slice(0, 120);
  const texts = [wanted.contact, agent, headers.get("call-id") ?? "", wanted.instance];
  const [contact = "", userAgent = "", callId = "", instance = ""] = detach(texts);
  const { personId, deviceId, flow } = registrant;
  const expiresAt = now + Math.min(longest, wanted.seconds) * 1000;
  const sequence = headers.cseq?.number ?? 0;
  return { personId, deviceId, contact, flow, expiresAt, userAgent, callId, sequence, instance };
}

const supportsOutbound = (headers: Headers): boolean =>
  /(?:^|[,\s])outbound(?:[,\s]|$)/i.test(headers.get("supported") ?? "");

/** Empty where the client says none. */
function instanceOf({ params }: NameAddress): string {
  const instance = params.get("+sip.instance");
  return instance ? `${instance}#${params.get("reg-id") ?? "1"}` : "";
}

/** Of a client that keeps several connections, or one of them, and pings on it (RFC 5626 §4.2). */
const isOutbound = ({ params }: NameAddress): boolean =>
  params.has("+sip.instance") && /^\d{1,10}$/.test(params.get("reg-id") ?? "");

let known = { second: -1, text: "" };

/** As Date says it (RFC 3261 §20.17), which has no parts of a second. */
function dateOf(now: number): string {
  const second = Math.floor(now / 1000);
  if (known.second !== second) known = { second, text: new Date(now).toUTCString() };
  return known.text;
}

/** 200 with every binding of the person and how long it lasts. */
function answer(
  request: SipRequest,
  location: Location,
  personId: string,
  clock: Clock,
  tag: string,
): SipResponse {
  const response = responseTo(request, 200, { tag, headers: { Date: dateOf(clock.now()) } });
  for (const { contact, expiresAt } of location.of(personId))
    response.headers.add("contact", `<${contact}>;expires=${Math.ceil((expiresAt - clock.now()) / 1000)}`);
  return response;
}
