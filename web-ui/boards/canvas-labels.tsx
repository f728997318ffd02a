/** What the drawing library's own controls lack for those who hear them: names, and roles that are true here. */
import { useI18n } from "@excalidraw/excalidraw";
import { useEffect } from "react";

/** By selector: what is to be done with each element that comes to stand on the page. */
const amendments = (menu: string): Readonly<Record<string, (element: Element) => void>> => ({
  ".main-menu-trigger": (button) => button.setAttribute("aria-label", menu),
  // What can be read on them is their name; what they do stays as their title.
  ".reset-zoom-button, .dropdown-menu-item": (button) => button.removeAttribute("aria-label"),
  // It stands inside of the page's main part, and is no dialog in the way of anything.
  '[role="contentinfo"]': (footer) => footer.setAttribute("role", "presentation"),
  ".color-picker-container": (colours) => {
    colours.setAttribute("role", "group");
    colours.removeAttribute("aria-modal");
  },
});

/** Inside of the library's component, whose language it speaks; without anything to see. */
export function CanvasLabels() {
  const { t } = useI18n();
  const menu = t("buttons.menu");
  useEffect(() => {
    const canvas = document.querySelector(".board-canvas");
    if (!canvas) return;
    const amend = () => {
      for (const [selector, change] of Object.entries(amendments(menu)))
        for (const element of canvas.querySelectorAll(selector)) change(element);
    };
    amend();
    const observer = new MutationObserver(amend);
    observer.observe(canvas, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [menu]);
  return null;
}
