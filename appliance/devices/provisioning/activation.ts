/** A telephone that comes with a code becomes its person's (CA-26). */
import type { Directory } from "../../people/index.ts";
import type { Device, Sip } from "../../sip/index.ts";
import type { Account } from "./account.ts";
import type { ActivationCode, ActivationCodes } from "./codes.ts";
import { flatProfile, type Profile } from "./flat-profile.ts";
import { linphoneAccount } from "./linphone-account.ts";
import type { ProvisionedPhones } from "./phones.ts";
import type { Visitor } from "./visitor.ts";

export interface ActivationParts {
  codes: ActivationCodes;
  phones: ProvisionedPhones;
  directory: Directory;
  sip: Sip;
  /** What telephones connect to. */
  host: string;
  /** Where the appliance is, as in `https://hearth.example.org`. */
  url: () => string;
  /** What is called for one's messages. */
  mailbox: string;
  year: () => number;
}

type Telephone = Extract<Visitor, { kind: "cisco" | "linphone" }>;

export class Activation {
  readonly #parts: ActivationParts;
  /** They come one after another: one that asks twice at once is one telephone. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: ActivationParts) {
    this.#parts = parts;
  }

  /**
   * The first settings of a telephone, with its password; undefined where the code is worth nothing.
   * Rejects when its person may have no more telephones; the code is as good as before then.
   */
  activate(
    code: string,
    visitor: Telephone,
    from: { address: string; userAgent: string },
  ): Promise<string | undefined> {
    const turn = this.#last.then(() => this.#activate(code, visitor, `${from.address} ${from.userAgent}`));
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** The settings that a telephone has the key to, without its password. */
  async load(device: Device, firmware: string | undefined): Promise<string | undefined> {
    const { phones } = this.#parts;
    const known = phones.settingsFor(device.id);
    if (!known) return undefined;
    const profile = this.#profile(device, { ...known, account: this.#account(device, undefined) });
    await phones.taken(device.id, known.revision, firmware);
    return profile;
  }

  async #activate(code: string, visitor: Telephone, who: string): Promise<string | undefined> {
    const { codes, sip } = this.#parts;
    const claimed = await codes.claim(code, who, (personId) => this.#mayCall(personId));
    if (!claimed || this.#isOver(claimed)) return undefined;
    const { id } = await this.#deviceFor(claimed, visitor).catch(async (error: unknown) => {
      if (claimed.deviceId === null) await codes.release(claimed.id);
      throw error;
    });
    const { device, password } = await sip.devices.renew(id);
    const settings = await this.#firstSettings(device, password, visitor, claimed.timeZone);
    await codes.made(claimed, id);
    return settings;
  }

  #mayCall(personId: string): boolean {
    const { directory } = this.#parts;
    return directory.find(personId)?.state === "active" && directory.may(personId, "calling");
  }

  /** The telephone that came with it has signed in, so that no answer was lost; or its person has taken it away. */
  #isOver({ personId, deviceId }: ActivationCode): boolean {
    if (deviceId === null) return false;
    const { devices, location } = this.#parts.sip;
    return !devices.find(deviceId) || location.of(personId).some((one) => one.deviceId === deviceId);
  }

  async #firstSettings(
    device: Device,
    password: string,
    visitor: Telephone,
    timeZone: string,
  ): Promise<string> {
    const account = this.#account(device, password);
    if (visitor.kind === "linphone") return linphoneAccount(account);
    const settings = await this.#parts.phones.join(device, visitor, { title: account.name, timeZone });
    return this.#profile(device, { model: visitor.model, settings, account });
  }

  /** What was made for it before, also with another code, or one that is new. */
  async #deviceFor({ id, personId, deviceId, name }: ActivationCode, visitor: Telephone): Promise<Device> {
    const { sip, phones } = this.#parts;
    const before = visitor.kind === "cisco" ? phones.before(personId, visitor.hardware) : undefined;
    const known = sip.devices.find(deviceId ?? before ?? id);
    if (known) return known;
    const usual = visitor.kind === "cisco" ? visitor.model.name : "Linphone";
    return (await sip.devices.add(personId, name || usual, { id })).device; // found again after a crash
  }

  #profile(device: Device, written: Pick<Profile, "model" | "settings" | "account">): string {
    const { sip, url, mailbox, year } = this.#parts;
    return flatProfile({
      ...written,
      url: `${url()}/phones/${sip.devices.profileKeyOf(device.id)}/profile`,
      phoneBook: `${url()}/phones/${device.bookKey}/cisco`,
      mailbox,
      year: year(),
    });
  }

  /** @param password undefined where the telephone has it already */
  #account({ personId, username, plain }: Device, password: string | undefined): Account {
    const { sip, host, directory } = this.#parts;
    const name = directory.find(personId)?.name ?? "";
    return { username, password, name, domain: sip.domain, server: `${host}:${sip.ports.tls}`, plain };
  }
}
