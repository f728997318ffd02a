/** Spaces and their members as the wire shows them. */
import type { MembershipRow, SpaceOfPerson, SpaceRow } from "./store.ts";

/** A space as one of its members sees it. */
export interface Space {
  id: string;
  kind: SpaceRow["kind"];
  /** Compact JWE; null for direct spaces. */
  title: string | null;
  /** Id of the key that encrypts what is new. */
  key: string;
  createdAt: number;
  /** Milliseconds since the epoch of the newest message, or of its creation. */
  lastAt: number;
  lastSeq: number;
  readSeq: number;
  /** Of the message at the upper edge of what this person was reading, on whichever client; 0: the newest. */
  placeSeq: number;
  unread: number;
  /** How many of the unread mention this person. */
  mentions: number;
  favourite: boolean;
  /** Favourites stand in the order of this number. */
  favouriteOrder: number;
  /** What is worth a notification here; null for the person's usual. */
  notify: MembershipRow["notify"];
  archived: boolean;
  locked: boolean;
  announcement: boolean;
  team: string | null;
  role: MembershipRow["role"];
  /** The other person of a direct space; null for groups. */
  peer: string | null;
  /** Whether people from outside are in it. */
  guests: boolean;
  /** Days after which messages and files go, by the space's moderators; null: as the organisation has it. */
  retention: { messages: number | null; files: number | null };
}

export interface Member {
  personId: string;
  role: MembershipRow["role"];
  joinedAt: number;
}

export const toMember = ({ personId, role, joinedAt }: MembershipRow): Member => ({
  personId,
  role,
  joinedAt,
});

/**
 * @param key id of the key that encrypts what is new; undefined before there is one
 * @param guests whether people from outside are in it
 */
export const toSpace = (
  { space, membership, unread, mentions }: SpaceOfPerson,
  key: string | undefined,
  guests: boolean,
): Space => ({
  id: space.id,
  kind: space.kind,
  title: space.title,
  key: key ?? "",
  createdAt: space.createdAt,
  lastAt: space.lastAt,
  lastSeq: space.lastSeq,
  readSeq: membership.readSeq,
  placeSeq: membership.placeSeq,
  unread,
  mentions,
  favourite: membership.favourite,
  favouriteOrder: membership.favouriteOrder,
  notify: membership.notify,
  archived: space.archivedAt !== null,
  locked: space.locked,
  announcement: space.announcement,
  team: space.teamId,
  role: membership.role,
  peer: space.kind === "direct" ? peerOf(space, membership.personId) : null,
  guests,
  retention: { messages: space.retentionMessages, files: space.retentionFiles },
});

/** Who talks to themselves is their own peer. */
const peerOf = ({ pair }: SpaceRow, personId: string): string =>
  pair?.split(":").find((id) => id !== personId) ?? personId;
