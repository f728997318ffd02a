/** The appliance: starts its rooms, serves them, and stops everything in reverse. */
import { join } from "node:path";
import { createMedia } from "./media/index.ts";
import {
  type Config,
  createApp,
  databaseErrors,
  type Logger,
  serveHttp,
  staticRoutes,
} from "./platform/index.ts";
import { createRooms, type Rooms, type Surroundings } from "./rooms.ts";
import { appRoutes, sipRoute } from "./routes.ts";

export interface Appliance {
  /** Where browsers go: `https://host:port`. */
  url: string;
  /** PEM of the authority that signed the certificate. */
  authority: string;
  /** Typed in the wizard's first step; undefined once the box is set up. */
  setupCode: string | undefined;
  /** What is mounted, for the test that looks at every route. */
  routes: readonly { method: string; path: string }[];
  rooms: Rooms;
  close(): Promise<void>;
}

/** Starts everything; resolves when the box answers. Rejects with the reason when it cannot. */
export async function startAppliance(
  config: Config,
  log: Logger,
  surroundings: Surroundings = {},
): Promise<Appliance> {
  const { mediaWorkerUrl: workerUrl } = surroundings;
  const opened = new AsyncDisposableStack();
  // First, because its Workers load on other cores while the rest begins.
  const media = createMedia({ config, log: log.child({ room: "media" }), ...(workerUrl && { workerUrl }) });
  const closeMedia = media.then(
    ({ close }) => close,
    () => () => {}, // it has closed itself, and createRooms is told
  );
  opened.defer(async () => (await closeMedia)());
  const rooms = await createRooms(config, log, { ...surroundings, media, opened }).catch(async (reason) => {
    await opened
      .disposeAsync()
      .catch((error: unknown) => log.warn("not everything could be closed", { error }));
    throw reason;
  });
  const { metrics, people, tls } = rooms;
  const app = createApp({ log: log.child({ room: "http" }), metrics });
  let stopping = false;
  app.use(async (_c, next) => {
    if (stopping) throw databaseErrors("database-closed", { retryAfter: 5 });
    return next();
  });
  app.get("/metrics", async (c, next) => {
    const local = c.env.remoteAddress === "127.0.0.1" || c.env.remoteAddress === "::1";
    if (!local && !config.metrics_public) return next();
    return c.text(await metrics.text());
  });
  app.get("/hearth-authority.crt", (c) => {
    c.header("Content-Type", "application/x-x509-ca-cert");
    return c.body(tls.authority);
  });
  app.route("/app", appRoutes(rooms));
  app.route("/sip", sipRoute(rooms));
  app.route("/phones", rooms.devices.phoneRoutes);
  app.route("/", staticRoutes(join(import.meta.dir, "../dist/web-ui")));

  const http = serveHttp({
    app,
    tls,
    address: config.http.address,
    proxies: config.http.trusted_proxies,
    port: config.http.https_port,
    redirectPort: config.http.http_port,
    maxBodyBytes: config.messaging.max_file_bytes,
    log,
  });
  if (!config.http.public_url) rooms.site.url = `https://${config.host}:${http.port}`;
  rooms.jobs.resume();
  return {
    url: `https://${config.host}:${http.port}`,
    authority: tls.authority,
    setupCode: await people.directory.issueSetupCode(),
    routes: app.routes,
    rooms,
    async close() {
      stopping = true;
      try {
        await rooms.calling.hangUp(); // apps are told over the connections that end next
      } catch (error) {
        log.warn("not every call was hung up", { error });
      } finally {
        await http.close().finally(() => opened.disposeAsync());
      }
    },
  };
}
