/** The list of spaces as data: what a message changes, which filters a space passes, how the list is ordered. */
import type { Message, Space, SpaceNews } from "../../appliance/messaging/index.ts";
import { ApiError } from "../api/client.ts";
import { decryptContent } from "../crypto/content.ts";
import type { Keyring } from "../crypto/keyring.ts";

/** A space with its title in the clear; empty where it cannot be read, and for direct spaces. */
export interface SpaceView extends Space {
  name: string;
  /** False until the turn of its title has come. */
  opened: boolean;
}

export const filters = ["unread", "direct", "favourites", "mentions", "flags"] as const;
export type Filter = (typeof filters)[number];

/** The list with what is new in it. */
export function withNews(known: readonly Space[], { whole, spaces, gone }: Omit<SpaceNews, "seq">): Space[] {
  if (whole) return spaces;
  const byId = new Map(known.map((space) => [space.id, space]));
  for (const space of spaces) byId.set(space.id, space);
  for (const id of gone) byId.delete(id);
  return [...byId.values()];
}

/** Why one may not write there; undefined where one may. Who reads an announcement may react to it. */
export const closedBy = ({ archived, announcement, role }: Space): "archived" | "announcement" | undefined =>
  archived ? "archived" : announcement && role !== "moderator" ? "announcement" : undefined;

export const maySpeak = (space: Space): boolean => closedBy(space) === undefined;

/** Opens the title; empty where it cannot be read, and not opened where its key cannot be asked for now. */
export async function viewSpace(keyring: Keyring, space: Space): Promise<SpaceView> {
  const { id, title } = space;
  if (title === null) return { ...space, name: "", opened: true };
  try {
    return { ...space, name: String(await decryptContent(keyring, title, { sp: id })), opened: true };
  } catch (error) {
    return { ...space, name: "", opened: !(error instanceof ApiError) };
  }
}

/** What a new message does to its space in one person's list. */
export function withMessage<Listed extends Space>(space: Listed, message: Message, me: string): Listed {
  if (message.seq <= space.lastSeq) return space;
  const mine = message.author === me;
  const mentioned = message.mentions.includes(me) || message.mentions.includes("all");
  return {
    ...space,
    lastSeq: message.seq,
    lastAt: message.createdAt,
    unread: mine ? 0 : space.unread + 1,
    mentions: mine ? 0 : space.mentions + (mentioned ? 1 : 0),
    ...(mine && { readSeq: message.seq }),
  };
}

/** Whether an edit or a deletion changes what is counted as unread: then the space is asked for anew. */
export const countsAnew = (space: Space, message: Message, me: string): boolean =>
  message.author !== me && message.seq > space.readSeq;

const passes: Readonly<Record<Filter, (space: Space, flags: number) => boolean>> = {
  unread: ({ unread }) => unread > 0,
  direct: ({ kind }) => kind === "direct",
  favourites: ({ favourite }) => favourite,
  mentions: ({ mentions }) => mentions > 0,
  flags: (_space, flags) => flags > 0,
};

/** Whether a space passes all of the chosen filters; `flags` is how many of its messages are flagged. */
export const passesAll = (space: Space, chosen: Iterable<Filter>, flags: number): boolean =>
  [...chosen].every((filter) => passes[filter](space, flags));

/** How many spaces pass each filter. */
export function countFilters(
  spaces: Iterable<Space>,
  flagsIn: (space: string) => number,
): Record<Filter, number> {
  const counts = { unread: 0, direct: 0, favourites: 0, mentions: 0, flags: 0 };
  for (const space of spaces)
    for (const filter of filters) if (passes[filter](space, flagsIn(space.id))) counts[filter]++;
  return counts;
}

export const byRecency = (a: Space, b: Space) => b.lastAt - a.lastAt || (a.id < b.id ? -1 : 1);
export const byFavouriteOrder = (a: Space, b: Space) =>
  a.favouriteOrder - b.favouriteOrder || byRecency(a, b);

interface HoldingSpaces {
  id: string;
  archived: boolean;
}

/**
 * The parts of the list: favourites, then those of each team, then the others and the archived ones. What an archived
 * team holds is shown with it alone.
 * @param spaces as they follow each other within a part
 */
export function groupSpaces<Team extends HoldingSpaces>(
  spaces: readonly SpaceView[],
  teams: ReadonlyMap<string, Team>,
) {
  const isHidden = ({ team }: SpaceView) => teams.get(team ?? "")?.archived === true;
  const seen = spaces.filter((space) => !isHidden(space));
  const active = seen.filter(({ archived }) => !archived);
  const holding = (archived: boolean, among: readonly SpaceView[]) =>
    [...teams.values()]
      .filter((team) => team.archived === archived)
      .map((team) => ({ team, spaces: among.filter((space) => space.team === team.id) }));
  const plain = active.filter(({ favourite }) => !favourite);
  return {
    favourites: active.filter(({ favourite }) => favourite).sort(byFavouriteOrder),
    inTeams: holding(false, plain),
    others: plain.filter(({ team }) => !teams.has(team ?? "")),
    archived: seen.filter(({ archived }) => archived),
    archivedTeams: holding(true, spaces),
  };
}

/**
 * The number that puts a favourite at `index` among the others.
 * @param others the favourites in order, without the one that moves
 */
export function orderAt(others: readonly Space[], index: number): number {
  const before = others[index - 1]?.favouriteOrder;
  const after = others[index]?.favouriteOrder;
  if (before === undefined) return (after ?? 1) - 1;
  return after === undefined ? before + 1 : (before + after) / 2;
}
