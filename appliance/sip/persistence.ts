/** Keeps registrations over UDP in the database, so that phones can be called right after a restart. */
import { eq, gt } from "drizzle-orm";
import type { Clock, Database, Timer } from "../platform/index.ts";
import type { Flow } from "./flow.ts";
import type { Location } from "./location.ts";
import { sipBindings } from "./schema.ts";

/** Registrations come in storms; what changed within this time is written in one transaction. */
const writeEvery = 1000;

export class PersistentBindings {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #location: Location;
  readonly #changed = new Set<string>();
  #timer: Timer | undefined;

  constructor(parts: {
    db: Database;
    clock: Clock;
    location: Location;
    udpFlow: (address: string, port: number) => Flow;
  }) {
    this.#db = parts.db;
    this.#clock = parts.clock;
    this.#location = parts.location;
    const living = gt(sipBindings.expiresAt, parts.clock.now());
    for (const row of parts.db.orm.select().from(sipBindings).where(living).all()) {
      const { id: _id, address, port, deviceId, ...binding } = row;
      const flow = parts.udpFlow(address, port);
      this.#location.put({ ...binding, deviceId: deviceId ?? undefined, flow, instance: "" });
    }
  }

  changed(personId: string): void {
    this.#changed.add(personId);
    this.#timer ??= this.#clock.after(writeEvery, () => void this.#write());
  }

  async close(): Promise<void> {
    this.#timer?.cancel();
    await this.#write();
  }

  async #write(): Promise<void> {
    this.#timer = undefined;
    const people = [...this.#changed];
    this.#changed.clear();
    if (people.length === 0) return;
    await this.#db.write((orm) => {
      for (const personId of people) {
        orm.delete(sipBindings).where(eq(sipBindings.personId, personId)).run();
        for (const binding of this.#location.of(personId)) {
          const { flow, instance: _instance, ...kept } = binding;
          if (flow.transport !== "UDP") continue;
          const row = {
            ...kept,
            id: `${personId}|${binding.contact}`,
            address: flow.address,
            port: flow.port,
          };
          orm.insert(sipBindings).values(row).run();
        }
      }
    });
  }
}
