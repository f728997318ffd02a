/** What would happen if somebody dialled a number now, or at another time, in the words of the console. */
import type { Clock } from "../../platform/index.ts";
import type { Sip } from "../../sip/index.ts";
import type { Attendants } from "../attendants/attendants.ts";
import type { Exchange } from "../call/exchange.ts";
import type { OutboundRoutes } from "../outside/outbound-routes.ts";
import type { Trunks } from "../outside/trunks.ts";
import { explain, type PlanStep } from "./explain.ts";
import type { Authority } from "./routing.ts";
import type { Target } from "./world.ts";

interface Parts {
  exchange: Exchange;
  attendants: Attendants;
  trunks: Trunks;
  routes: OutboundRoutes;
  sip: Sip;
  clock: Clock;
}

/** @param at milliseconds since the epoch; undefined: now */
export function rehearse(parts: Parts, authority: Authority, number: string, at?: number): PlanStep[] {
  const { exchange, attendants, routes, clock } = parts;
  return explain(exchange.planFor(authority, number, at), {
    nameOf: (target) => nameOf(parts, target),
    routeOf: (target) => (target.kind === "trunk" ? (routes.of(target.number)?.name ?? "") : ""),
    menuAt: (dialled) => attendants.heardAt(dialled, at ?? clock.now()),
    sendOn: (chosen) => exchange.planFor({ ...authority, house: true }, chosen, at),
  });
}

function nameOf({ sip, trunks }: Parts, target: Target): string {
  switch (target.kind) {
    case "device": {
      const { deviceId } = target.binding;
      return `${target.party.name}: ${(deviceId && sip.devices.find(deviceId)?.name) || "app"}`;
    }
    case "asleep":
      return `${target.party.name}: app`;
    case "reach":
      return target.number;
    case "domain":
      return target.address;
    case "trunk":
      return `${trunks.find(target.trunk)?.name ?? ""}: ${target.number}`;
  }
}
