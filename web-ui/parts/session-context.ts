import { createContext, useContext } from "react";
import type { Person, Role } from "../../appliance/people/index.ts";
import type { PeopleStore } from "../store/people.ts";
import type { Session, SpaceView } from "../store/session.ts";
import { useSignal } from "../store/signal.ts";

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession outside the signed-in app");
  return session;
}

/** What the person's offer includes, drawn anew when an administrator changes it. */
export const useEntitlements = () => useSignal(useSession().account).entitlements;

/** The people whom the app knows, drawn anew when it learns of more. */
export function usePeople(): PeopleStore {
  const { people } = useSession();
  useSignal(people.byId);
  return people;
}

/** Whether somebody sees the administration: changing things there asks for more. */
export const mayAdministrate = (role: Role): boolean => role === "administrator" || role === "support";

/** Whether one may change things in administration: support looks, and sees no buttons that are refused to it. */
export const useMayChange = (): boolean => useSignal(useSession().account).person.role === "administrator";

/** Whether somebody may bring others into a space of theirs. */
export const mayAddTo = ({ kind, locked, role }: SpaceView, me: Person): boolean =>
  kind === "group" && (!locked || role === "moderator") && me.role !== "guest";
