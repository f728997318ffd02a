/** One connection of a telephone to the directory: it signs in with what it registers with, and searches. */
import type { RateLimiter } from "../../platform/index.ts";
import type { Sip } from "../../sip/index.ts";
import { answerTag, disconnection, entryAnswer, type ResultCode, resultAnswer } from "./answers.ts";
import { attributeCalled } from "./attributes.ts";
import { lengthOfMessage } from "./elements.ts";
import { baseEntry, baseName, type DirectoryEntries, type DirectoryEntry, serverEntry } from "./entries.ts";
import { matches } from "./filter.ts";
import { type LdapRequest, type Operation, readRequest, type Search } from "./requests.ts";
import type { Turns } from "./turns.ts";

/** Octets; those of telephones have a few hundred. */
const largestMessage = 16 * 1024;
/** Octets of requests that wait for a search before them. */
const largestQueue = 4 * largestMessage;
/** Telephones show some dozens. */
const mostEntries = 500;

export interface SessionParts {
  /** Where the telephone is. */
  address: string;
  sip: Sip;
  entries: DirectoryEntries;
  /** Of searches, by person. */
  searches: RateLimiter;
  /** Of the searches of all connections. */
  turns: Turns;
  send(octets: Buffer): void;
  end(): void;
}

export class LdapSession {
  readonly #parts: SessionParts;
  #pending = Buffer.alloc(0);
  /** Opens the phone book; undefined until the telephone has signed in. */
  #bookKey: string | undefined;
  /** A search waits for its turn, and what follows it in the stream with it. */
  #waiting = false;
  #ended = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  get signedIn(): boolean {
    return this.#bookKey !== undefined;
  }

  receive(octets: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, octets]);
    if (!this.#waiting) this.#read();
    else if (this.#pending.length > largestQueue) this.#disconnect();
  }

  /** The connection is gone: nothing more is answered. */
  close(): void {
    this.#ended = true;
  }

  #read(): void {
    try {
      while (!this.#waiting) {
        const length = lengthOfMessage(this.#pending);
        if ((length ?? this.#pending.length) > largestMessage) return this.#disconnect();
        if (this.#ended || length === undefined || this.#pending.length < length) return;
        const message = this.#pending.subarray(0, length);
        this.#pending = this.#pending.subarray(length);
        this.#take(readRequest(message));
      }
    } catch {
      // Whatever could not be read: nothing that follows it in the stream can be.
      this.#disconnect();
    }
  }

  #take({ id, operation, insists }: LdapRequest): void {
    if (operation.kind === "unbind") return this.#end();
    if (operation.kind === "abandon") return; // a search is answered before the next message is read
    if (operation.kind === "bind") this.#bookKey = undefined; // RFC 4511 §4.2.1: until it succeeds, nobody is signed in
    if (insists) return this.#answer(id, tagOf(operation), "unavailableCriticalExtension");
    switch (operation.kind) {
      case "bind":
        return this.#answer(id, answerTag.bind, this.#bind(operation));
      case "search":
        return this.#searchInTurn(id, operation);
      case "other":
        return this.#answer(id, operation.answer, refusalOf(operation.answer));
    }
  }

  #bind({ version, name, password }: Extract<Operation, { kind: "bind" }>): ResultCode {
    if (version !== 3) return "protocolError";
    if (password === undefined) return "authMethodNotSupported";
    if (password === "") return "unwillingToPerform"; // RFC 4513 §5.1.2: that proves nothing
    const { sip, address } = this.#parts;
    this.#bookKey = sip.bookKeyFor({ username: usernameIn(name), password }, address);
    return this.signedIn ? "success" : "invalidCredentials";
  }

  #searchInTurn(id: number, search: Search): void {
    this.#waiting = true;
    this.#parts.turns.take(() => {
      this.#waiting = false;
      if (this.#ended) return;
      this.#answer(id, answerTag.search, this.#search(id, search));
      this.#read();
    });
  }

  #search(id: number, search: Search): ResultCode {
    const { sip, entries, searches } = this.#parts;
    const reader = this.#bookKey === undefined ? undefined : sip.devices.bookReader(this.#bookKey);
    if (reader === undefined) return "insufficientAccessRights";
    if (!searches.take(reader).ok) return "busy";
    const found = entriesUnder(search, () => entries.of(reader));
    if (!found) return "noSuchObject";
    const most = Math.min(search.sizeLimit || mostEntries, mostEntries);
    const wanted = new Set(search.wanted.map((name) => (attributeCalled(name) ?? name).toLowerCase()));
    const shown: Buffer[] = [];
    for (const entry of found) {
      if (matches(search.filter, entry) !== true) continue;
      if (shown.length === most) {
        this.#parts.send(Buffer.concat(shown));
        return "sizeLimitExceeded";
      }
      shown.push(entryAnswer(id, entry, { wanted, typesOnly: search.typesOnly }));
    }
    this.#parts.send(Buffer.concat(shown));
    return "success";
  }

  #answer(id: number, tag: number, code: ResultCode): void {
    this.#parts.send(resultAnswer(id, tag, code));
  }

  #disconnect(): void {
    if (this.#ended) return;
    this.#parts.send(disconnection());
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.#parts.end();
  }
}

/** Telephones are told a name, or a distinguished one that begins with it: `p-abc`, `uid=p-abc,dc=hearth`. */
const usernameIn = (name: string): string =>
  /^\s*(?:[a-z]+\s*=)?\s*([^,+=]*?)\s*(?:,|$)/i.exec(name)?.[1] ?? "";

const tagOf = (operation: Operation): number => {
  if (operation.kind === "other") return operation.answer;
  return operation.kind === "bind" ? answerTag.bind : answerTag.search;
};

/** Nothing is changed here, and no extension is known (RFC 4511 §4.12). */
const refusalOf = (answer: number): ResultCode =>
  answer === answerTag.extended ? "protocolError" : "unwillingToPerform";

/** Undefined where nothing has the name that a search begins at. */
function entriesUnder(
  { base, scope }: Search,
  people: () => DirectoryEntry[],
): readonly DirectoryEntry[] | undefined {
  const name = base.toLowerCase().replaceAll(/\s*([=,])\s*/g, "$1");
  if (name === "") {
    if (scope === "base") return [serverEntry];
    return scope === "one" ? [baseEntry] : [baseEntry, ...people()];
  }
  if (name !== baseName) return undefined;
  if (scope === "base") return [baseEntry];
  return scope === "one" ? people() : [baseEntry, ...people()];
}
