/** Parked calls wait at a slot until somebody fetches them, or come back to who parked them. */
import type { MediaLeg } from "../../media/index.ts";
import type { Clock, Database, EventLog, Timer } from "../../platform/index.ts";
import type { Call } from "../call/call.ts";
import { type Connection, dismiss } from "../call/connection.ts";
import type { Exchange } from "../call/exchange.ts";
import type { CallParty } from "../call/party.ts";
import { type Sentences, spelled } from "../prompts/sentences.ts";
import type { Voices } from "../prompts/voices.ts";
import { Dialogue } from "./dialogue.ts";
import type { Service, ServiceCall } from "./service.ts";

/** A transfer to this number takes the first free slot. */
const parkNumber = "*68";
const slots = Array.from({ length: 20 }, (_, index) => String(701 + index));

export const isParkingSlot = (dialled: string): boolean => slots.includes(dialled);

export interface ParkedCall {
  slot: string;
  caller: CallParty;
  parkedBy: CallParty | undefined;
  since: number;
}

interface Parked extends ParkedCall {
  connection: Connection;
  call: string;
  recall: Timer;
  /** How often nobody answered when it went back to who parked it. */
  recalls: number;
}

/** After so many recalls that nobody answers the caller is told, and hung up. */
const mostRecalls = 5;

export interface ParkParts {
  exchange: Exchange;
  clock: Clock;
  db: Database;
  events: EventLog;
  voices: Voices;
  /** Plays to who waits. */
  entertain(leg: MediaLeg): Promise<unknown>;
  /** After so long a call goes back to who parked it. */
  recallSeconds: number;
  onChange(
    slot: string,
    waiting: { call: string; peer: CallParty; connection: Connection } | undefined,
  ): void;
}

export class ParkingLot {
  readonly #parts: ParkParts;
  readonly #parked = new Map<string, Parked>();
  /** By who waits: what rings for who parked them. */
  readonly #recalls = new Map<Connection, { slot: string; recall: Call }>();
  /** Slots that are being announced to who parks there. */
  readonly #promised = new Set<string>();
  readonly service: Service;

  constructor(parts: ParkParts) {
    this.#parts = parts;
    this.service = {
      name: "park",
      answersAt: (dialled) => (dialled === parkNumber || isParkingSlot(dialled) ? "Park" : undefined),
      take: (call) => this.#take(call),
    };
  }

  get calls(): ParkedCall[] {
    return [...this.#parked.values()].map(({ slot, caller, parkedBy, since }) => ({
      slot,
      caller,
      parkedBy,
      since,
    }));
  }

  /** Whoever dials a taken slot fetches its call, also from its recall; who is sent to a free one waits there. */
  async #take(call: ServiceCall): Promise<void> {
    const waiting = this.#parked.get(call.dialled)?.connection ?? this.#recalledFrom(call.dialled);
    if (waiting) {
      // A stranger who types a slot at a menu does not get whoever waits there.
      const fetches = call.sentBy?.party.personId ?? call.caller.personId;
      return fetches === undefined ? call.refuse(403) : this.#fetch(call, waiting);
    }
    if (!call.sentBy) return call.dialled === parkNumber ? this.#parkHeld(call) : call.refuse(404);
    const slot = this.#free(call.dialled === parkNumber ? slots : [call.dialled]);
    if (slot === undefined) return call.refuse(486);
    this.#promised.add(slot);
    try {
      await this.#announce(call.sentBy, slot);
      if (!(await call.answer())) return call.refuse(486);
      const connection = call.keep();
      const { caller, sentBy, id } = call;
      if (connection) this.#park({ slot, caller, parkedBy: sentBy.party, connection, call: id });
    } finally {
      this.#promised.delete(slot);
    }
  }

  /** The code dialled beside a call that one holds: whoever waits there is parked, and the slot is said. */
  async #parkHeld(call: ServiceCall): Promise<void> {
    const { personId } = call.caller;
    // Nobody's held call is parked because somebody sent them here.
    if (personId === undefined || call.diversion) return call.refuse(403);
    const { voices, clock } = this.#parts;
    const voice = voices.of(personId);
    const dialogue = new Dialogue(call, { voice, clock });
    if (!(await call.answer())) return;
    await dialogue.say(this.#parkOwn(personId, voice.sentences.park));
    call.hangUp();
  }

  /** Parks the latest call that this person holds; says what became of it. */
  #parkOwn(personId: string, sentences: Sentences["park"]): string {
    for (const call of [...this.#parts.exchange.calls.values()].reverse()) {
      if (call.state === "ended") continue; // it is there until it is on record
      const own = call.ends.find(({ party, holding }) => party.personId === personId && holding);
      const connection = own && call.other(own);
      if (!connection || connection.ended || call.direct || call.state === "transferring") continue;
      const slot = this.#free(slots);
      if (slot === undefined) return sentences.allTaken;
      call.release(connection);
      this.#park({ slot, caller: connection.party, parkedBy: own.party, connection, call: call.id });
      return sentences.at(spelled(slot));
    }
    return sentences.nothingHeld;
  }

  #free(wanted: readonly string[]): string | undefined {
    return wanted.find((one) => !this.#parked.has(one) && !this.#promised.has(one));
  }

  /** Tells who parks, before they are hung up, where the call is. */
  async #announce(by: Connection, slot: string): Promise<void> {
    if (by.ended) return;
    const voice = this.#parts.voices.of(by.party.personId);
    const said = await voice.say(voice.sentences.park.at(spelled(slot)));
    await by.leg.playAudio(said).catch(() => {}); // they are gone already
  }

  #park(waiting: Omit<Parked, "recall" | "since" | "recalls"> & Partial<Parked>): void {
    const { clock, recallSeconds } = this.#parts;
    const { slot, connection } = waiting;
    const recall = clock.after(recallSeconds * 1000, () => this.#recall(slot));
    this.#parked.set(slot, { since: clock.now(), recalls: 0, ...waiting, recall });
    connection.owner = {
      onHold() {},
      onDigit() {},
      onRefer: () => 405,
      onEnd: () => {
        this.#leave(slot);
        void connection.close();
      },
    };
    void this.#parts.entertain(connection.leg).catch(() => {}); // who hears nothing waits all the same
    this.#changed(slot);
  }

  async #fetch(call: ServiceCall, waiting: Connection): Promise<void> {
    if (!(await call.answer())) return;
    const connection = call.keep();
    if (!connection) return;
    const parked = this.#of(waiting);
    if (parked) {
      this.#leave(parked.slot);
      this.#parts.exchange.join(waiting, connection, parked.call);
    } else if (!this.#recalls.get(waiting)?.recall.attempt.pickUp(connection)) dismiss(connection); // somebody was faster
  }

  /** Where this caller waits, who may have been away for a recall meanwhile: another may wait at their slot. */
  #of(connection: Connection): Parked | undefined {
    return [...this.#parked.values()].find((parked) => parked.connection === connection);
  }

  #recalledFrom(dialled: string): Connection | undefined {
    return [...this.#recalls].find(([, { slot }]) => slot === dialled)?.[0];
  }

  #recall(slot: string): void {
    const parked = this.#leave(slot);
    if (!parked) return;
    const { connection, parkedBy, call } = parked;
    if (!parkedBy) return dismiss(connection);
    const over = () => this.#recalls.delete(connection);
    const inVain = () => {
      over();
      void this.#waitOn(connection, parked);
    };
    const recall = this.#parts.exchange.dialFor(connection, inVain, {
      number: parkedBy.number,
      authority: { personId: parkedBy.personId, mayCall: true },
      linkedTo: call,
    });
    if (!recall.attempt.waiting) return; // it was in vain at once
    this.#recalls.set(connection, { slot, recall });
    void recall.connected.then(over);
  }

  /** Nobody took the recall: the caller waits at the slot again, or at another where it is taken meanwhile. */
  async #waitOn(connection: Connection, parked: Parked): Promise<void> {
    if (connection.ended) return dismiss(connection);
    const recalls = parked.recalls + 1;
    const slot = this.#free([parked.slot, ...slots]);
    if (slot !== undefined && recalls < mostRecalls) return this.#park({ ...parked, slot, recalls });
    const voice = this.#parts.voices.of(connection.party.personId);
    const said = await voice.say(voice.sentences.park.calledInVain);
    await connection.leg.playAudio(said).catch(() => {}); // they are gone already
    dismiss(connection);
  }

  #leave(slot: string): Parked | undefined {
    const parked = this.#parked.get(slot);
    parked?.recall.cancel();
    this.#parked.delete(slot);
    if (parked) this.#changed(slot);
    return parked;
  }

  #changed(slot: string): void {
    const { db, events, onChange } = this.#parts;
    const parked = this.#parked.get(slot);
    onChange(slot, parked && { call: parked.call, peer: parked.caller, connection: parked.connection });
    void db
      .write(() => void events.append({ topic: "org", kind: "call.parked", subject: slot, payload: {} }))
      .catch(() => {}); // a list that is looked at next shows it all the same
  }

  /** Hangs up whoever waits, and tells of it as of everybody who leaves. */
  close(): void {
    for (const slot of [...this.#parked.keys()]) {
      const parked = this.#leave(slot);
      if (parked) dismiss(parked.connection);
    }
  }
}
