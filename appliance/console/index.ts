/** The console: what the administrator sees of the whole house. */
import { Hono } from "hono";
import type { PersonEnv } from "../people/index.ts";
import type { Jobs, Limit, Mail, WordingFor } from "../platform/index.ts";
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
import { mailRoutes, mailTestRoutes } from "./mail.ts";

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

/** Addresses whose credentials were wrong too often. */
interface Bans {
  all(): readonly { address: string; until: number }[];
  lift(address: string): void;
}

export function createConsole(parts: {
  version: string;
  startedAt: number;
  figures: () => Figures;
  checks: readonly Check[];
  limits: readonly Limit[];
  bans: Bans;
  jobs: Jobs;
  mail: Mail;
  wordingFor: WordingFor;
}) {
  const { version, startedAt } = parts;
  const routes = new Hono<PersonEnv>()
    .get("/overview", async (c) => {
      const findings = await runChecks(parts.checks);
      return c.json({ version, startedAt, figures: parts.figures(), findings } satisfies Overview);
    })
    .get("/health", async (c) => c.json({ findings: await runChecks(parts.checks) }))
    .get("/protection", (c) => c.json({ limits: parts.limits.map(shownLimit), bans: [...parts.bans.all()] }))
    .route("/", jobRoutes(parts.jobs))
    .route("/", mailRoutes(parts.mail));
  const changeRoutes = new Hono<PersonEnv>()
    .delete("/protection/bans/:address", (c) => {
      parts.bans.lift(c.req.param("address"));
      return c.body(null, 204);
    })
    .route("/", jobChangeRoutes(parts.jobs))
    .route("/", mailTestRoutes(parts.mail, parts.wordingFor));
  return { routes, changeRoutes };
}
