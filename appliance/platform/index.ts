/** The ground floor: time, logs, errors, metrics, sockets, configuration, database, events and HTTP. */
export { type Clock, systemClock, type Timer, VirtualClock } from "./clock.ts";
export { type ErrorEntry, errorTable, HearthError } from "./errors.ts";
export { createLogger, type LogFields, type Logger, type LogLevel, silentLogger } from "./log.ts";
export { type Counter, type Gauge, type Histogram, type Labels, Metrics } from "./metrics.ts";
export { dscp, hardenUdpDescriptor, openUdp, type UdpOptions, type UdpSocket } from "./udp.ts";
