/** Places: rooms with telephones for whoever is there, as a lobby or a kitchen (CA-28). */
import type { Calling } from "../calling/index.ts";
import type { Directory, Person } from "../people/index.ts";
import type { Phone, Sip } from "../sip/index.ts";

export interface Place {
  id: string;
  name: string;
  extension: string | null;
  /** Numbers outside that may be called from here; emergencies and the house always may. */
  allowed: string[];
  phones: Phone[];
}

export interface PlaceChange {
  name?: string | undefined;
  extension?: string | null | undefined;
  allowed?: string[] | undefined;
}

/** What a telephone is set up with; the password is shown this once. */
export interface Credentials {
  device: { id: string; name: string; username: string; plain: boolean };
  password: string;
  domain: string;
  ports: { udp: number; tcp: number; tls: number };
}

export class Places {
  readonly #directory: Directory;
  readonly #sip: Sip;
  readonly #settings: Calling["settings"];

  constructor(parts: { directory: Directory; sip: Sip; calling: Calling }) {
    this.#directory = parts.directory;
    this.#sip = parts.sip;
    this.#settings = parts.calling.settings;
  }

  list(): Place[] {
    return this.#directory.places.all.map((place) => this.#view(place));
  }

  async add(name: string): Promise<Place> {
    const place = await this.#directory.places.add(name);
    await this.#settings.change(place.id, { outside: "none", voicemail: false, allowed: [] });
    return this.#view(place);
  }

  async change(id: string, { name, extension, allowed }: PlaceChange): Promise<Place> {
    this.#directory.places.require(id);
    if (name !== undefined || extension !== undefined) await this.#directory.change(id, { name, extension });
    if (allowed) await this.#settings.change(id, { allowed });
    return this.#view(this.#directory.places.require(id));
  }

  /** Its telephones fall silent; what they called stays on record. */
  async remove(id: string): Promise<void> {
    this.#directory.places.require(id);
    await this.#directory.change(id, { state: "disabled", extension: null });
    for (const phone of this.#sip.devices.of(id)) await this.#sip.devices.remove(id, phone.id);
  }

  /** @param phone see Devices.add */
  async addPhone(id: string, { name, plain }: { name: string; plain: boolean }): Promise<Credentials> {
    this.#directory.places.require(id);
    const { device, password } = await this.#sip.devices.add(id, name, { plain });
    return { device, password, domain: this.#sip.domain, ports: this.#sip.ports };
  }

  removePhone(id: string, phone: string): Promise<void> {
    this.#directory.places.require(id);
    return this.#sip.devices.remove(id, phone);
  }

  #view({ id, name, extension }: Person): Place {
    const { allowed } = this.#settings.of(id);
    return { id, name, extension, allowed, phones: this.#sip.phonesOf(id) };
  }
}
