/** Where the focus goes when what had it is taken from the page: back to where it was, never to nowhere. */

const remembered = 24;
const focusable = "a[href], button, input, select, textarea, [tabindex]";

/** Elements that had the focus, the latest first. A whole page that was left may hang on one: none is kept for this. */
let trail: WeakRef<HTMLElement>[] = [];
/** Whatever around the latest can take the focus, the nearest first. */
let around: WeakRef<HTMLElement>[] = [];
/** The latest was left for nothing, as by a click beside it: nothing is owed to it. */
let left = false;

/** Begins to watch the page; once. */
export function keepFocus(): void {
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && target !== document.body) remember(target);
  });
  document.addEventListener("focusout", ({ target }) => {
    queueMicrotask(() => {
      if (target instanceof HTMLElement) left = isThere(target) && isNowhere() && document.hasFocus();
    });
  });
  new MutationObserver(giveBack).observe(document.body, { childList: true, subtree: true });
}

function remember(element: HTMLElement): void {
  const before = alive(trail).filter((each) => each !== element && each.isConnected);
  trail = [element, ...before].slice(0, remembered).map((each) => new WeakRef(each));
  left = false;
  around = [];
  for (let outer = element.parentElement; outer && outer !== document.body; outer = outer.parentElement)
    if (outer.matches(focusable)) around.push(new WeakRef(outer));
}

const alive = (elements: readonly WeakRef<HTMLElement>[]): HTMLElement[] =>
  elements.flatMap((each) => each.deref() ?? []);

/** Neither gone nor disabled, as a button is while it works. */
const isThere = (element: HTMLElement): boolean => element.isConnected && !element.matches(":disabled");

const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body;

function giveBack(): void {
  const [latest] = trail;
  if (left || !latest || latest.deref()?.isConnected || !isNowhere()) return;
  // Whoever took it away may be about to put it somewhere: that is known in the next frame.
  requestAnimationFrame(() => {
    if (isNowhere() && trail[0] === latest)
      alive([...around, ...trail])
        .find(mayHold)
        ?.focus({ preventScroll: true });
  });
}

/** To what had it when something began, if it is still there and nothing has taken it meanwhile. */
export function giveFocusBack(to: Element | null): void {
  requestAnimationFrame(() => {
    if (to instanceof HTMLElement && isNowhere() && mayHold(to)) to.focus({ preventScroll: true });
  });
}

/** A field would bring the keyboard of a telephone up. */
const mayHold = (element: HTMLElement): boolean =>
  isThere(element) &&
  element.checkVisibility() &&
  !element.matches("[inert] *") &&
  !(matchMedia("(pointer: coarse)").matches && element.matches("input, textarea"));
