/** Telephones beside their registration: places, people's contacts, and the phone book. */
import { Hono } from "hono";
import { type Calling, mailboxNumber } from "../calling/index.ts";
import type { Directory } from "../people/index.ts";
import type { Clock, Config, Database, EventLog, HttpEnv, Logger } from "../platform/index.ts";
import type { Sip } from "../sip/index.ts";
import { Contacts } from "./contacts.ts";
import { Guesses } from "./guesses.ts";
import { baseName, DirectoryEntries } from "./ldap/entries.ts";
import { type LdapOptions, LdapServer, type LdapState } from "./ldap/server.ts";
import { PhoneBook } from "./phonebook/entries.ts";
import { phoneBookRoutes } from "./phonebook/routes.ts";
import { Places } from "./places.ts";
import { Activation } from "./provisioning/activation.ts";
import { ActivationCodes } from "./provisioning/codes.ts";
import { ProvisionedPhones } from "./provisioning/phones.ts";
import { ownPhoneRoutes, settingsRoutes } from "./provisioning/routes.ts";
import { contactRoutes, placeRoutes } from "./routes.ts";

export type { Contact, ContactNumber, ImportReport } from "./contacts.ts";
export type { DeviceErrorCode } from "./errors.ts";
export type { Credentials, Place } from "./places.ts";
export type { OpenCode } from "./provisioning/codes.ts";
export type { ProvisionedPhone } from "./provisioning/phones.ts";
export type { PhoneKey, PhoneSettings } from "./provisioning/settings.ts";

export interface DeviceRoom {
  /** Of the signed-in person. */
  routes: ReturnType<typeof contactRoutes>;
  ownPhoneRoutes: ReturnType<typeof ownPhoneRoutes>;
  placeRoutes: ReturnType<typeof placeRoutes>;
  /** For telephones, under `/phones`. */
  phoneRoutes: Hono<HttpEnv>;
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
  const { config, clock, url } = options;
  const contacts = new Contacts(options);
  const book = new PhoneBook({ contacts, ...options });
  const ldap = openLdap({ ...options, entries: new DirectoryEntries({ book, contacts }) });
  const guesses = new Guesses(clock);
  const codes = new ActivationCodes(options);
  const phones = new ProvisionedPhones(options);
  const activation = new Activation({
    ...options,
    codes,
    phones,
    host: config.host,
    mailbox: mailboxNumber,
    year: () => new Date(clock.now()).getUTCFullYear(),
  });
  return {
    routes: contactRoutes({
      contacts,
      ldap: () => ({
        address: ldap.kind === "open" ? `ldaps://${config.host}:${ldap.server.port}` : "",
        base: baseName,
      }),
    }),
    placeRoutes: placeRoutes({ places: new Places(options) }),
    ownPhoneRoutes: ownPhoneRoutes({ codes, phones, url }),
    phoneRoutes: new Hono<HttpEnv>()
      .route("/", settingsRoutes({ ...options, activation, guesses }))
      .route("/", phoneBookRoutes({ ...options, book, guesses })),
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
