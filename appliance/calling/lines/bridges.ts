/** Several people of a line on one of its calls: everybody hears everybody, until the other side is gone, or all but one. */
import type { Media, MediaConference, MediaLeg } from "../../media/index.ts";
import type { Call } from "../call/call.ts";
import { type Connection, dismiss } from "../call/connection.ts";
import type { Exchange } from "../call/exchange.ts";
import type { CallParty } from "../call/party.ts";
import type { Service, ServiceCall } from "../services/service.ts";
import type { SharedLine } from "./shared-lines.ts";

export interface Bridge {
  /** See Call. */
  id: string;
  /** By which everybody is sent here; nobody else is let in. */
  number: string;
  /** Number of the line. */
  line: string;
  name: string;
  /** Whom the line's people speak with. */
  peer: CallParty;
  peerLeg: MediaLeg;
  conference: MediaConference;
  awaited: Set<MediaLeg>;
  present: Set<ServiceCall>;
}

export class Bridges {
  readonly #exchange: Exchange;
  readonly #media: Media;
  readonly #byNumber = new Map<string, Bridge>();
  #opened = 0;
  readonly service: Service = {
    name: "line-bridge",
    answersAt: (dialled) => this.#byNumber.get(dialled)?.name,
    groupOf: (dialled) => dialled,
    take: (call) => this.#take(call),
  };

  constructor({ exchange, media }: { exchange: Exchange; media: Media }) {
    this.#exchange = exchange;
    this.#media = media;
  }

  at(number: string): Bridge | undefined {
    return this.#byNumber.get(number);
  }

  /** Everybody on this call, and one more, hear each other from now on. */
  async open(line: SharedLine, call: Call, peer: Connection, joining: Connection): Promise<void> {
    const number = `*5${line.number}#${++this.#opened}`;
    const conference = await this.#media.conference(number);
    const { ends } = call;
    const bridge: Bridge = {
      id: crypto.randomUUID(),
      number,
      line: line.number,
      name: line.name,
      peer: peer.party,
      peerLeg: peer.leg,
      conference,
      awaited: new Set([...ends, joining].map(({ leg }) => leg)),
      present: new Set(),
    };
    conference.onLost = () => {
      for (const present of [...bridge.present]) present.hangUp();
    };
    this.#byNumber.set(number, bridge);
    call.conference = bridge.id;
    call.disband();
    for (const connection of [...ends, joining]) this.#send(bridge, connection, call.id);
  }

  join(bridge: Bridge, connection: Connection, linkedTo: string): void {
    bridge.awaited.add(connection.leg);
    this.#send(bridge, connection, linkedTo);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byNumber.values()].map(({ conference }) => conference.close()));
    this.#byNumber.clear();
  }

  #send(bridge: Bridge, connection: Connection, linkedTo: string): void {
    const authority = { personId: connection.party.personId, mayCall: true };
    const refused = (gone: Connection) => {
      bridge.awaited.delete(gone.leg);
      dismiss(gone);
      this.#leave(bridge, undefined);
    };
    this.#exchange.dialFor(connection, refused, { number: bridge.number, authority, linkedTo });
  }

  async #take(call: ServiceCall): Promise<void> {
    const bridge = this.#byNumber.get(call.dialled);
    if (!bridge?.awaited.delete(call.leg)) return call.refuse(403);
    bridge.present.add(call);
    call.joins(bridge.id);
    call.onEnd = () => this.#leave(bridge, call);
    if (await call.answer()) await bridge.conference.joinLeg(call.id, call.leg);
    else this.#leave(bridge, call);
  }

  #leave(bridge: Bridge, call: ServiceCall | undefined): void {
    if (call && bridge.present.delete(call)) void bridge.conference.leave(call.id).catch(() => {}); // it closes
    const goesOn = call?.leg !== bridge.peerLeg && bridge.present.size + bridge.awaited.size > 1;
    if (goesOn || !this.#byNumber.delete(bridge.number)) return;
    for (const last of [...bridge.present]) last.hangUp();
    void bridge.conference.close().catch(() => {}); // media are closing
  }
}
