/** Telephones beside their registration: places, people's contacts, and the phone book. */
import type { Calling } from "../calling/index.ts";
import type { Directory } from "../people/index.ts";
import type { Clock, Config, Database, EventLog, Logger } from "../platform/index.ts";
import type { Sip } from "../sip/index.ts";
import { Contacts } from "./contacts.ts";
import { baseName, DirectoryEntries } from "./ldap/entries.ts";
import { LdapServer } from "./ldap/server.ts";
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
  /** Where the phone book is over LDAP and TLS. */
  readonly ldapPort: number;
  close(): void;
}

/** Throws when the port of the phone book is taken. */
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
  const { address, tls_port: port } = config.ldap;
  const entries = new DirectoryEntries({ book, contacts });
  const ldap = new LdapServer({ ...options, address, port, entries });
  return {
    routes: contactRoutes({
      contacts,
      ldap: () => ({ address: `ldaps://${config.host}:${ldap.port}`, base: baseName }),
    }),
    placeRoutes: placeRoutes({ places: new Places(options) }),
    phoneRoutes: phoneBookRoutes({ book, ...options }),
    get ldapPort() {
      return ldap.port;
    },
    close: () => ldap.close(),
  };
}
