/** Structured logs: one JSON object a line, with secrets masked before they reach the sink. */

export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogFields = Record<string, unknown>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds `fields` (room, call id, correlation id…) to every line. */
  child(fields: LogFields): Logger;
}

const rank: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };
const secretField =
  /^(password|passphrase|secret|token|cookie|authorization|pin|key|ha1.*|text|body|setup_?code)$/i;

const mask = "•••";

/** Nothing that is logged is nested deeper; what is may be a circle. */
const deepest = 5;

function redact(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return value;
  if (depth > deepest) return "…";
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretField.test(name) ? mask : redact(inner, depth + 1),
    ]),
  );
}

export function createLogger(options: {
  level: LogLevel;
  /** Receives one line without its line feed. */
  sink?: (line: string) => void;
  now?: () => number;
}): Logger {
  const sink = options.sink ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const now = options.now ?? Date.now;
  const make = (bound: LogFields): Logger => {
    const write = (level: LogLevel) => (message: string, fields?: LogFields) => {
      if (rank[level] < rank[options.level]) return;
      const line = redact({ ...bound, ...fields }) as LogFields;
      sink(JSON.stringify({ at: new Date(now()).toISOString(), level, message, ...line }));
    };
    return {
      debug: write("debug"),
      info: write("info"),
      warn: write("warn"),
      error: write("error"),
      child: (fields) => make({ ...bound, ...fields }),
    };
  };
  return make({});
}

/** For tests and tools that do not want lines. */
export const silentLogger: Logger = createLogger({ level: "error", sink: () => {} });
