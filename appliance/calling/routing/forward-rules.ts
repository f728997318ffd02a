/** Forwards that count at certain hours, or for certain callers (CA-13). */
import { wallMoment } from "../../platform/index.ts";
import type { CallSettings } from "../members/call-settings.ts";
import { isOpen } from "./hours.ts";

/** As numbers are written in many ways. */
const bare = (number: string): string => number.replaceAll(/[\s().\-/]/g, "").toLowerCase();

function isAmong(callers: readonly string[], number: string): boolean {
  if (callers.length === 0) return true;
  const calling = bare(number);
  return callers
    .map(bare)
    .some((wanted) => (wanted.endsWith("*") ? calling.startsWith(wanted.slice(0, -1)) : calling === wanted));
}

/**
 * The settings as they are for this call: whoever is forwarded by a rule is so always.
 * @param caller number of who calls; empty where it is not known
 * @param at milliseconds since the epoch
 */
export function settingsFor(settings: CallSettings, caller: string, at: number): CallSettings {
  const { forwardRules, zone } = settings;
  if (forwardRules.length === 0) return settings;
  const moment = wallMoment(at, zone ?? undefined);
  const rule = forwardRules.find(({ hours, callers }) => isOpen(hours, moment) && isAmong(callers, caller));
  return rule ? { ...settings, forwardAlways: rule.number } : settings;
}
