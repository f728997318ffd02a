/** Forwards that count at certain hours, or for certain callers (CA-13). */
import { wallMoment } from "../../platform/index.ts";
import type { CallSettings } from "../members/call-settings.ts";
import { type DialRules, outsideNumber } from "../outside/numbers.ts";
import { isOpen } from "./hours.ts";

/** As numbers are written in many ways. */
const bare = (number: string): string => number.replaceAll(/[\s().\-/]/g, "").toLowerCase();

/** One form for all ways to dial a number, so that whoever calls is found however they are written. */
const known = (number: string, rules: DialRules): string => outsideNumber(number, rules) ?? bare(number);

/** How a number begins whose first digits are dialled like this. */
function beginning(digits: string, { internationalPrefix, nationalPrefix, countryCode }: DialRules): string {
  if (digits.startsWith(internationalPrefix)) return `+${digits.slice(internationalPrefix.length)}`;
  const isNational = nationalPrefix !== "" && digits.startsWith(nationalPrefix);
  return isNational ? `+${countryCode}${digits.slice(nationalPrefix.length)}` : digits;
}

function isAmong(callers: readonly string[], number: string, rules: DialRules): boolean {
  if (callers.length === 0) return true;
  const calling = known(number, rules);
  return callers.some((wanted) => {
    if (!wanted.endsWith("*")) return calling === known(wanted, rules);
    const digits = bare(wanted.slice(0, -1));
    return calling.startsWith(digits) || calling.startsWith(beginning(digits, rules));
  });
}

/**
 * The settings as they are for this call: whoever is forwarded by a rule is so always.
 * @param call.caller number of who calls; empty where it is not known
 * @param call.at milliseconds since the epoch
 * @param call.rules how numbers are dialled here
 */
export function settingsFor(
  settings: CallSettings,
  { caller, at, rules }: { caller: string; at: number; rules: DialRules },
): CallSettings {
  const { forwardRules, zone } = settings;
  if (forwardRules.length === 0) return settings;
  const moment = wallMoment(at, zone ?? undefined);
  const rule = forwardRules.find(
    ({ hours, callers }) => isOpen(hours, moment) && isAmong(callers, caller, rules),
  );
  return rule ? { ...settings, forwardAlways: rule.number } : settings;
}
