/** What a keyboard reaches but its user does not see: the focus under something, or out of sight. */
import type { Page } from "playwright-core";

/**
 * Gives the focus to all that the Tab key reaches in the view that is open, one after the other.
 * @returns what is hidden while it has the focus, as `how: element`; afterwards the focus is where it was
 */
export const hiddenFocus = (page: Page): Promise<string[]> => page.evaluate(lookAtFocus);

/** Runs in the page. */
function lookAtFocus(): string[] {
  const before = document.activeElement;
  const kinds = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]";
  const scopes = document.querySelectorAll('[role="menu"], [aria-modal="true"], #over-page [role="dialog"]');
  const scope = [...scopes].findLast((each) => each.checkVisibility()) ?? document.body;
  const reached = [...scope.querySelectorAll<HTMLElement>(kinds)].filter(
    (element) => element.tabIndex >= 0 && element.matches(":enabled, :not(button, input, select, textarea)"),
  );
  const faults: string[] = [];
  /** The middle, and towards the corners: it is hidden when it is so at each of them (WCAG 2.2, 2.4.11). */
  const places = [
    [0.5, 0.5],
    [0.1, 0.2],
    [0.9, 0.2],
    [0.1, 0.8],
    [0.9, 0.8],
  ] as const;
  for (const element of reached) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    element.focus({ focusVisible: true } as FocusOptions);
    if (document.activeElement !== element) continue;
    const own = element.getBoundingClientRect();
    // A field that is drawn by its label, as switches and choices are.
    const drawn = own.width < 4 || own.height < 4 || getComputedStyle(element).opacity === "0";
    const shown =
      (drawn && (element.closest("label") ?? (element as HTMLInputElement).labels?.[0])) || element;
    const box = shown.getBoundingClientRect();
    const above = places.flatMap(([x, y]) => {
      const left = Math.max(box.left, 0);
      const top = Math.max(box.top, 0);
      const across = left + x * (Math.min(box.right, innerWidth) - left);
      return document.elementFromPoint(across, top + y * (Math.min(box.bottom, innerHeight) - top)) ?? [];
    });
    const name = `${element.tagName.toLowerCase()}.${String(element.className).split(" ")[0]} "${(element.ariaLabel ?? element.textContent ?? "").trim().slice(0, 40)}"`;
    const [middle] = above;
    if (!middle) faults.push(`out of sight: ${name}`);
    else if (!above.some((one) => shown.contains(one) || one.contains(element)))
      faults.push(`under ${middle.tagName.toLowerCase()}.${String(middle.className).split(" ")[0]}: ${name}`);
  }
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  if (before instanceof HTMLElement) before.focus();
  return faults;
}
