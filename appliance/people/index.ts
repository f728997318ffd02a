/** Organisation, people, roles, entitlements, sign-in and sessions. */
import type { MiddlewareHandler } from "hono";
import type { Clock, Database, EventLog } from "../platform/index.ts";
import { Directory } from "./directory.ts";
import {
  administrationRoutes,
  type PersonEnv,
  personRoutes,
  signedIn,
  visitorRoutes,
  withRole,
} from "./routes.ts";
import { Sessions } from "./sessions.ts";
import { PasswordSignIn } from "./sign-in.ts";
import { createPeopleStore } from "./store.ts";

export type { Directory, Person, PersonChange } from "./directory.ts";
export type { PeopleErrorCode } from "./errors.ts";
export type { Entitlements } from "./offers.ts";
export type { PersonEnv } from "./routes.ts";
export type { Role } from "./schema.ts";
export type { Sessions } from "./sessions.ts";

export interface People {
  directory: Directory;
  sessions: Sessions;
  /** Lets signed-in people through and puts `person` and `sessionId` into the context. */
  signedIn: MiddlewareHandler<PersonEnv>;
  /** Behind `signedIn`: lets administrators and support through. */
  support: MiddlewareHandler<PersonEnv>;
  /** Behind `signedIn`: lets administrators through. */
  administrators: MiddlewareHandler<PersonEnv>;
  visitorRoutes: ReturnType<typeof visitorRoutes>;
  personRoutes: ReturnType<typeof personRoutes>;
  administrationRoutes: ReturnType<typeof administrationRoutes>;
}

export function createPeople(options: { db: Database; events: EventLog; clock: Clock }): People {
  const store = createPeopleStore(options.db.orm);
  const directory = new Directory({ store, ...options });
  const sessions = new Sessions({ store, ...options });
  const parts = { directory, sessions, signIn: new PasswordSignIn({ store, clock: options.clock }) };
  return {
    directory,
    sessions,
    signedIn: signedIn(sessions),
    support: withRole("administrator", "support"),
    administrators: withRole("administrator"),
    visitorRoutes: visitorRoutes(parts),
    personRoutes: personRoutes(parts),
    administrationRoutes: administrationRoutes(parts),
  };
}
