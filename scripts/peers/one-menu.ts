/** An auto attendant of one menu, the same at every hour. */
import {
  type AttendantAction,
  type AttendantDefinition,
  attendantDefinition,
  type menuKeys,
} from "../../appliance/calling/attendants/definition.ts";

type Keys = Partial<Record<(typeof menuKeys)[number], AttendantAction>>;

/** Who presses nothing is hung up on. */
export const oneMenu = (text: string, keys: Keys = {}): AttendantDefinition =>
  attendantDefinition.parse({
    menus: { main: { text, keys: Object.entries(keys).map(([key, action]) => ({ key, action })) } },
  });
