/** Telephones beside their registration: places, people's contacts, and the phone book. */
import type { Calling } from "../calling/index.ts";
import type { Directory } from "../people/index.ts";
import type { Clock, Config, Database, EventLog, Logger } from "../platform/index.ts";
import type { Sip } from "../sip/index.ts";
import { Contacts } from "./contacts.ts";
import { baseName, DirectoryEntries } from "./ldap/entries.ts";
import { type LdapOptions, LdapServer, type LdapState } from "./ldap/server.ts";
import { PhoneBook } from "./phonebook/entries.ts";
import { phoneBookRoutes } from "./phonebook/routes.ts";
import { Places } from "./places.ts";
import { contactRoutes, placeRoutes } from "./routes.ts";

export type { Contact, ContactNumber, ImportReport } from "./contacts.ts";
export type { DeviceErrorCode } from "./errors.ts";
export type { Credentials, Place } from "./places.ts";

export interface DeviceRoom {
  /** Of the signed-in person. */
  routes: ReturnType<typeof contactRoutes>;
  placeRoutes: ReturnType<typeof placeRoutes>;
  /** For telephones, under `/phones`. */
  phoneRoutes: ReturnType<typeof phoneBookRoutes>;
  /** Whether the phone book is over LDAP and TLS, and where. */
  readonly ldap: LdapState;
  /** 0 where it is not open. */
  readonly ldapPort: number;
  close(): void;
}

export function createDevices(options: {
  config: Config;
  tls: { cert: string; key: string };
  log: Logger;
  db: Database;
  events: EventLog;
  clock: Clock;
  directory: Directory;
  sip: Sip;
  calling: Calling;
  /** Where the appliance is, as in `https://hearth.example.org`. */
  url: () => string;
}): DeviceRoom {
  const { config } = options;
  const contacts = new Contacts(options);
  const book = new PhoneBook({ contacts, ...options });
  const ldap = openLdap({ ...options, entries: new DirectoryEntries({ book, contacts }) });
  return {
    routes: contactRoutes({
      contacts,
      ldap: () => ({
        address: ldap.kind === "open" ? `ldaps://${config.host}:${ldap.server.port}` : "",
        base: baseName,
      }),
    }),
    placeRoutes: placeRoutes({ places: new Places(options) }),
    phoneRoutes: phoneBookRoutes({ book, ...options }),
    ldap,
    get ldapPort() {
      return ldap.kind === "open" ? ldap.server.port : 0;
    },
    close() {
      if (ldap.kind === "open") ldap.server.close();
    },
  };
}

/** A port that is taken costs the house its phone book over LDAP, and nothing else. */
function openLdap(
  options: Omit<LdapOptions, "address" | "port" | "searchesPerSecond"> & { config: Config },
): LdapState {
  const { enabled, address, tls_port: port, searches_per_second: searchesPerSecond } = options.config.ldap;
  if (!enabled) return { kind: "off" };
  try {
    return { kind: "open", server: new LdapServer({ ...options, address, port, searchesPerSecond }) };
  } catch (error) {
    options.log.error("the phone book over LDAP has no port", { address, port, error });
    return { kind: "failed", port };
  }
}
