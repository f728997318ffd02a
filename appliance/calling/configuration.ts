/** What administrators set up: groups, menus, trunks, numbers, and each person's class of service. */
import { Hono } from "hono";
import { z } from "zod";
import type { Directory, PersonEnv } from "../people/index.ts";
import { body, params, query } from "../platform/index.ts";
import type { Sip } from "../sip/index.ts";
import { type Attendants, attendantSchema, draftSchema } from "./attendants/attendants.ts";
import { type Groups, groupSchema } from "./groups/groups.ts";
import { type LineRights, lineRightsSchema } from "./lines/line-rights.ts";
import { type SharedLines, sharedLineSchema } from "./lines/shared-lines.ts";
import { settingsChange } from "./members/call-settings.ts";
import type { Settings } from "./members/settings.ts";
import { type Domains, domainName, domainRuleSchema } from "./outside/domains.ts";
import { limitsSchema } from "./outside/limits.ts";
import { type Locations, locationSchema } from "./outside/locations.ts";
import { type OutboundRoutes, outboundRouteChange, outboundRouteSchema } from "./outside/outbound-routes.ts";
import { type OutsideNumbers, outsideNumberSchema } from "./outside/outside-numbers.ts";
import { priceList, readPrices } from "./outside/prices.ts";
import type { Protection } from "./outside/protection.ts";
import { spendingLimits } from "./outside/spending-limits.ts";
import { type TrunkTestStep, trunkTestSchema } from "./outside/trunk-test.ts";
import { type Trunks, trunkSchema } from "./outside/trunks.ts";
import { dialString } from "./routing/dial-string.ts";
import { type DiallingRules, diallingChoice } from "./routing/dialling-rules.ts";
import type { PlanStep } from "./routing/explain.ts";
import { type Conferences, conferencePolicySchema } from "./services/conferences.ts";
import type { HoldPicture } from "./sounds/hold-picture.ts";
import type { HouseSounds } from "./sounds/house-sounds.ts";
import { soundRoutes } from "./sounds/sound-routes.ts";

export interface ConfigurationParts {
  directory: Directory;
  settings: Settings;
  groups: Groups;
  sounds: HouseSounds;
  holdPicture: HoldPicture;
  lines: SharedLines;
  attendants: Attendants;
  sip: Sip;
  trunks: Trunks;
  routes: OutboundRoutes;
  domains: Domains;
  protection: Protection;
  numbers: OutsideNumbers;
  locations: Locations;
  rights: LineRights;
  conferences: Conferences;
  rules: DiallingRules;
  /** @param at milliseconds since the epoch; now where it is left out */
  explain(personId: string, number: string, at: number | undefined): PlanStep[];
  /** See outside/trunk-test.ts; with the rights and the number of the person. */
  testTrunk(id: string, number: string | null, personId: string): Promise<TrunkTestStep[]>;
}

const planQuestion = z.object({
  caller: z.uuid(),
  number: dialString,
  at: z.coerce.number().int().positive().max(8.64e15).optional(),
});
/** Ten thousand lines of a list. */
const mostPriceBytes = 1024 * 1024;
/** Who are shown with what they have spent: the house, and the first. */
const mostSpenders = 11;
const checkedDomain = z.object({ domain: domainName });

export function callingConfiguration(parts: ConfigurationParts) {
  const { directory, sip, settings, sounds, groups, lines, attendants } = parts;
  const { trunks, routes, domains, protection, numbers, locations } = parts;
  return new Hono<PersonEnv>()
    .get("/calling", (c) =>
      c.json({
        groups: groups.all,
        hasHoldMusic: sounds.music !== undefined,
        lines: lines.all,
        attendants: attendants.all,
        trunks: trunks.all,
        routes: routes.all,
        numbers: numbers.all,
        locations: locations.all,
        domains: domains.all,
        limits: protection.limits,
        spending: {
          limits: protection.spending.limits,
          prices: protection.spending.prices.length,
          spent: protection.spending.spent.slice(0, mostSpenders),
          reached: protection.spending.reached,
        },
        lineRights: parts.rights.policy,
        conferences: parts.conferences.policy,
        stops: protection.stops,
        emergencyNumbers: [...parts.rules.emergencyNumbers],
        dialling: { chosen: parts.rules.chosen, file: parts.rules.file },
      }),
    )
    .route("/", soundRoutes(parts))
    .get("/calling/plan", query(planQuestion), (c) => {
      const { caller, number, at } = c.req.valid("query");
      return c.json({ steps: parts.explain(caller, number, at) });
    })
    .get("/calling/people/:id", (c) => c.json(settings.of(directory.require(c.req.param("id")).id)))
    .patch("/calling/people/:id", body(settingsChange), async (c) => {
      const { id } = directory.require(c.req.param("id"));
      const changed = await settings.change(id, c.req.valid("json"));
      protection.spending.enforce();
      return c.json(changed);
    })
    .patch("/calling/devices/:id", body(z.strictObject({ plain: z.boolean() })), async (c) => {
      await sip.devices.allowPlain(undefined, c.req.param("id"), c.req.valid("json").plain);
      return c.body(null, 204);
    })
    .post("/calling/groups", body(groupSchema), async (c) =>
      c.json(await groups.put(undefined, c.req.valid("json"))),
    )
    .put("/calling/groups/:id", body(groupSchema), async (c) =>
      c.json(await groups.put(c.req.param("id"), c.req.valid("json"))),
    )
    .delete("/calling/groups/:id", async (c) => {
      await groups.remove(c.req.param("id"));
      return c.body(null, 204);
    })
    .post("/calling/lines", body(sharedLineSchema), async (c) =>
      c.json(await lines.put(undefined, c.req.valid("json"))),
    )
    .put("/calling/lines/:id", body(sharedLineSchema), async (c) =>
      c.json(await lines.put(c.req.param("id"), c.req.valid("json"))),
    )
    .delete("/calling/lines/:id", async (c) => {
      await lines.remove(c.req.param("id"));
      return c.body(null, 204);
    })
    .post("/calling/routes", body(outboundRouteSchema), async (c) =>
      c.json(await routes.add(c.req.valid("json"))),
    )
    .put("/calling/routes/:id", body(outboundRouteChange), async (c) =>
      c.json(await routes.change(c.req.param("id"), c.req.valid("json"))),
    )
    .delete("/calling/routes/:id", async (c) => {
      await routes.remove(c.req.param("id"));
      return c.body(null, 204);
    })
    .post("/calling/attendants", body(attendantSchema), async (c) =>
      c.json(await attendants.put(undefined, c.req.valid("json"), c.get("person").id)),
    )
    .put("/calling/attendants/:id", body(attendantSchema), async (c) =>
      c.json(await attendants.put(c.req.param("id"), c.req.valid("json"), c.get("person").id)),
    )
    .get("/calling/attendants/:id/versions", (c) =>
      c.json({ versions: attendants.versions(c.req.param("id")) }),
    )
    .post("/calling/attendants/drafts", body(draftSchema), (c) =>
      c.json({ number: attendants.drafts.open(c.req.valid("json")) }),
    )
    .delete("/calling/attendants/:id", async (c) => {
      await attendants.remove(c.req.param("id"));
      return c.body(null, 204);
    })
    .post("/calling/trunks", body(trunkSchema), async (c) =>
      c.json(await trunks.put(undefined, c.req.valid("json"))),
    )
    .put("/calling/trunks/:id", body(trunkSchema), async (c) =>
      c.json(await trunks.put(c.req.param("id"), c.req.valid("json"))),
    )
    .post("/calling/trunks/:id/test", body(trunkTestSchema), async (c) => {
      const { number } = c.req.valid("json");
      return c.json({ steps: await parts.testTrunk(c.req.param("id"), number, c.get("person").id) });
    })
    .delete("/calling/trunks/:id", async (c) => {
      await trunks.remove(c.req.param("id"));
      return c.body(null, 204);
    })
    .put("/calling/limits", body(limitsSchema), async (c) =>
      c.json(await protection.change(c.req.valid("json"))),
    )
    .put("/calling/spending", body(spendingLimits), async (c) => {
      await protection.spending.change(c.req.valid("json"));
      return c.body(null, 204);
    })
    .get("/calling/prices", (c) => c.json({ prices: protection.spending.prices }))
    .put("/calling/prices", body(z.strictObject({ prices: priceList }), mostPriceBytes), async (c) => {
      await protection.spending.putPrices(c.req.valid("json").prices);
      return c.body(null, 204);
    })
    .post("/calling/prices/list", body(z.strictObject({ csv: z.string() }), mostPriceBytes), async (c) => {
      const { prices, problems } = readPrices(c.req.valid("json").csv);
      if (problems.length === 0) await protection.spending.putPrices(prices);
      return c.json({ count: prices.length, problems });
    })
    .put("/calling/dialling", body(diallingChoice), async (c) => {
      await parts.rules.change(c.req.valid("json"), c.get("person").id);
      return c.body(null, 204);
    })
    .put("/calling/conferences", body(conferencePolicySchema), async (c) => {
      await parts.conferences.change(c.req.valid("json"), c.get("person").id);
      return c.json(parts.conferences.policy);
    })
    .put("/calling/line-rights", body(lineRightsSchema), async (c) => {
      await parts.rights.change(c.req.valid("json"), c.get("person").id);
      return c.json(parts.rights.policy);
    })
    .delete("/calling/stops/:person", async (c) => {
      await protection.lift(c.req.param("person"));
      return c.body(null, 204);
    })
    .put("/calling/domains", body(domainRuleSchema), async (c) =>
      c.json(await domains.put(c.req.valid("json"))),
    )
    .post("/calling/domains/:domain/check", params(checkedDomain), async (c) =>
      c.json(await domains.check(c.req.valid("param").domain)),
    )
    .delete("/calling/domains/:domain", async (c) => {
      await domains.remove(c.req.param("domain"));
      return c.body(null, 204);
    })
    .post("/calling/locations", body(locationSchema), async (c) =>
      c.json(await locations.put(undefined, c.req.valid("json"))),
    )
    .put("/calling/locations/:id", body(locationSchema), async (c) =>
      c.json(await locations.put(c.req.param("id"), c.req.valid("json"))),
    )
    .delete("/calling/locations/:id", async (c) => {
      await locations.remove(c.req.param("id"));
      return c.body(null, 204);
    })
    .put("/calling/numbers", body(outsideNumberSchema), async (c) =>
      c.json(await numbers.put(c.req.valid("json"))),
    )
    .delete("/calling/numbers/:number", async (c) => {
      await numbers.remove(c.req.param("number"));
      return c.body(null, 204);
    });
}
