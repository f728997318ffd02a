/** The HTTP and WebSocket server: TLS, security headers, correlation ids, one shape of error. */

import { zValidator } from "@hono/zod-validator";
import type { Server, ServerWebSocket } from "bun";
import { Hono, type MiddlewareHandler } from "hono";
import type { z } from "zod";
import { type ErrorCodeOf, errorTable, HearthError } from "./errors.ts";
import { type FieldProblem, problemOf } from "./field-problems.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { withinLimit } from "./request-body.ts";
import type { TlsMaterial } from "./tls.ts";
import { type VisitorAddress, visitorAddresses } from "./visitor-address.ts";

/** One WebSocket's end on this side. */
export interface Socket {
  /** False when the peer is gone. */
  send(data: string | Uint8Array<ArrayBuffer>): boolean;
  close(code?: number, reason?: string): void;
  /** Bytes accepted but not yet taken by the network. */
  readonly buffered: number;
  readonly remoteAddress: string;
}

export interface SocketHandlers {
  open(socket: Socket): void;
  message(data: string | Buffer): void;
  /** Called once; the socket is gone. */
  close(code: number): void;
}

export interface HttpBindings {
  remoteAddress: string;
  /** Turns the request into a WebSocket; false when it does not ask for one. */
  upgrade(handlers: SocketHandlers, protocol?: string): boolean;
}

/** What every route of the house finds in its context. */
export interface HttpEnv {
  Bindings: HttpBindings;
  Variables: { correlationId: string; log: Logger; nonce: string };
}

export const httpErrors = errorTable({
  "invalid-request": { http: 400, message: "The request is not understood." },
  "not-found": { http: 404, message: "There is nothing at this address." },
  "too-many-requests": { http: 429, message: "Too many attempts. Wait a moment and try again." },
  "body-too-large": { http: 413, message: "The request is larger than the appliance accepts." },
  "foreign-origin": { http: 403, message: "The request came from another site and was refused." },
  internal: { http: 500, message: "Something went wrong in the appliance. Try again, and quote the code." },
  "upgrade-required": { http: 426, message: "This address speaks WebSocket only." },
});

export type HttpErrorCode = ErrorCodeOf<typeof httpErrors>;

/** Octets of a JSON body where a route says nothing else: a message with every token of its search, twice. */
const usualBody = 1024 * 1024;

/** Checks a JSON body against `schema`; answers 400 with the wrong fields named, 413 to one of more octets than `most`. */
export function body<Schema extends z.ZodType>(schema: Schema, most = usualBody) {
  const validate = zValidator("json", schema, refuseInvalid);
  const limited: typeof validate = async (c, next) => {
    const request = await withinLimit(c.req.raw, most);
    if (!request) throw httpErrors("body-too-large");
    c.req.raw = request;
    return validate(c, next);
  };
  return limited;
}

/** The same for the query string. */
export const query = <Schema extends z.ZodType>(schema: Schema) => zValidator("query", schema, refuseInvalid);

/** The same for the path's parameters. */
export const params = <Schema extends z.ZodType>(schema: Schema) =>
  zValidator("param", schema, refuseInvalid);

function refuseInvalid(result: { success: boolean; error?: { issues: readonly z.core.$ZodIssue[] } }): void {
  if (!result.success) throw invalidRequest(...(result.error?.issues ?? []).map(problemOf));
}

export const invalidRequest = (...problems: FieldProblem[]) => httpErrors("invalid-request", { problems });

/** Server-side policy of the pages: only our own scripts, by nonce; nobody may frame us. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob: mediastream:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "frame-src blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types default dompurify",
  ].join("; ");
}

/** Some addresses hold what lets somebody in. */
const pathForLog = (path: string): string => path.replace(/^(\/app\/invitations|\/phones)\/[^/]+/, "$1/…");

const securityHeaders: MiddlewareHandler<HttpEnv> = async (c, next) => {
  c.set("nonce", Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url"));
  await next();
  const headers = c.res.headers;
  headers.set("Strict-Transport-Security", "max-age=31536000");
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "no-referrer");
  headers.set("X-Frame-Options", "DENY");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  headers.set(
    "Permissions-Policy",
    "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
  );
  if (!headers.has("Content-Security-Policy"))
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
};

/** Refuses requests that change something and come from another site (RFC 6454 origin, Fetch metadata). */
const sameOrigin: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const reads = c.req.method === "GET" || c.req.method === "HEAD" || c.req.method === "OPTIONS";
  const upgrades = c.req.header("upgrade") !== undefined;
  if (reads && !upgrades) return next();
  const origin = c.req.header("origin");
  const site = c.req.header("sec-fetch-site");
  const foreign =
    origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== c.req.header("host"));
  if (foreign || (origin === undefined && site === "cross-site")) throw httpErrors("foreign-origin");
  return next();
};

/** An app with the house's middleware and its answer to errors; rooms mount their routes on it. */
export function createApp(options: { log: Logger; metrics: Metrics }): Hono<HttpEnv> {
  const duration = options.metrics.histogram("hearth_http_seconds", "Time to answer, by method and status.");
  const app = new Hono<HttpEnv>();
  app.use(async (c, next) => {
    const asked = c.req.header("x-request-id");
    const correlationId = asked && /^[\w-]{8,64}$/.test(asked) ? asked : crypto.randomUUID();
    const started = performance.now();
    c.set("correlationId", correlationId);
    c.set("log", options.log.child({ correlationId }));
    await next();
    c.res.headers.set("X-Request-Id", correlationId);
    const { status } = c.res;
    duration.observe((performance.now() - started) / 1000, { method: c.req.method, status: `${status}` });
    c.get("log").debug("answered", { method: c.req.method, path: pathForLog(c.req.path), status });
  });
  app.use(securityHeaders);
  app.use(sameOrigin);
  app.notFound(() => {
    throw httpErrors("not-found");
  });
  app.onError((error, c) => {
    const known = error instanceof HearthError ? error : httpErrors(codeOf(error), {}, { cause: error });
    const log = c.get("log") ?? options.log;
    const { retryAfter } = known.details; // who is told when to come back has met no fault
    if (known.http >= 500 && retryAfter === undefined)
      log.error("request failed", { path: pathForLog(c.req.path), error: known.cause ?? known });
    if (typeof retryAfter === "number") c.header("Retry-After", String(retryAfter));
    const { code, message, details } = known;
    return c.json(
      { error: { code, message, details, correlationId: c.get("correlationId") } },
      known.http as 400,
    );
  });
  return app;
}

/** Hono's own exceptions (a body that is not JSON) become ours. */
function codeOf(error: Error): "invalid-request" | "internal" {
  return "status" in error && typeof error.status === "number" && error.status < 500
    ? "invalid-request"
    : "internal";
}

interface SocketData {
  /** Of the visitor, who may be behind a proxy. */
  address: string;
  handlers: SocketHandlers;
}

const facade = (socket: ServerWebSocket<SocketData>): Socket => ({
  send: (data) => socket.send(data) !== 0,
  close: (code, reason) => socket.close(code, reason),
  get buffered() {
    return socket.getBufferedAmount();
  },
  remoteAddress: socket.data.address,
});

export interface HttpServer {
  readonly port: number;
  /** The port that redirects to HTTPS; undefined when it could not be bound. */
  readonly redirectPort: number | undefined;
  close(): Promise<void>;
}

export function serveHttp(options: {
  app: Hono<HttpEnv>;
  tls: TlsMaterial;
  address: string;
  /** Proxies in front, whose word counts for where a request came from. */
  proxies: readonly string[];
  port: number;
  redirectPort: number;
  maxBodyBytes: number;
  log: Logger;
}): HttpServer {
  const visitorAddress = visitorAddresses(options.proxies);
  const server = Bun.serve<SocketData>({
    hostname: options.address,
    port: options.port,
    tls: { cert: options.tls.cert, key: options.tls.key },
    maxRequestBodySize: options.maxBodyBytes,
    idleTimeout: 120,
    fetch: (request, bun) => options.app.fetch(request, bindings(request, bun, visitorAddress)),
    websocket: {
      open: (socket) => socket.data.handlers.open(facade(socket)),
      message: (socket, data) => socket.data.handlers.message(data as string | Buffer),
      close: (socket, code) => socket.data.handlers.close(code),
      maxPayloadLength: 256 * 1024,
      backpressureLimit: 16 * 1024 * 1024,
      closeOnBackpressureLimit: true, // the client comes back and resumes from where it was
      idleTimeout: 60,
      sendPings: true,
      perMessageDeflate: false,
    },
  });
  const redirect = redirectServer(options, server.port ?? options.port);
  return {
    port: server.port ?? options.port,
    redirectPort: redirect?.port,
    async close() {
      await Promise.all([server.stop(true), redirect?.stop(true)]);
    },
  };
}

function bindings(
  request: Request,
  server: Server<SocketData>,
  visitorAddress: VisitorAddress,
): HttpBindings {
  const peer = server.requestIP(request)?.address ?? "";
  const address = visitorAddress(peer, request.headers.get("x-forwarded-for"));
  return {
    remoteAddress: address,
    upgrade: (handlers, protocol) =>
      server.upgrade(request, {
        data: { address, handlers },
        headers: protocol ? { "Sec-WebSocket-Protocol": protocol } : {},
      }),
  };
}

function redirectServer(
  options: { address: string; redirectPort: number; log: Logger },
  httpsPort: number,
): Server<undefined> | undefined {
  try {
    return Bun.serve({
      hostname: options.address,
      port: options.redirectPort,
      fetch(request) {
        const { hostname, pathname, search } = new URL(request.url);
        const port = httpsPort === 443 ? "" : `:${httpsPort}`;
        return Response.redirect(`https://${hostname}${port}${pathname}${search}`, 308);
      },
    });
  } catch (error) {
    options.log.warn("plain HTTP port is taken; visitors must type https://", {
      port: options.redirectPort,
      error,
    });
    return undefined;
  }
}
