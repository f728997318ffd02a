/** Opens the titles of spaces: those on top of the list before it is shown, the others while it is being used. */
import type { Space } from "../../appliance/messaging/index.ts";
import type { Keyring } from "../crypto/keyring.ts";
import { idle } from "./idle.ts";
import type { Session } from "./session.ts";
import { byFavouriteOrder, byRecency, type SpaceView, viewSpace } from "./space-list.ts";

/** More rows than any screen shows. */
const onTop = 60;
/** Few enough that a click between two turns waits for no frame that one would miss. */
const atOnce = 150;
/** Each time that titles are shown, the whole list is drawn anew. */
const shownAtOnce = 2400;

/** Shows these spaces instead of those before; resolves once the top of the list can be read. */
export async function showSpaces(session: Session, listed: readonly Space[]): Promise<void> {
  const known = session.spaces.byId.value;
  const views = listed.map((space): SpaceView => {
    const before = known.get(space.id);
    const same = before?.title === space.title && before.name !== "";
    return { ...space, name: same ? before.name : "", opened: same ? before.opened : space.title === null };
  });
  const top = await open(session.keyring, closedOf(views).slice(0, onTop));
  session.spaces.byId.set(new Map(views.map((view) => [view.id, top.get(view.id) ?? view])));
}

const opening = new WeakSet<Session>();

/** Once at a time: what is listed anew meanwhile is opened in the same turn. Ends early where no key can be had. */
export async function openOthers(session: Session): Promise<void> {
  if (opening.has(session)) return;
  opening.add(session);
  await session.shown;
  const { keyring, spaces } = session;
  for (let closed = closedOf(spaces.byId.value.values()); closed.length > 0 && !session.closed; ) {
    const turn = closed.slice(0, shownAtOnce);
    const opened = new Map<string, SpaceView>();
    for (let from = 0; from < turn.length; from += atOnce) {
      await idle();
      for (const [id, view] of await open(keyring, turn.slice(from, from + atOnce))) opened.set(id, view);
    }
    spaces.byId.update((now) => new Map([...now].map(([id, view]) => [id, named(view, opened.get(id))])));
    if (![...opened.values()].some((view) => view.opened)) break; // the next connection tries again
    closed = closedOf(spaces.byId.value.values());
  }
  opening.delete(session);
}

/** Those whose turn has not come, in the order in which people see them. */
const closedOf = (views: Iterable<SpaceView>): SpaceView[] =>
  [...views].filter(({ opened }) => !opened).sort(topFirst);

/** A title that was changed in the meantime is newer than what was opened. */
const named = (view: SpaceView, opened: SpaceView | undefined): SpaceView =>
  opened?.opened && !view.opened && view.title === opened.title
    ? { ...view, name: opened.name, opened: true }
    : view;

async function open(keyring: Keyring, spaces: readonly Space[]): Promise<Map<string, SpaceView>> {
  const views = await Promise.all(spaces.map((space) => viewSpace(keyring, space)));
  return new Map(views.map((view) => [view.id, view]));
}

const topFirst = (a: Space, b: Space): number => {
  if (a.favourite !== b.favourite) return a.favourite ? -1 : 1;
  return a.favourite ? byFavouriteOrder(a, b) : byRecency(a, b);
};
