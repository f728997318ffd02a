/** Somebody, or something, at one end of a call. */
export interface CallParty {
  /** A person of the house; undefined for services and for who calls from outside. */
  personId: string | undefined;
  name: string;
  /** Extension, E.164 number, or address. */
  number: string;
  /** What whoever is called outside sees, where this call alone was to be different (CA-11). */
  callerId?: "own" | "hidden" | undefined;
}

/** Who has the calls outside that no person makes: counted, limited and stopped like a person's. */
export const houseId = "house";

/** What stands before the `@` of the party's address at its domain. */
export const userOf = ({ number }: CallParty): string => number.split("@", 1)[0] ?? "";
