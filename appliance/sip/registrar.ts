/** The registrar (RFC 3261 §10.3): from a REGISTER that is allowed to bindings, and the answer. */
import type { Clock } from "../platform/index.ts";
import { detach } from "./detach.ts";
import type { Flow } from "./flow.ts";
import { type NameAddress, parseNameAddress, parseUri } from "./headers.ts";
import type { Location } from "./location.ts";
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

export function register(
  request: SipRequest,
  registrant: Sender,
  location: Location,
  clock: Clock,
  tag: string,
): SipResponse {
  const refuse = (status: number, headers: Record<string, string> = {}) =>
    responseTo(request, status, { tag, headers });
  const { personId } = registrant;
  const { headers } = request;
  const callId = headers.get("call-id") ?? "";
  const sequence = headers.cseq?.number ?? 0;
  const stale = (binding: { callId: string; sequence: number }) =>
    binding.callId === callId && binding.sequence >= sequence;
  const contacts = headers.all("contact");
  const stated = headers.get("expires");
  if (stated !== undefined && !/^\d{1,10}$/.test(stated)) return refuse(400);

  if (contacts.includes("*")) {
    if (contacts.length > 1 || Number(stated) !== 0) return refuse(400);
    if (location.of(personId).some(stale)) return refuse(500);
    location.remove(personId, ({ deviceId }) => deviceId === registrant.deviceId);
    return answer(request, location, personId, clock, tag);
  }

  const parsed = contacts.map((contact) => parseNameAddress(contact));
  if (parsed.some((contact) => !contact || !parseUri(contact.uri))) return refuse(400);
  const wanted = parsed.flatMap((contact) => contact ?? []);
  const lifetimes = wanted.map(({ params }) => Number(params.get("expires") ?? stated ?? longest));
  if (lifetimes.some((seconds) => !Number.isInteger(seconds) || seconds < 0)) return refuse(400);
  if (lifetimes.some((seconds) => seconds > 0 && seconds < shortest))
    return refuse(423, { "Min-Expires": String(shortest) });

  // All of it or nothing (§10.3 step 7): what can be refused is, before anything is changed.
  const gone = new Set(wanted.flatMap(({ uri }, index) => (lifetimes[index] === 0 ? uri : [])));
  const kept = wanted.filter(({ uri }) => !gone.has(uri));
  const named = new Set(wanted.map(({ uri }) => uri));
  if (location.of(personId).some((binding) => named.has(binding.contact) && stale(binding)))
    return refuse(500);
  const instances = kept.map((contact) => ({ contact: contact.uri, instance: instanceOf(contact) }));
  if (!location.hasRoom(personId, instances, gone))
    return responseTo(request, 403, { tag, reason: "Too Many Devices" });

  location.remove(personId, (binding) => gone.has(binding.contact));
  for (const client of kept) {
    const seconds = Math.min(longest, lifetimes[wanted.indexOf(client)] ?? longest);
    const userAgent = (headers.get("user-agent") ?? "").slice(0, 120);
    const [contact = "", agent = "", dialog = "", instance = ""] = detach([
      client.uri,
      userAgent,
      callId,
      instanceOf(client),
    ]);
    location.put({
      personId,
      deviceId: registrant.deviceId,
      contact,
      flow: registrant.flow,
      expiresAt: clock.now() + seconds * 1000,
      userAgent: agent,
      callId: dialog,
      sequence,
      instance,
    });
  }
  const response = answer(request, location, personId, clock, tag);
  if (
    registrant.flow.reliable &&
    wanted.some(isOutbound) &&
    /(?:^|[,\s])outbound(?:[,\s]|$)/i.test(headers.get("supported") ?? "")
  ) {
    response.headers.add("require", "outbound");
    response.headers.add("flow-timer", String(flowTimer));
  }
  return response;
}

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
