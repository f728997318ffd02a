/** The care assistant: questions find whoever knows and is free. */
import type { Messaging } from "../messaging/index.ts";
import type { Directory } from "../people/index.ts";
import type { Clock, Database, EventLog, Logger, Stream } from "../platform/index.ts";
import { Desks } from "./desks.ts";
import { Requests } from "./requests.ts";
import { careReportRoutes, careRoutes, deskRoutes } from "./routes.ts";
import { createCareStore } from "./store.ts";
import type { CareRequest } from "./view.ts";

export type { Desk, DeskInput, Duty } from "./desks.ts";
export type { CareErrorCode } from "./errors.ts";
export type { DeskReport } from "./report.ts";
export type { CareRequest };

export interface CareRoom {
  routes: ReturnType<typeof careRoutes>;
  reportRoutes: ReturnType<typeof careReportRoutes>;
  deskRoutes: ReturnType<typeof deskRoutes>;
  /** A request as it is now; null where there is none. */
  state(id: string): CareRequest | null;
  /** Resolves when everybody who is to be asked now has been. */
  settled(): Promise<void>;
  close(): void;
}

export function createCare(options: {
  db: Database;
  events: EventLog;
  stream: Stream;
  clock: Clock;
  log: Logger;
  directory: Directory;
  messaging: Messaging;
}): CareRoom {
  const store = createCareStore(options.db.orm);
  const desks = new Desks({ store, ...options });
  const requests = new Requests({ store, desks, ...options });
  options.stream.hydrate("care", ({ kind, subject }) =>
    kind === "care.changed" ? requests.state(subject) : null,
  );
  requests.resume();
  return {
    routes: careRoutes({ desks, requests }),
    reportRoutes: careReportRoutes({ desks, store, now: () => options.clock.now() }),
    deskRoutes: deskRoutes({ desks, requests }),
    state: (id) => requests.state(id),
    settled: () => requests.settled(),
    close: () => requests.close(),
  };
}
