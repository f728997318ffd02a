import { createContext, useContext } from "react";
import type { Role } from "../../appliance/people/index.ts";
import type { Session } from "../store/session.ts";

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession outside the signed-in app");
  return session;
}

/** Whether somebody sees the administration: changing things there asks for more. */
export const mayAdministrate = (role: Role): boolean => role === "administrator" || role === "support";
