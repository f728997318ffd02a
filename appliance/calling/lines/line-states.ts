/** Lamps: what each person's line does, for keys that watch it (RFC 4235), and for parked calls. */
import { createHmac, randomBytes } from "node:crypto";
import type { EventPackage, Subscriptions } from "../../sip/index.ts";
import type { Call } from "../call/call.ts";
import type { CallParty } from "../call/party.ts";
import { xmlText } from "../xml.ts";
import type { LineCall } from "./line-calls.ts";

/** One call of a line, as its watchers see it. */
interface Line {
  direction: "initiator" | "recipient";
  state: "trying" | "early" | "confirmed";
  peer: CallParty;
  /** Of a shared line: who is on it, and whether the other side waits. */
  by?: CallParty | undefined;
  held?: boolean;
}

/** Of a resource, for who watches it. */
interface LineWatching {
  mayWatch(resource: string, personId: string): boolean;
  /** Whether they see who is at the other end. */
  seesPeers(resource: string, personId: string): boolean;
}

const eventName = "dialog";

export class LineStates {
  readonly #subscriptions: Subscriptions;
  readonly #domain: string;
  readonly #rights: LineWatching;
  readonly #sharedLine: (call: Call) => { line: { id: string }; view: LineCall } | undefined;
  /** Key of the names of calls for those who may not know with whom they are. */
  readonly #veil = randomBytes(32);
  /** By watched resource and call. */
  readonly #lines = new Map<string, Map<string, Line>>();
  /** Resources of people who do not want to be disturbed. */
  readonly #undisturbed = new Set<string>();
  /** By call, and the resources that it was shown at. */
  readonly #shown = new Map<string, ReadonlyMap<string, Line>>();

  /** @param resourceOf what a number stands for, as `person:…` or `slot:…` */
  constructor(parts: {
    subscriptions: Subscriptions;
    domain: string;
    resourceOf(user: string): string | undefined;
    rights: LineWatching;
    /** The shared line that a call is on. */
    sharedLine(call: Call): { line: { id: string }; view: LineCall } | undefined;
  }) {
    this.#rights = parts.rights;
    this.#sharedLine = parts.sharedLine;
    this.#subscriptions = parts.subscriptions;
    this.#domain = parts.domain;
    const known: EventPackage = {
      name: eventName,
      contentType: "application/dialog-info+xml",
      resourceOf: (user) => parts.resourceOf(user),
      mayWatch: (resource, personId) => parts.rights.mayWatch(resource, personId),
      state: (resource, about) => this.#document(resource, about),
    };
    parts.subscriptions.serve(known);
  }

  changed(call: Call): void {
    const { id, state, caller, callee } = call;
    const lines = new Map<string, Line>();
    const show = (personId: string | undefined, line: Line) => {
      if (personId !== undefined) lines.set(`person:${personId}`, line);
    };
    if (state !== "ended") {
      const standing = call.answeredAt !== undefined;
      const own = standing ? "confirmed" : state === "ringing" ? "early" : "trying";
      show(caller.personId, { direction: "initiator", state: own, peer: callee });
      const theirs = standing ? "confirmed" : "early";
      for (const personId of standing ? [callee.personId] : call.attempt.reachedFor)
        show(personId, { direction: "recipient", state: theirs, peer: caller });
    }
    const shared = this.#sharedLine(call);
    if (shared) lines.set(`line:${shared.line.id}`, shownOf(shared.view));
    this.#show(id, lines);
  }

  /** A call waits at a slot; `undefined` when it does not any more. */
  parked(slot: string, waiting: { call: string; peer: CallParty } | undefined): void {
    const resource = `slot:${slot}`;
    for (const call of this.#lines.get(resource)?.keys() ?? []) this.#hide(resource, call);
    if (waiting)
      this.#put(resource, waiting.call, { direction: "recipient", state: "confirmed", peer: waiting.peer });
  }

  /** Lamps have no word for it: theirs shows a line in use, under a name that telephones which show names show. */
  doNotDisturb(personId: string, on: boolean): void {
    const resource = `person:${personId}`;
    if (on) this.#undisturbed.add(resource);
    else this.#undisturbed.delete(resource);
    this.#subscriptions.changed(eventName, resource);
  }

  #show(call: string, lines: ReadonlyMap<string, Line>): void {
    const before = this.#shown.get(call);
    if (before) for (const resource of before.keys()) if (!lines.has(resource)) this.#hide(resource, call);
    for (const [resource, line] of lines) this.#put(resource, call, line);
    if (lines.size > 0) this.#shown.set(call, lines);
    else this.#shown.delete(call);
  }

  #put(resource: string, call: string, line: Line): void {
    const own = this.#lines.get(resource) ?? new Map<string, Line>();
    const known = own.get(call);
    this.#lines.set(resource, own.set(call, line));
    if (known?.state !== line.state || known.peer !== line.peer || known.held !== line.held)
      this.#subscriptions.changed(eventName, resource);
  }

  #hide(resource: string, call: string): void {
    const own = this.#lines.get(resource);
    own?.delete(call);
    if (own?.size === 0) this.#lines.delete(resource);
    this.#subscriptions.changed(eventName, resource);
  }

  /** The whole state, every time: a lost NOTIFY is made good by the next. */
  #document(
    resource: string,
    { version, entity, personId }: { version: number; entity: string; personId: string },
  ): string {
    const trusted = this.#rights.seesPeers(resource, personId);
    const dialogs = [...(this.#lines.get(resource) ?? [])].map(([call, line]) =>
      trusted ? this.#dialog(call, line) : this.#veiled(resource, call, line),
    );
    if (this.#undisturbed.has(resource)) dialogs.push(undisturbedDialog(entity));
    return (
      `<?xml version="1.0" encoding="UTF-8"?>\r\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" ` +
      `version="${version}" state="full" entity="${xmlText(entity)}">${dialogs.join("")}</dialog-info>`
    );
  }

  #dialog(call: string, { direction, state, peer, by, held }: Line): string {
    const name = xmlText(call);
    const uri = xmlText(this.#uriOf(peer));
    return (
      `<dialog id="${name}" call-id="${name}" local-tag="line" remote-tag="peer" direction="${direction}">` +
      `<state>${state}</state>${by ? this.#localOf(by, held) : ""}<remote><identity display="${xmlText(peer.name)}">${uri}</identity>` +
      `<target uri="${uri}"/></remote></dialog>`
    );
  }

  /** Nothing that says which other line it is with: neither who began it, nor a name that both lines' lamps would bear. */
  #veiled(resource: string, call: string, { state }: Line): string {
    const name = createHmac("sha256", this.#veil).update(`${resource} ${call}`).digest("base64url");
    const shown = state === "trying" ? "early" : state; // only who calls is ever trying
    return `<dialog id="${name}"><state>${shown}</state></dialog>`;
  }

  /** Who is on a shared line; what they hold is not rendered (RFC 4235 §4.1.6). */
  #localOf(by: CallParty, held = false): string {
    const uri = xmlText(this.#uriOf(by));
    const rendering = `<param pname="+sip.rendering" pval="${held ? "no" : "yes"}"/>`;
    return `<local><identity display="${xmlText(by.name)}">${uri}</identity><target uri="${uri}">${rendering}</target></local>`;
  }

  #uriOf({ number }: CallParty): string {
    return number.includes("@") ? `sip:${number}` : `sip:${encodeURIComponent(number)}@${this.#domain}`;
  }
}

/**
 * A dialog that stands without a call (RFC 4235 has no other way to say "busy"): without a Call-ID or tags, so that
 * there is nothing to pick up, and with the line itself at its other end, so that a key pressed calls the line.
 */
function undisturbedDialog(entity: string): string {
  const uri = xmlText(entity);
  return (
    `<dialog id="do-not-disturb"><state>confirmed</state>` +
    `<remote><identity display="Do not disturb">${uri}</identity><target uri="${uri}"/></remote></dialog>`
  );
}

/** What a lamp tells of a shared line; of a private call not with whom it is. */
const shownOf = ({ state, private: closed, by, peer, outgoing }: LineCall): Line => ({
  direction: outgoing ? "initiator" : "recipient",
  state: state === "ringing" ? "early" : "confirmed",
  peer: closed ? noPeer : peer,
  by,
  held: state === "held",
});

const noPeer: CallParty = { personId: undefined, name: "Private", number: "anonymous" };
