/** The person's own account, as the appliance has it. */
import type { Entitlements, Person } from "../../appliance/people/index.ts";
import { api, call } from "../api/client.ts";
import type { Ask } from "./vault.ts";

export interface Me {
  person: Person;
  organisation: string;
  entitlements: Entitlements;
}

export const learnOwn = (ask: Ask): Promise<Me> => ask("me", () => call(api.me.$get()));
