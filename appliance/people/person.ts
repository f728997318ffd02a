/** A person as others see them. */
import type { Role } from "./schema.ts";
import type { PersonRow } from "./store.ts";

export interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
  state: PersonRow["state"];
  extension: string | null;
  offer: string;
  /** Until when a guest may come in; null for everybody else. */
  expiresAt: number | null;
}

/** Somebody of the organisation: no guest, and no place. */
export const isStaff = ({ role }: Pick<Person, "role">): boolean => role !== "guest" && role !== "place";

export const toPerson = ({
  id,
  name,
  email,
  role,
  state,
  extension,
  offer,
  expiresAt,
}: PersonRow): Person => ({
  id,
  name,
  email,
  role,
  state,
  extension,
  offer,
  expiresAt,
});
