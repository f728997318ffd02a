/** Who registers whom: a telephone itself, by its own name, and everybody's telephones and apps their person. */
import type { Directory } from "../people/index.ts";
import type { Clock } from "../platform/index.ts";
import type { Authentication } from "./authentication.ts";
import type { Devices } from "./devices.ts";
import { dialledUser } from "./headers.ts";
import type { Caller } from "./incoming-invite.ts";
import type { Location } from "./location.ts";
import { register } from "./registrar.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { randomTag } from "./transactions.ts";

interface Parts {
  authentication: Authentication;
  devices: Devices;
  directory: Directory;
  location: Location;
  clock: Clock;
}

export class Registrations {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Answers a REGISTER. */
  receive(transaction: ServerTransaction): void {
    const { authentication, location, clock } = this.#parts;
    const { request, flow } = transaction;
    const sender = authentication.senderOf(transaction);
    if (sender?.personId === undefined) return;
    const user = dialledUser(request.headers.to?.uri ?? "")?.user ?? "";
    if (!this.#isTheirs(user, sender)) return transaction.answer(403, { tag: randomTag() });
    transaction.respond(register(request, { ...sender, flow }, location, clock, randomTag()));
  }

  #isTheirs(user: string, { personId, deviceId }: Caller): boolean {
    const { devices, directory } = this.#parts;
    if (deviceId !== undefined && devices.identity(user)?.id === deviceId) return true;
    const person = directory.findByExtension(user) ?? directory.findByAddress(user);
    return person?.id === personId;
  }
}
