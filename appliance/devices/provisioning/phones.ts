/** Telephones that load their settings from here, and are told when these change (CA-26). */
import { and, eq, inArray, notInArray } from "drizzle-orm";
import { type PhoneModel, phoneModelOf } from "../../../firmware-config/index.ts";
import type { Clock, Database, EventLog, Orm } from "../../platform/index.ts";
import type { Binding, Sip } from "../../sip/index.ts";
import { deviceErrors } from "../errors.ts";
import { provisionedPhones } from "./schema.ts";
import { firstSettings, type PhoneSettings } from "./settings.ts";

/** As its person sees it. */
export interface ProvisionedPhone {
  /** Of the telephone in SIP. */
  deviceId: string;
  model: PhoneModel;
  /** Ethernet address: `00:56:2b:04:36:15`. */
  hardware: string;
  firmware: string;
  settings: PhoneSettings;
  /** It has loaded the settings as they are now. */
  upToDate: boolean;
  /** When it loaded settings last, in milliseconds since the epoch. */
  takenAt: number;
}

/** What a telephone says of itself when it asks. */
export interface Comer {
  model: PhoneModel;
  hardware: string;
  firmware: string;
}

type Row = typeof provisionedPhones.$inferSelect;

export class ProvisionedPhones {
  readonly #db: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #sip: Sip;
  /** Of the settings that a telephone was asked to load since it registered: once for each, however often it is told. */
  readonly #asked = new WeakMap<Binding, number>();

  constructor(parts: { db: Database; events: EventLog; clock: Clock; sip: Sip }) {
    this.#db = parts.db;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#sip = parts.sip;
    parts.events.listen(({ kind, subject, payload }) => {
      if (kind === "device.registered" && typeof payload.device === "string")
        this.#remind(subject, payload.device);
    });
  }

  /** A person's, without those that were removed. */
  of(personId: string): ProvisionedPhone[] {
    return this.#rowsOf(personId).flatMap((row) => viewOf(row) ?? []);
  }

  /** What a telephone is to load, and the number of these settings; undefined for one that loads none from here. */
  settingsFor(
    deviceId: string,
  ): { model: PhoneModel; settings: PhoneSettings; revision: number } | undefined {
    const row = this.#row(deviceId);
    const model = row && phoneModelOf(row.model);
    return model && { model, settings: row.settings, revision: row.revision };
  }

  /** The device of a person that this telephone was before: it is being set up anew. */
  before(personId: string, hardware: string): string | undefined {
    return this.#rowsOf(personId).find((row) => row.hardware === hardware)?.deviceId;
  }

  /** A telephone was set up, perhaps again: what it was set to before stays. */
  async join(
    device: { id: string; personId: string },
    comer: Comer,
    first: { title: string; timeZone: string },
  ): Promise<PhoneSettings> {
    const { id: deviceId, personId } = device;
    return await this.#db.write((orm) => {
      const known = this.#row(deviceId);
      const revision = known?.revision ?? 1;
      const row: Row = {
        deviceId,
        personId,
        model: comer.model.id,
        hardware: comer.hardware,
        firmware: comer.firmware,
        settings: known?.settings ?? firstSettings(first.title, first.timeZone),
        revision,
        takenRevision: revision,
        takenAt: this.#clock.now(),
      };
      this.#forgetRemoved(orm, personId);
      orm
        .insert(provisionedPhones)
        .values(row)
        .onConflictDoUpdate({ target: provisionedPhones.deviceId, set: row })
        .run();
      this.#announce(personId);
      return row.settings;
    });
  }

  /** It has loaded the settings of this number. @param firmware that it has now; undefined: it did not say */
  async taken(deviceId: string, revision: number, firmware: string | undefined): Promise<void> {
    const change = { takenRevision: revision, takenAt: this.#clock.now(), ...(firmware && { firmware }) };
    await this.#db.write((orm) => {
      const before = this.#row(deviceId);
      orm.update(provisionedPhones).set(change).where(eq(provisionedPhones.deviceId, deviceId)).run();
      if (before && before.takenRevision !== revision) this.#announce(before.personId);
    });
  }

  /** The telephone is told at once, or when it is there again. */
  async change(personId: string, deviceId: string, settings: PhoneSettings): Promise<ProvisionedPhone> {
    const known = this.of(personId).find((phone) => phone.deviceId === deviceId);
    if (!known) throw deviceErrors("phone-not-found");
    const room = Math.max(0, known.model.keys.left + known.model.keys.right - 1);
    if (settings.keys.length > room) throw deviceErrors("too-many-keys");
    const row = await this.#db.write((orm) => {
      const revision = (this.#row(deviceId)?.revision ?? 0) + 1;
      this.#announce(personId);
      return orm
        .update(provisionedPhones)
        .set({ settings, revision })
        .where(eq(provisionedPhones.deviceId, deviceId))
        .returning()
        .get();
    });
    const changed = row && viewOf(row);
    if (!changed) throw deviceErrors("phone-not-found"); // removed meanwhile
    this.#remind(personId, deviceId);
    return changed;
  }

  /** Asks a telephone that is there to load its settings, where it has not those of now. */
  #remind(personId: string, deviceId: string): void {
    const row = this.#row(deviceId);
    if (!row || row.takenRevision === row.revision) return;
    for (const binding of this.#sip.location.of(personId)) {
      if (binding.deviceId !== deviceId || this.#asked.get(binding) === row.revision) continue;
      this.#asked.set(binding, row.revision);
      this.#tell(binding);
    }
  }

  /** Cisco's event package for it, which no RFC describes. */
  #tell({ flow, contact, deviceId = "" }: Binding): void {
    const username = this.#sip.devices.find(deviceId)?.username;
    this.#sip.notify({
      flow,
      target: contact,
      address: `sip:${username}@${this.#sip.domain}`,
      event: "resync",
      content: { type: "text/plain", body: "" },
    });
  }

  #row(deviceId: string): Row | undefined {
    return this.#db.orm
      .select()
      .from(provisionedPhones)
      .where(eq(provisionedPhones.deviceId, deviceId))
      .get();
  }

  /** Of telephones that still are the person's. */
  #rowsOf(personId: string): Row[] {
    const own = inArray(provisionedPhones.deviceId, this.#devicesOf(personId));
    return this.#db.orm.select().from(provisionedPhones).where(own).all();
  }

  /** Of telephones that are no telephones of the person any more. */
  #forgetRemoved(orm: Orm, personId: string): void {
    const gone = notInArray(provisionedPhones.deviceId, this.#devicesOf(personId));
    orm
      .delete(provisionedPhones)
      .where(and(eq(provisionedPhones.personId, personId), gone))
      .run();
  }

  #devicesOf(personId: string): string[] {
    return this.#sip.devices.of(personId).map(({ id }) => id);
  }

  #announce(personId: string): void {
    this.#events.append({ topic: `person:${personId}`, kind: "phones.changed", subject: personId });
  }
}

/** Undefined for a model that is not known any more. */
function viewOf(row: Row): ProvisionedPhone | undefined {
  const { deviceId, hardware, firmware, settings, revision, takenRevision, takenAt } = row;
  const model = phoneModelOf(row.model);
  const address = hardware.match(/../g)?.join(":") ?? hardware;
  return (
    model && {
      deviceId,
      model,
      hardware: address,
      firmware,
      settings,
      upToDate: revision === takenRevision,
      takenAt,
    }
  );
}
