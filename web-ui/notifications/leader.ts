/** Among the tabs of one browser: which of them speaks for all, and which space stands in front; and one
 *  at a time at what the system shows. Web Locks. */

const leaderLock = "hearth.notices";
const popUpsLock = "hearth.pop-ups";
const frontLock = (space: string) => `hearth.front.${space}`;

/** Holds a lock until the function it returns is called. */
function hold(name: string, mode: LockMode, onHeld = () => {}): () => void {
  const release = Promise.withResolvers<void>();
  const waiting = new AbortController();
  navigator.locks
    .request(name, { mode, signal: waiting.signal }, () => {
      onHeld();
      return release.promise;
    })
    .catch(() => {}); // given up before it was held
  return () => {
    waiting.abort();
    release.resolve();
  };
}

/** Stands for election; `onElected` is called when no tab before this one is left. Returns the way out. */
export const standForLeader = (onElected: () => void): (() => void) =>
  hold(leaderLock, "exclusive", onElected);

/** Says that the person looks at this space. Returns the way to say that they no longer do. */
export const lookAt = (space: string): (() => void) => hold(frontLock(space), "shared");

/** Whether a tab of this browser shows the space to the person. */
export async function isLookedAt(space: string): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === frontLock(space));
}

/** Shows, lists or takes away pop-ups while no other tab and no worker does: Chromium drops one that is being shown
 *  while another script asks for the list of them. */
export const atPopUps = <T>(work: () => Promise<T>): Promise<T> =>
  navigator.locks.request(popUpsLock, work) as Promise<T>;
