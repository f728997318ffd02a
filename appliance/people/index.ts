/** Organisation, people, roles, entitlements, sign-in and sessions. */
import type { Context, MiddlewareHandler } from "hono";
import type { Clock, Database, EventLog, Limit } from "../platform/index.ts";
import { Directory } from "./directory.ts";
import { type GuestPolicy, GuestPolicyBook, guestPolicy } from "./guest-policy.ts";
import { Imports, type ImportsParts } from "./imports/imports.ts";
import { importRoutes } from "./imports/routes.ts";
import { Invitations } from "./invitations.ts";
import { LanguageBook, type PrepareLanguage } from "./language.ts";
import type { Nearness } from "./nearness.ts";
import type { Capability } from "./offers.ts";
import type { Person } from "./person.ts";
import {
  administrationRoutes,
  entitled,
  type PersonEnv,
  personRoutes,
  sessionOf,
  signedIn,
  staffOnly,
  visitorRoutes,
  withRole,
} from "./routes.ts";
import { Sessions } from "./sessions.ts";
import { PasswordSignIn } from "./sign-in.ts";
import { createPeopleStore, type PersonRow } from "./store.ts";
import { guestTrail } from "./trail.ts";

export type { Directory, PersonChange } from "./directory.ts";
export { type PeopleErrorCode, peopleErrors } from "./errors.ts";
export type { RefusedRow } from "./imports/csv.ts";
export type { ImportPlan } from "./imports/imports.ts";
export type { Invitations } from "./invitations.ts";
export { languageTag, type PrepareLanguage } from "./language.ts";
export type { Nearness } from "./nearness.ts";
export type { Capability, Entitlements } from "./offers.ts";
export { mailPasswordChange } from "./password-letter.ts";
export { isStaff, type Person } from "./person.ts";
export type { PersonEnv } from "./routes.ts";
export type { Role } from "./schema.ts";
export type { Sessions } from "./sessions.ts";
export { type GuestPolicy, type GuestPolicyBook, guestPolicy };

export interface People {
  directory: Directory;
  invitations: Invitations;
  sessions: Sessions;
  /** Of sign-ins. */
  limits: readonly Limit[];
  /** Lets signed-in people through and puts `person` and `sessionId` into the context. */
  signedIn: MiddlewareHandler<PersonEnv>;
  /** Whether a session that stands asks. */
  isSignedIn(c: Context): boolean;
  guestPolicy: GuestPolicyBook;
  /** The organisation's. */
  language: LanguageBook;
  /** Behind `signedIn`: writes down what guests do. */
  guestTrail: MiddlewareHandler<PersonEnv>;
  /** Behind `signedIn`: lets everybody but guests through. */
  staff: MiddlewareHandler<PersonEnv>;
  /** Behind `signedIn`: lets those through whose offer includes it. */
  entitled(capability: Capability): MiddlewareHandler<PersonEnv>;
  /** Behind `signedIn`: lets administrators and support through. */
  support: MiddlewareHandler<PersonEnv>;
  /** Behind `signedIn`: lets administrators through. */
  administrators: MiddlewareHandler<PersonEnv>;
  visitorRoutes: ReturnType<typeof visitorRoutes>;
  personRoutes: ReturnType<typeof personRoutes>;
  administrationRoutes: ReturnType<typeof administrationRoutes>;
  close(): void;
}

export function createPeople(options: {
  db: Database;
  events: EventLog;
  clock: Clock;
  /** Whether something other than a person answers at a number of the house. */
  answersElse: (number: string) => boolean;
  prepareLanguage: PrepareLanguage;
  /** Told inside the write that gives somebody another password than they had. */
  onPassword: (person: Person) => void;
  /** Those whom a guest may know of. */
  acquaintancesOf: (guestId: string) => ReadonlySet<string>;
  /** Whom somebody has to do with: they are found first. */
  nearnessOf: (personId: string) => Nearness;
}): People {
  const { clock, acquaintancesOf, nearnessOf } = options;
  const store = createPeopleStore(options.db.orm);
  store.completeNameWords();
  const policy = new GuestPolicyBook(options);
  const directory = new Directory({ store, policy, ...options });
  const invitations = new Invitations({ store, directory, ...options });
  const mayEnter = (person: PersonRow) => directory.mayEnter(person);
  const sessions = new Sessions({ store, mayEnter, ...options });
  const signIn = new PasswordSignIn({ store, clock, mayEnter });
  const language = new LanguageBook(options);
  const parts = { directory, invitations, sessions, signIn, acquaintancesOf, nearnessOf, language };
  return {
    directory,
    invitations,
    sessions,
    limits: signIn.limits,
    guestPolicy: policy,
    language,
    guestTrail: guestTrail(options),
    staff: staffOnly,
    entitled: entitled(directory),
    signedIn: signedIn(sessions),
    isSignedIn: (c) => sessionOf(c, sessions) !== undefined,
    support: withRole("administrator", "support"),
    administrators: withRole("administrator"),
    visitorRoutes: visitorRoutes(parts),
    personRoutes: personRoutes(parts),
    administrationRoutes: administrationRoutes(parts),
    close: () => sessions.close(),
  };
}

/** People from lists: beside the room, because it writes letters, and those want keys first. */
export const createImports = (parts: ImportsParts) => ({ routes: importRoutes(new Imports(parts)) });
