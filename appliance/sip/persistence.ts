/** Keeps registrations over UDP in the database, so that phones can be called right after a restart. */
import { eq, gt, sql } from "drizzle-orm";
import type { Clock, Database, EventLog, Logger, NewEvent, Timer } from "../platform/index.ts";
import type { Flow } from "./flow.ts";
import type { Binding, Location } from "./location.ts";
import { sipBindings } from "./schema.ts";

/** Registrations come in storms; what changed within this time is written in one transaction. */
const writeEvery = 1000;

export class PersistentBindings {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #location: Location;
  readonly #changed = new Set<string>();
  readonly #insert;
  readonly #deleteOf;
  readonly #events: EventLog;
  readonly #log: Logger;
  #news: NewEvent[] = [];
  #timer: Timer | undefined;
  #closed = false;

  constructor(parts: {
    db: Database;
    events: EventLog;
    clock: Clock;
    log: Logger;
    location: Location;
    udpFlow: (address: string, port: number) => Flow;
  }) {
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#location = parts.location;
    this.#insert = parts.db.inserter(sipBindings);
    this.#deleteOf = parts.db.statement(
      parts.db.orm.delete(sipBindings).where(eq(sipBindings.personId, sql.placeholder("person"))),
    );
    const living = gt(sipBindings.expiresAt, parts.clock.now());
    for (const row of parts.db.orm.select().from(sipBindings).where(living).all()) {
      const { id: _id, address, port, deviceId, ...binding } = row;
      const flow = parts.udpFlow(address, port);
      this.#location.put({ ...binding, deviceId: deviceId ?? undefined, flow, instance: "" });
    }
  }

  changed(personId: string): void {
    if (this.#closed) return; // connections that end with the house are no news
    this.#changed.add(personId);
    this.#timer ??= this.#clock.after(writeEvery, () => void this.#write());
  }

  /** Tells the person and the administrators, with the next write. */
  announce({ personId, deviceId, flow }: Binding, registered: boolean): void {
    const kind = registered ? "device.registered" : "device.unregistered";
    const payload = { device: deviceId ?? null, transport: flow.transport };
    for (const topic of [`person:${personId}`, "admin"])
      this.#news.push({ topic, kind, subject: personId, payload });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await this.#write();
  }

  async #write(): Promise<void> {
    this.#timer = undefined;
    const people = [...this.#changed];
    this.#changed.clear();
    if (people.length === 0) return;
    const news = this.#news;
    this.#news = [];
    const written = this.#db.write(() => {
      for (const event of news) this.#events.append(event);
      for (const personId of people) {
        this.#deleteOf(personId);
        for (const binding of this.#location.of(personId)) {
          const { flow, instance: _instance, ...kept } = binding;
          if (flow.transport !== "UDP") continue;
          const { address, port } = flow;
          this.#insert({ ...kept, id: `${personId}|${binding.contact}`, address, port });
        }
      }
    });
    await written.catch((error: unknown) => {
      this.#log.error("registrations were not stored; telephones work, and it is tried again", { error });
      this.#news.unshift(...news);
      if (!this.#closed) for (const personId of people) this.changed(personId);
    });
  }
}
