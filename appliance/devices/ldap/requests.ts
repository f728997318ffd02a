/** What LDAP clients send (RFC 4511 §4), read strictly once. */
import { Ber, ProtocolOperation } from "ldapts";
import { Elements, NoLdap } from "./elements.ts";
import { type Filter, readFilter } from "./filter.ts";

export interface Search {
  kind: "search";
  base: string;
  scope: "base" | "one" | "all";
  /** Entries that the client wants at most; 0: it does not say. */
  sizeLimit: number;
  /** Names of attributes without their values. */
  typesOnly: boolean;
  filter: Filter;
  /** Attributes that are wanted; none: all. */
  wanted: readonly string[];
}

export type Operation =
  /** Without a password: by a way of signing in that is not known here. */
  | { kind: "bind"; version: number; name: string; password: string | undefined }
  | { kind: "unbind" }
  | { kind: "abandon" }
  | Search
  /** Of another name, with the tag of its answer. */
  | { kind: "other"; answer: number };

export interface LdapRequest {
  id: number;
  operation: Operation;
  /** Whether the client insists on a control; none is known here. */
  insists: boolean;
}

const largestId = 2 ** 31 - 1;
const scopes = ["base", "one", "all"] as const;
/** Telephones ask for a dozen. */
const mostAttributes = 64;
const [simple, controls] = [0x80, 0xa0];

/** What answers a request that the directory does not do. */
const answers: ReadonlyMap<number, number> = new Map([
  [ProtocolOperation.LDAP_REQ_MODIFY, ProtocolOperation.LDAP_RES_MODIFY],
  [ProtocolOperation.LDAP_REQ_ADD, ProtocolOperation.LDAP_RES_ADD],
  [ProtocolOperation.LDAP_REQ_DELETE, ProtocolOperation.LDAP_RES_DELETE],
  [ProtocolOperation.LDAP_REQ_MODRDN, ProtocolOperation.LDAP_RES_MODRDN],
  [ProtocolOperation.LDAP_REQ_COMPARE, ProtocolOperation.LDAP_RES_COMPARE],
  [ProtocolOperation.LDAP_REQ_EXTENSION, ProtocolOperation.LDAP_RES_EXTENSION],
]);

/** Throws NoLdap, or what the library for BER throws. */
export function readRequest(message: Buffer): LdapRequest {
  const stream = new Elements(message);
  const request = stream.within();
  stream.end();
  const id = request.integer();
  if (id < 1 || id > largestId) throw new NoLdap("no number of a message");
  const operation = readOperation(request);
  const insists = request.tag === controls && request.within(controls).each(readControl).includes(true);
  request.end();
  return { id, operation, insists };
}

function readOperation(request: Elements): Operation {
  const { tag = 0 } = request;
  switch (tag) {
    case ProtocolOperation.LDAP_REQ_BIND:
      return readBind(request.within(tag));
    case ProtocolOperation.LDAP_REQ_UNBIND:
      request.octets(tag);
      return { kind: "unbind" };
    case ProtocolOperation.LDAP_REQ_ABANDON:
      request.octets(tag);
      return { kind: "abandon" };
    case ProtocolOperation.LDAP_REQ_SEARCH:
      return readSearch(request.within(tag));
    default: {
      const answer = answers.get(tag);
      if (answer === undefined) throw new NoLdap("no operation");
      request.octets(tag);
      return { kind: "other", answer };
    }
  }
}

function readBind(bind: Elements): Operation {
  const version = bind.integer();
  const name = bind.text();
  const { tag } = bind;
  if (tag === undefined) throw new NoLdap("a bind without credentials");
  const password = tag === simple ? bind.text(tag) : void bind.octets(tag);
  bind.end();
  return { kind: "bind", version, name, password };
}

function readSearch(search: Elements): Search {
  const base = search.text();
  const scope = scopes[search.integer(Ber.Enumeration)];
  search.integer(Ber.Enumeration); // aliases: there are none to follow
  const sizeLimit = search.integer();
  search.integer(); // seconds: nothing takes one
  const typesOnly = search.boolean();
  const filter = readFilter(search);
  const wanted = search.within().each((attribute) => attribute.text());
  search.end();
  if (scope === undefined || sizeLimit < 0 || wanted.length > mostAttributes) throw new NoLdap("no search");
  return { kind: "search", base, scope, sizeLimit, typesOnly, filter, wanted };
}

/** Whether the client insists on it (RFC 4511 §4.1.11). */
function readControl(list: Elements): boolean {
  const control = list.within();
  control.text();
  const critical = control.tag === Ber.Boolean && control.boolean();
  if (control.tag !== undefined) control.octets(Ber.OctetString);
  control.end();
  return critical;
}
