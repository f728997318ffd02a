/** Calls on shared lines: who is on them, and what the line's other people may do with them (CA-17). */
import type { Media } from "../../media/index.ts";
import type { Clock } from "../../platform/index.ts";
import type { Call } from "../call/call.ts";
import { type Connection, dismiss } from "../call/connection.ts";
import type { Exchange } from "../call/exchange.ts";
import type { CallParty } from "../call/party.ts";
import { callingErrors } from "../errors.ts";
import type { Voices } from "../prompts/voices.ts";
import { Dialogue } from "../services/dialogue.ts";
import type { Service, ServiceCall } from "../services/service.ts";
import { Bridges } from "./bridges.ts";
import type { SharedLine, SharedLines } from "./shared-lines.ts";

/** A call on a line, as the line's people see it. */
export interface LineCall {
  id: string;
  state: "ringing" | "active" | "held";
  /** Nobody else can take it or join it, nor sees who is called. */
  private: boolean;
  /** Who of the line is on it; undefined while it rings. */
  by: CallParty | undefined;
  peer: CallParty;
  outgoing: boolean;
  since: number;
}

/** A shared line as one of its people sees it. */
export type LineView = Pick<SharedLine, "id" | "name" | "number"> & { calls: LineCall[] };

export interface LineCallsParts {
  exchange: Exchange;
  lines: SharedLines;
  media: Media;
  voices: Voices;
  clock: Clock;
  /** Something about a call of this line is different now. */
  onChange(line: SharedLine): void;
}

const takePattern = /^\*5(\d{2,10})$/;
const privatePattern = /^\*4(\d{2,10})$/;

export class LineCalls {
  readonly #parts: LineCallsParts;
  readonly #bridges: Bridges;
  /** The line that a call is on, by the call's id. */
  readonly #lineOf = new Map<string, string>();
  readonly #private = new Set<string>();
  readonly services: readonly Service[];

  constructor(parts: LineCallsParts) {
    const { lines } = parts;
    this.#parts = parts;
    this.#bridges = new Bridges(parts);
    const named = (pattern: RegExp, dialled: string) => lines.at(pattern.exec(dialled)?.[1] ?? "")?.name;
    this.services = [
      { name: "line", answersAt: (dialled) => named(takePattern, dialled), take: (call) => this.#take(call) },
      {
        name: "line-privacy",
        answersAt: (dialled) => named(privatePattern, dialled),
        take: (call) => this.#toggle(call),
      },
      this.#bridges.service,
    ];
  }

  /** The line that a call is on, and how it is shown there; undefined for any other call. */
  viewOf(call: Call): { line: SharedLine; view: LineCall } | undefined {
    const number = this.#lineOf.get(call.id);
    const line = number === undefined ? undefined : this.#parts.lines.at(number);
    if (!line || call.state === "ended") return undefined;
    const bridged = this.#bridges.at(call.callee.number);
    const own = this.#ownEnd(call, line);
    const outgoing = call.caller.number === line.number;
    if (bridged && !own) return undefined; // the other side of those who are shown
    const by = own?.party ?? (outgoing ? call.caller : undefined);
    const others = outgoing ? call.callee : call.caller;
    const view: LineCall = {
      id: call.id,
      state: call.answeredAt === undefined && !outgoing ? "ringing" : own?.holding ? "held" : "active",
      private: this.#private.has(call.id),
      by: by && { ...by, name: this.#nameOf(by) },
      peer: bridged?.peer ?? others,
      outgoing,
      since: call.answeredAt ?? call.startedAt,
    };
    return { line, view };
  }

  /** A person's shared lines, and what happens on them. */
  of(personId: string): LineView[] {
    return this.#parts.lines.of(personId).map((line) => {
      const { id, name, number } = line;
      return { id, name, number, calls: this.#on(line, personId) };
    });
  }

  #on(line: SharedLine, viewer: string): LineCall[] {
    return this.#calls(line).flatMap((call) => {
      const view = this.viewOf(call)?.view;
      if (!view) return [];
      const hidden = view.private && view.by?.personId !== viewer;
      return [hidden ? { ...view, peer: { personId: undefined, name: "", number: "" } } : view];
    });
  }

  changed(call: Call): void {
    const number = this.#lineOf.get(call.id) ?? this.#found(call);
    if (number === undefined) return;
    this.#lineOf.set(call.id, number);
    if (call.state === "ended") {
      this.#lineOf.delete(call.id);
      this.#private.delete(call.id);
    }
    const line = this.#parts.lines.at(number);
    if (line) this.#parts.onChange(line);
  }

  /** A call of one's own is closed to the line's other people, or open again. */
  setPrivate(personId: string, id: string, closed: boolean): void {
    const call = this.#parts.exchange.calls.get(id);
    const shown = call && this.viewOf(call);
    if (!call || !shown || shown.view.by?.personId !== personId) throw callingErrors("call-not-found");
    if (closed) this.#private.add(id);
    else this.#private.delete(id);
    this.#parts.exchange.touch(call);
  }

  async close(): Promise<void> {
    await this.#bridges.close();
  }

  #calls(line: SharedLine): Call[] {
    const { calls } = this.#parts.exchange;
    return [...calls.values()].filter(({ id }) => this.#lineOf.get(id) === line.number);
  }

  /** By whom it was called, or for whom it rings. */
  #found(call: Call): string | undefined {
    const { lines } = this.#parts;
    if (call.state === "ended" || lines.none) return undefined;
    const { caller, sought } = call;
    if (lines.atFor(caller.number, caller.personId)) return caller.number;
    const number = sought.find((party) => party.personId === undefined && lines.at(party.number))?.number;
    return number ?? sought.map((party) => this.#bridges.at(party.number)?.line).find(Boolean);
  }

  /** The end of the line's own person. */
  #ownEnd(call: Call, line: SharedLine): Connection | undefined {
    const { ends } = call;
    const isOwn = ({ party }: Connection) =>
      party.personId !== undefined && line.members.includes(party.personId);
    return (
      ends.find((end) => isOwn(end) && end.party.number === line.number) ?? ends.toReversed().find(isOwn)
    );
  }

  /** People call as the line, under its name: who they are is asked anew. */
  #nameOf({ personId, name }: CallParty): string {
    return (personId === undefined ? undefined : this.#parts.exchange.nameOf(personId)) ?? name;
  }

  /** `*5` and the line: what rings is answered, what waits is taken, and what is spoken is joined. */
  async #take(call: ServiceCall): Promise<void> {
    const { lines, exchange } = this.#parts;
    const { personId } = call.caller;
    const line = lines.atFor(takePattern.exec(call.dialled)?.[1] ?? "", personId);
    if (!line) return call.refuse(403);
    const open = this.#calls(line).filter(({ id }) => id !== call.id && !this.#private.has(id));
    const inState = (state: LineCall["state"]) =>
      open.find((one) => this.viewOf(one)?.view.state === state && this.#isTakable(one, state));
    const ringing = inState("ringing");
    const wanted = ringing ?? inState("held") ?? inState("active");
    if (!wanted) return call.refuse(this.#calls(line).length > 0 ? 486 : 404);
    if (!(await call.answer())) return;
    const connection = call.keep();
    if (!connection) return;
    if (wanted === ringing) return wanted.attempt.pickUp(connection) ? undefined : dismiss(connection);
    const own = this.#ownEnd(wanted, line);
    const other = own && wanted.other(own);
    const bridge = this.#bridges.at(wanted.callee.number);
    if (bridge) return this.#bridges.join(bridge, connection, wanted.id);
    if (!own || !other) return dismiss(connection); // it ended in the same moment
    if (!own.holding) return this.#bridges.open(line, wanted, other, connection);
    wanted.release(other);
    const joined = exchange.join(other, connection, wanted.id);
    this.#lineOf.set(joined.id, line.number);
    this.changed(joined);
  }

  /** Of what stands, nothing whose sound goes from phone to phone. */
  #isTakable(call: Call, state: LineCall["state"]): boolean {
    const standing = call.answeredAt !== undefined && call.state !== "transferring";
    return state === "ringing" || (standing && !call.direct);
  }

  /** `*4` and the line: one's own call on it is private, or not any more. */
  async #toggle(call: ServiceCall): Promise<void> {
    const { lines } = this.#parts;
    const { personId } = call.caller;
    const line = lines.atFor(privatePattern.exec(call.dialled)?.[1] ?? "", personId);
    if (!line || personId === undefined) return call.refuse(403);
    const own = this.#calls(line).find((one) => this.viewOf(one)?.view.by?.personId === personId);
    if (!own) return call.refuse(404);
    const closed = !this.#private.has(own.id);
    this.setPrivate(personId, own.id, closed);
    const { voices, clock } = this.#parts;
    const voice = voices.of(personId);
    const dialogue = new Dialogue(call, { voice, clock });
    if (!(await call.answer())) return;
    await dialogue.say(closed ? voice.sentences.line.isPrivate : voice.sentences.line.isOpen);
    call.hangUp();
  }
}
