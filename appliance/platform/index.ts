/** The ground floor: time, logs, errors, metrics, sockets, configuration, database, events and HTTP. */
export { addressList, isNetwork, networkOf, unmapped } from "./address-list.ts";
export { opensInBrowsers } from "./bad-ports.ts";
export { type Clock, every, systemClock, type Timer, VirtualClock, wakeAt } from "./clock.ts";
export { type Config, ConfigError, loadConfig } from "./config.ts";
export { ConnectionLimit } from "./connection-limit.ts";
export { Database, databaseErrors, type Orm } from "./database.ts";
export { EventLog, type HearthEvent, type NewEvent } from "./events.ts";
export { Expiring } from "./expiring.ts";
export {
  type FieldProblem,
  type FieldProblemCode,
  fieldProblem,
  fieldProblemCodes,
  problemOf,
  says,
} from "./field-problems.ts";
export * from "./for-workers.ts";
export {
  body,
  contentSecurityPolicy,
  createApp,
  type HttpBindings,
  type HttpEnv,
  type HttpErrorCode,
  type HttpServer,
  httpErrors,
  invalidRequest,
  params,
  query,
  type Socket,
  type SocketHandlers,
  serveHttp,
} from "./http.ts";
export { type Job, type JobErrorCode, type JobKind, type JobNote, Jobs, jobErrors } from "./jobs.ts";
export { type Letter, oneLine } from "./letter.ts";
export { createLogger, type LogFields, type Logger, type LogLevel, silentLogger } from "./log.ts";
export { Mail, type MailErrorCode, type MailState, mailErrors } from "./mail.ts";
export {
  MailServerBook,
  type MailServerChoice,
  type MailServerView,
  mailServerChoice,
} from "./mail-server.ts";
export { markupText } from "./markup.ts";
export { Metrics } from "./metrics.ts";
export { isOutside, type OutsideRules, ownHosts, type Resolve, refusedForm } from "./outside.ts";
export { namesAt } from "./outside-names.ts";
export { type OutsideRequest, requestOutside } from "./outside-request.ts";
export { PolicyBook } from "./policy-book.ts";
export { RateLimiter } from "./rate-limit.ts";
export { readBody } from "./request-body.ts";
export { type Limit, RequestLimits } from "./request-limits.ts";
export { settings } from "./schema.ts";
export type { Sealing } from "./sealing.ts";
export { staticRoutes } from "./static.ts";
export { readSetting, writeSetting } from "./stored-settings.ts";
export { Stream, type StreamClient, type StreamFrame } from "./stream.ts";
export { loadTls, type TlsMaterial } from "./tls.ts";
export { isWithin, timeZone, type WallMoment, wallMoment, wallTime } from "./wall-clock.ts";
export type { Language, LetterText, PhoneText, Wording, WordingFor } from "./wording.ts";
