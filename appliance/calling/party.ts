/** Somebody, or something, at one end of a call. */
export interface CallParty {
  /** A person of the house; undefined for services and for who calls from outside. */
  personId: string | undefined;
  name: string;
  /** Extension, E.164 number, or address. */
  number: string;
}
