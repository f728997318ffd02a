/** How rooms say that something cannot be done. Each room has one table of codes; see `errorTable`. */

export interface ErrorEntry {
  /** HTTP status to answer with. */
  http: number;
  /** SIP status, where the error can reach a SIP peer. */
  sip?: number;
  /** One sentence in the words of the product: what happened and what to do next. */
  message: string;
}

export class HearthError<Code extends string = string> extends Error {
  override readonly name = "HearthError";
  readonly code: Code;
  readonly http: number;
  readonly sip: number | undefined;
  /** Machine-readable circumstances (field names, limits, seconds to wait); never secrets. */
  readonly details: Record<string, unknown>;

  constructor(
    code: Code,
    entry: ErrorEntry,
    details: Record<string, unknown> = {},
    options?: { cause?: unknown },
  ) {
    super(entry.message, options);
    this.code = code;
    this.http = entry.http;
    this.sip = entry.sip;
    this.details = details;
  }
}

/**
 * Turns a room's table into a constructor: `const fail = errorTable({ "space-not-found": {…} })`, then
 * `throw fail("space-not-found")`.
 */
export function errorTable<const Table extends Record<string, ErrorEntry>>(table: Table) {
  const fail = <Code extends keyof Table & string>(
    code: Code,
    details?: Record<string, unknown>,
    options?: { cause?: unknown },
  ): HearthError<Code> => new HearthError(code, table[code] as ErrorEntry, details, options);
  return Object.assign(fail, { codes: Object.keys(table) });
}

/** The codes of a room's table. */
export type ErrorCodeOf<Fail extends (code: never) => unknown> = Parameters<Fail>[0];
