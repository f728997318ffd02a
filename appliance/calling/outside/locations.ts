/**
 * Where in the world the house's networks are, so that help comes to the desk that called and not to the house's front
 * door (CA-23). The most precise network that a telephone signals from counts.
 */
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import {
  addressList,
  type Database,
  type EventLog,
  isNetwork,
  networkOf,
  says,
  unmapped,
} from "../../platform/index.ts";
import { type ConfigurationWriter, configurationWriter } from "../configuration-change.ts";
import { callingErrors } from "../errors.ts";
import { emergencyLocations } from "../schema.ts";

const line = z.string().trim().min(1).max(120);
const optionalLine = line.nullable().default(null);

/** What RFC 5139 has of it; `details` says in words what no other field does. */
export const civicAddress = z.strictObject({
  /** ISO 3166-1. */
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, says("country")),
  state: optionalLine,
  city: line,
  postcode: optionalLine,
  street: line,
  houseNumber: optionalLine,
  floor: optionalLine,
  room: optionalLine,
  details: optionalLine,
});
export type CivicAddress = z.output<typeof civicAddress>;

export const locationSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  /** Addresses and networks, as 10.1.0.0/16; each once, however it is written. */
  networks: z
    .array(z.string().trim().refine(isNetwork, says("network")).transform(networkOf))
    .min(1)
    .max(100)
    .transform((networks) => [...new Set(networks)]),
  address: civicAddress,
  /** The address as it is read aloud, for voices that cannot read it as it is written; null: as it is written. */
  spoken: z.string().trim().min(1).max(300).nullable().default(null),
});
export type EmergencyLocation = typeof emergencyLocations.$inferSelect;

/** In one line, as people are told of it. */
export function lineOf({ street, houseNumber, floor, room, details, ...town }: CivicAddress): string {
  const inside = [details, floor, room].flatMap((part) => part ?? []);
  const place = [town.postcode, town.city].flatMap((part) => part ?? []).join(" ");
  const parts = [[street, houseNumber].flatMap((part) => part ?? []).join(" "), ...inside, place];
  return [...parts, ...(town.state ? [town.state] : []), town.country].join(", ");
}

interface Area {
  bits: number;
  has(address: string): boolean;
  location: EmergencyLocation;
}

export class Locations {
  readonly #change: ConfigurationWriter;
  readonly #known = new Map<string, EmergencyLocation>();
  /** The most precise first. */
  #areas: readonly Area[] = [];

  constructor(parts: { db: Database; events: EventLog }) {
    this.#change = configurationWriter(parts, "locations", "admin");
    const rows = parts.db.orm.select().from(emergencyLocations).orderBy(asc(emergencyLocations.name)).all();
    for (const row of rows) this.#known.set(row.id, { ...row, networks: row.networks.map(networkOf) });
    this.#survey();
  }

  get all(): EmergencyLocation[] {
    return [...this.#known.values()].toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** @param address IP; what is none is nowhere */
  at(address: string): EmergencyLocation | undefined {
    return this.#areas.find(({ has }) => has(unmapped(address)))?.location;
  }

  async put(id: string | undefined, input: z.output<typeof locationSchema>): Promise<EmergencyLocation> {
    if (id !== undefined && !this.#known.has(id)) throw callingErrors("location-not-found");
    const others = this.all.filter((other) => other.id !== id).flatMap(({ networks }) => networks);
    const taken = input.networks.find((network) => others.includes(network));
    if (taken !== undefined) throw callingErrors("network-taken", { network: taken });
    const location = { id: id ?? crypto.randomUUID(), ...input };
    await this.#change((orm) =>
      orm
        .insert(emergencyLocations)
        .values(location)
        .onConflictDoUpdate({ target: emergencyLocations.id, set: input })
        .run(),
    );
    this.#known.set(location.id, location);
    this.#survey();
    return location;
  }

  async remove(id: string): Promise<void> {
    if (!this.#known.has(id)) throw callingErrors("location-not-found");
    await this.#change((orm) => orm.delete(emergencyLocations).where(eq(emergencyLocations.id, id)).run());
    this.#known.delete(id);
    this.#survey();
  }

  #survey(): void {
    this.#areas = this.all
      .flatMap((location) =>
        location.networks.map((network) => ({
          bits: bitsOf(network),
          has: addressList([network]),
          location,
        })),
      )
      .toSorted((a, b) => b.bits - a.bits);
  }
}

const bitsOf = (network: string): number => Number(network.split("/")[1] ?? 128);
