/** The alarm about emergency calls: who is told, and over which ways. */

import type { House } from "../house.ts";
import type { CallingOptions } from "../options.ts";
import { EmergencyAlarm } from "./alarm.ts";
import { AlarmRecipients } from "./recipients.ts";
import { AlarmTelephones } from "./telephones.ts";

export type { AlarmWays, EmergencyAlarm, EmergencyNotice } from "./alarm.ts";
export { alarmRoutes } from "./routes.ts";

export function createAlarm(options: CallingOptions, { members, outside, sounds }: House): EmergencyAlarm {
  return new EmergencyAlarm({
    ...options,
    outside: outside.lines,
    recipients: new AlarmRecipients({ ...options, members, rules: outside.rules }),
    telephones: new AlarmTelephones({ ...options, voices: sounds.voices }),
    ways: options.emergency,
  });
}
