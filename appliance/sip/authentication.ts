/** Who sends a request: a session's browser, a peer or a domain that is let in, or a device that proves itself. */
import type { Admission } from "./admission.ts";
import { type Credentials, type Devices, isDeviceName } from "./devices.ts";
import type { Digest } from "./digest.ts";
import { type Flow, isPlain } from "./flow.ts";
import { dialledUser, parseCredentials } from "./headers.ts";
import type { Caller } from "./incoming-invite.ts";
import { responseTo } from "./message.ts";
import type { RefusedInClearList } from "./refused-in-clear.ts";
import type { Registrants } from "./registrants.ts";
import type { ServerTransaction } from "./server-transaction.ts";
import { randomTag, repeatableTag, serverKey } from "./transactions.ts";

/** A peer that needs no credentials. */
export interface TrustedPeer {
  peer: string;
  /**
   * How it is known. `way`: by the port that its datagrams come from, or a connection that the house opened to it;
   * `address`: by that alone, from whichever port.
   */
  by: "way" | "address";
}

export interface AuthenticationParts {
  digest: Digest;
  admission: Admission;
  devices: Devices;
  registrants: Registrants;
  refusedInClear: RefusedInClearList;
  /** Whether a telephone of the house is registered from this address. */
  hasTelephoneAt(address: string): boolean;
  /** Names and addresses of this house, in lower case. */
  ownNames: ReadonlySet<string>;
  tlsPort(): number;
}

export class Authentication {
  /** Who is let in without credentials. */
  trusted: (flow: Flow) => TrustedPeer | undefined = () => undefined;
  /** Whether a stranger is let in, by the domain that they say they are of. */
  admitted: (domain: string, address: string) => boolean = () => false;
  /** Calls that may come in the clear from every device, by what is dialled: those for help. */
  exempt: (uri: string) => boolean = () => false;
  readonly #parts: AuthenticationParts;

  constructor(parts: AuthenticationParts) {
    this.#parts = parts;
  }

  /**
   * The proven sender, if they may; undefined once a challenge or a refusal has been sent. Who has no calling may only
   * ask for a call, as help is called without it.
   */
  senderOf(transaction: ServerTransaction): Caller | undefined {
    const caller = this.#identify(transaction);
    const { personId } = caller ?? {};
    if (personId === undefined || transaction.request.method === "INVITE") return caller;
    if (this.#parts.registrants.of(personId).calling) return caller;
    transaction.answer(403, { tag: randomTag() });
    return undefined;
  }

  /** See Devices.bookKeyFor; credentials that are wrong count like those of SIP. */
  bookKeyFor(credentials: Credentials, address: string): string | undefined {
    const { admission, devices } = this.#parts;
    const { username } = credentials;
    if (admission.isSuspended(address, username)) return undefined;
    const key = devices.bookKeyFor(credentials);
    if (key === undefined) admission.failed(address, username, "wrong credentials of the phone book");
    else admission.succeeded(address, username);
    return key;
  }

  #identify(transaction: ServerTransaction): Caller | undefined {
    const { request, flow } = transaction;
    if (flow.personId !== undefined) return this.#browser(transaction, flow.personId);
    const known = request.method === "INVITE" ? this.#invited(transaction) : undefined;
    if (known) return known;
    const { digest, admission } = this.#parts;
    const header = request.method === "REGISTER" ? "authorization" : "proxy-authorization";
    const credentials = parseCredentials(request.headers.get(header) ?? "");
    const name = credentials?.params.get("username") ?? "";
    if (name !== "" && admission.isSuspended(flow.address, name)) return this.#challenge(transaction);
    const verdict = digest.verify(request, sourceOf(transaction), credentials);
    if (verdict.ok) return this.#device(transaction, verdict.username);
    if (verdict.tried) admission.failed(flow.address, name, "wrong SIP credentials");
    return this.#challenge(transaction, { stale: verdict.stale, tried: verdict.tried || verdict.stale });
  }

  #browser(transaction: ServerTransaction, personId: string): Caller | undefined {
    if (this.#parts.registrants.of(personId).active) return { personId, deviceId: undefined, plain: false };
    transaction.answer(403, { tag: randomTag() });
    return undefined;
  }

  /** Who calls without credentials and is let in: a peer, or a stranger. */
  #invited(transaction: ServerTransaction): Caller | undefined {
    const { request, flow } = transaction;
    if (request.headers.get("proxy-authorization")) return undefined;
    const peer = this.#peerOf(transaction);
    if (peer !== undefined) return { personId: undefined, deviceId: undefined, peer };
    const stranger = dialledUser(request.headers.from?.uri ?? "")?.host.toLowerCase() ?? "";
    if (this.#parts.ownNames.has(stranger) || !this.admitted(stranger, flow.address)) return undefined;
    // Telephones call the house by names of their own: who turns out to be no stranger is challenged.
    const challenge = () => this.#challenge(transaction);
    return { personId: undefined, deviceId: undefined, stranger, challenge };
  }

  /**
   * A telephone may stand behind the router of a peer: an address that both have says nothing of who calls. Nor are calls
   * for help a peer's, which reaches nobody by them: a telephone that the house does not know yet is asked, and gets through.
   */
  #peerOf({ request, flow }: ServerTransaction): string | undefined {
    const known = this.trusted(flow);
    if (!known || known.by === "way") return known?.peer;
    const name = dialledUser(request.headers.from?.uri ?? "")?.user ?? "";
    const isTelephone = isDeviceName(name) || this.exempt(request.uri);
    return isTelephone || this.#parts.hasTelephoneAt(flow.address) ? undefined : known.peer;
  }

  #device(transaction: ServerTransaction, username: string): Caller | undefined {
    const { admission, devices, refusedInClear } = this.#parts;
    const { request, flow } = transaction;
    admission.succeeded(flow.address, username);
    const device = devices.identity(username);
    if (!device) return undefined; // was just removed
    const { id: deviceId, personId } = device;
    const plain = device.plain || (request.method === "INVITE" && this.exempt(request.uri));
    if (device.plain || !isPlain(flow)) refusedInClear.forget(deviceId);
    if (plain || !isPlain(flow)) return { personId, deviceId, plain };
    refusedInClear.note(deviceId, flow);
    this.#refuseInClear(transaction);
    return undefined;
  }

  /** Told to nobody but who knows the password, so that it gives no device away. */
  #refuseInClear(transaction: ServerTransaction): void {
    const { ownNames, tlsPort } = this.#parts;
    const [house = "hearth"] = ownNames;
    const remedy = `Set the phone to TLS (port ${tlsPort()}) and SRTP, or allow it in Hearth to speak unencrypted`;
    const headers = { Warning: `399 ${house} "${remedy}"` };
    const reason = "Encryption Required";
    transaction.answer(403, { tag: randomTag(), reason, headers });
  }

  /** What was tried is judged once: the answer to credentials is kept, for a request that comes again. */
  #challenge(transaction: ServerTransaction, { stale = false, tried = true } = {}): undefined {
    const { request } = transaction;
    const registers = request.method === "REGISTER";
    const response = responseTo(request, registers ? 401 : 407, { tag: repeatableTag(request) });
    const name = registers ? "www-authenticate" : "proxy-authenticate";
    const key = serverKey(request, request.method);
    for (const one of this.#parts.digest.challenges(sourceOf(transaction), key, stale))
      response.headers.addNamed(name, one);
    if (tried) transaction.respond(response);
    else transaction.respondOnce(response);
    return undefined;
  }
}

/** Of whom it is remembered how they took a challenge. */
const sourceOf = ({ request, flow }: ServerTransaction): string =>
  `${flow.address} ${request.headers.from?.uri}`;
