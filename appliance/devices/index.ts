/** Telephones beside their registration: places, people's contacts, and the phone book. */
import type { Calling } from "../calling/index.ts";
import type { Directory } from "../people/index.ts";
import type { Clock, Database, EventLog } from "../platform/index.ts";
import type { Sip } from "../sip/index.ts";
import { Contacts } from "./contacts.ts";
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
}

export function createDevices(options: {
  db: Database;
  events: EventLog;
  clock: Clock;
  directory: Directory;
  sip: Sip;
  calling: Calling;
  /** Where the appliance is, as in `https://hearth.example.org`. */
  url: () => string;
}): DeviceRoom {
  const contacts = new Contacts(options);
  const book = new PhoneBook({ contacts, ...options });
  return {
    routes: contactRoutes({ contacts }),
    placeRoutes: placeRoutes({ places: new Places(options) }),
    phoneRoutes: phoneBookRoutes({ book, ...options }),
  };
}
