/** Where a meeting is held, and with that who may come in and who is told of it. */
import type { Messaging } from "../messaging/index.ts";

export interface Place {
  /** The space whose meeting it is; undefined for one that came out of calls. */
  readonly space: string | undefined;
  /** The call whose pictures these are; undefined for all others. */
  readonly call: string | undefined;
  readonly memberIds: readonly string[];
  isMember(personId: string): boolean;
}

export const inSpace = ({ spaces, rights }: Messaging, space: string): Place => ({
  space,
  call: undefined,
  get memberIds() {
    return spaces.memberIds(space);
  },
  isMember: (personId) => rights.isMember(space, personId),
});

/** Whether calls were put together in it: their sound is here. */
export const isOfCalls = ({ space, call }: Place): boolean => space === undefined && call === undefined;

/** Calls that were put together, or the pictures beside one: for the people who were, or are, on them. */
export const amongPeople = (people: readonly string[], call?: string): Place => ({
  space: undefined,
  call,
  memberIds: people,
  isMember: (personId) => people.includes(personId),
});
