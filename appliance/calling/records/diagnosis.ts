/** What went wrong in a call, as far as its records and its signalling tell (AD-28). Pure. */
import type { TracedMessage } from "../../sip/index.ts";
import { poorSound } from "./poor-sound.ts";
import type { CallRecord } from "./record-rows.ts";

/** By what the other side, or the house, answered (RFC 3261 §21). */
const byStatus = {
  400: "not-understood",
  401: "wrong-password",
  403: "forbidden",
  404: "unknown-number",
  405: "not-supported",
  407: "wrong-password",
  408: "no-response",
  410: "unknown-number",
  415: "not-supported",
  420: "not-supported",
  480: "unavailable",
  481: "call-forgotten",
  482: "loop",
  483: "loop",
  484: "incomplete-number",
  486: "busy",
  487: "given-up",
  488: "no-common-codec",
  491: "both-at-once",
  500: "server-error",
  501: "not-supported",
  502: "server-error",
  503: "overloaded",
  504: "no-response",
  580: "no-common-codec",
  600: "busy",
  603: "declined",
  604: "unknown-number",
  606: "no-common-codec",
} as const satisfies Record<number, string>;

export const causes = [
  ...new Set(Object.values(byStatus)),
  "no-sound",
  "one-way-sound",
  "loss",
  "jitter",
  "delay",
  "unencrypted",
  "retransmissions",
  "private-address",
  "vanished",
  "spending-limit",
  "key-missing",
  "short",
  "long-setup",
] as const;
export type Cause = (typeof causes)[number];

const shortCall = 3000;
const longSetup = 2000;

/** The most telling first; empty when nothing is known against the call. */
export function diagnose(legs: readonly CallRecord[], messages: readonly TracedMessage[]): Cause[] {
  const found = new Set<Cause>();
  const answered = legs.filter(({ answeredAt }) => answeredAt !== null);
  const told = signallingCauses(messages);
  if (told.includes("spending-limit") || told.includes("key-missing")) return told;
  if (answered.length === 0) for (const cause of refusalCauses(legs)) found.add(cause);
  for (const cause of soundCauses(answered)) found.add(cause);
  for (const cause of told) found.add(cause);
  if (answered.some((leg) => leg.endedAt - (leg.answeredAt ?? 0) < shortCall)) found.add("short");
  return [...found];
}

/** What those said who were called; where that is nothing, what the caller was told, who is told less. */
function refusalCauses(legs: readonly CallRecord[]): Cause[] {
  const causesOf = (direction: CallRecord["direction"]) => [
    ...new Set(
      legs
        .filter((leg) => leg.direction === direction)
        .flatMap(({ status }) => byStatus[status as keyof typeof byStatus] ?? []),
    ),
  ];
  const theirs = causesOf("incoming").filter((cause) => cause !== "unavailable" && cause !== "given-up");
  return theirs.length > 0 ? theirs : causesOf("outgoing");
}

function soundCauses(answered: readonly CallRecord[]): Cause[] {
  const found: Cause[] = [];
  const spoke = answered.filter(({ endedAt, answeredAt }) => endedAt - (answeredAt ?? 0) >= shortCall);
  const silent = spoke.filter(({ packetsReceived }) => packetsReceived === 0);
  if (silent.length > 0) found.push(silent.length === spoke.length ? "no-sound" : "one-way-sound");
  const share = ({ packetsLost, packetsReceived }: CallRecord) =>
    packetsLost / Math.max(1, packetsLost + packetsReceived);
  if (answered.some((leg) => share(leg) > poorSound.loss)) found.push("loss");
  if (answered.some(({ jitter }) => jitter > poorSound.jitter)) found.push("jitter");
  if (answered.some(({ roundTrip }) => (roundTrip ?? 0) > poorSound.roundTrip)) found.push("delay");
  if (answered.some(({ encryption }) => encryption === "none")) found.push("unencrypted");
  return found;
}

function signallingCauses(messages: readonly TracedMessage[]): Cause[] {
  const found: Cause[] = [];
  const seen = new Set<string>();
  const repeated = messages.some(({ outgoing, peer, text }) => {
    const key = `${outgoing} ${peer.address}:${peer.port} ${text}`;
    return seen.has(key) || !seen.add(key);
  });
  if (messages.some(saysLimit)) found.push("spending-limit");
  if (isKeyMissing(messages)) found.push("key-missing");
  if (repeated) found.push("retransmissions");
  if (messages.some(isUnreachableDescription)) found.push("private-address");
  const [invite] = messages;
  const ringing = messages.find(({ text }) => /^SIP\/2\.0 18[0-3] /.test(text));
  if (invite && ringing && ringing.at - invite.at > longSetup) found.push("long-setup");
  if (
    messages.some(({ outgoing, text }) => outgoing && /^BYE /.test(text) && /^reason:.*\b408\b/im.test(text))
  )
    found.push("vanished");
  return found;
}

/** What spending.ts has telephones shown: a refusal in its first line, the end of a call in its Reason. */
const saysLimit = ({ outgoing, text }: TracedMessage): boolean =>
  outgoing &&
  (/^SIP\/2\.0 403 The (?:spending|minutes) limit /.test(text) ||
    (text.startsWith("BYE ") && /^reason:.*text="The (?:spending|minutes) limit /im.test(text)));

/** The house refused an offer of sound in the clear, which this telephone may not make, and asked nobody. */
function isKeyMissing(messages: readonly TracedMessage[]): boolean {
  const invites = messages.filter(({ text }) => text.startsWith("INVITE "));
  const isRefused = messages.some(({ outgoing, text }) => outgoing && text.startsWith("SIP/2.0 488 "));
  const inClear = ({ outgoing, text }: TracedMessage) =>
    !outgoing && /^m=audio \d+ RTP\/AVPF? /m.test(text) && !/^a=crypto:/m.test(text);
  return isRefused && invites.length > 0 && invites.every(inClear);
}

const isPrivate = (address: string): boolean =>
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.)/.test(address);

/** A peer outside that offers an address which only means something in its own network. */
function isUnreachableDescription({ outgoing, peer, text }: TracedMessage): boolean {
  if (outgoing || isPrivate(peer.address) || peer.address.startsWith("127.")) return false;
  const stated = /^c=IN IP4 (\S+)/m.exec(text)?.[1];
  return stated !== undefined && isPrivate(stated);
}
