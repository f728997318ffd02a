/** The console: what the administrator sees of the whole house. */
import { Hono } from "hono";
import { z } from "zod";
import type { PersonEnv } from "../people/index.ts";
import {
  type Jobs,
  type Limit,
  type Mail,
  type MailServerBook,
  query,
  type WordingFor,
} from "../platform/index.ts";
import {
  type Check,
  diskCheck,
  encryptionCheck,
  type Finding,
  fraudCheck,
  mailCheck,
  opusCheck,
  phoneBookCheck,
  runChecks,
  speechCheck,
  spendingCheck,
  telephonyCheck,
  trunkCheck,
} from "./health.ts";
import { jobChangeRoutes, jobRoutes } from "./jobs.ts";
import { mailChangeRoutes, mailRoutes } from "./mail.ts";

export type { Check, Finding };
export {
  diskCheck,
  encryptionCheck,
  fraudCheck,
  mailCheck,
  opusCheck,
  phoneBookCheck,
  speechCheck,
  spendingCheck,
  telephonyCheck,
  trunkCheck,
};

/** What is counted on the overview, and how; the composer knows where each number lives. */
export interface Figures {
  people: number;
  connectedPeople: number;
  spaces: number;
  messagesToday: number;
  fileBytes: number;
  registeredDevices: number;
  activeCalls: number;
  activeMeetings: number;
}

export interface Overview {
  version: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  figures: Figures;
  findings: Finding[];
}

/** People by their ids, the rest by their addresses; the last of them first. */
const shownLimit = ({ kind, limiter: { burst, perSecond, refused } }: Limit) => ({
  kind,
  burst,
  perSecond,
  refused: refused.slice(0, 20),
});

interface KeptOut {
  address: string;
  until: number;
}

/** Whose credentials were wrong too often: addresses, and names at addresses where telephones are registered. */
interface Bans {
  all(): readonly KeptOut[];
  lift(address: string): void;
  /** @param telephone whose name it is, in words; empty for a name that nobody has */
  names(): readonly (KeptOut & { name: string; telephone: string })[];
  liftName(address: string, name: string): void;
}

const keptName = z.object({ address: z.string().min(1).max(100), name: z.string().min(1).max(200) });

export function createConsole(parts: {
  version: string;
  startedAt: number;
  figures: () => Figures;
  checks: readonly Check[];
  limits: readonly Limit[];
  bans: Bans;
  jobs: Jobs;
  mail: Mail;
  mailServers: MailServerBook;
  wordingFor: WordingFor;
}) {
  const { version, startedAt } = parts;
  const routes = new Hono<PersonEnv>()
    .get("/overview", async (c) => {
      const findings = await runChecks(parts.checks);
      return c.json({ version, startedAt, figures: parts.figures(), findings } satisfies Overview);
    })
    .get("/health", async (c) => c.json({ findings: await runChecks(parts.checks) }))
    .get("/protection", (c) =>
      c.json({
        limits: parts.limits.map(shownLimit),
        bans: [...parts.bans.all()],
        names: [...parts.bans.names()],
      }),
    )
    .route("/", jobRoutes(parts.jobs))
    .route("/", mailRoutes(parts));
  const changeRoutes = new Hono<PersonEnv>()
    .delete("/protection/bans/:address", (c) => {
      parts.bans.lift(c.req.param("address"));
      return c.body(null, 204);
    })
    .delete("/protection/names", query(keptName), (c) => {
      const { address, name } = c.req.valid("query");
      parts.bans.liftName(address, name);
      return c.body(null, 204);
    })
    .route("/", jobChangeRoutes(parts.jobs))
    .route("/", mailChangeRoutes(parts));
  return { routes, changeRoutes };
}
