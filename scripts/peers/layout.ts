/** What does not fit: looked for with every text a good deal longer, as in other languages, and from right to left. */
import type { Page } from "playwright-core";

/** Faults of the view that is open, as `how: element`; afterwards it is as it was. */
export async function layoutFaults(page: Page): Promise<string[]> {
  const plain = await page.evaluate(lookAtLayout, { lengthen: true, direction: "ltr" } as const);
  const mirrored = await page.evaluate(lookAtLayout, { lengthen: false, direction: "rtl" } as const);
  return [...plain.map((fault) => `longer, ${fault}`), ...mirrored.map((fault) => `mirrored, ${fault}`)];
}

/** The same, of the view as it stands: in its own language and direction. */
export const cutTexts = async (page: Page): Promise<string[]> =>
  page.evaluate(lookAtLayout, { lengthen: false, direction: await directionOf(page) });

export const directionOf = async (page: Page): Promise<"ltr" | "rtl"> =>
  (await page.evaluate(() => document.documentElement.dir)) === "rtl" ? "rtl" : "ltr";

/** Runs in the page. */
async function lookAtLayout(look: { lengthen: boolean; direction: "ltr" | "rtl" }): Promise<string[]> {
  const { lengthen, direction } = look;
  const root = document.documentElement;
  const before = { direction: root.dir, texts: new Map<Text, string>() };
  const shown = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const texts: Text[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (
      node instanceof Text &&
      /\p{L}{2}/u.test(node.data) &&
      node.parentElement &&
      shown(node.parentElement)
    )
      texts.push(node);

  /** What people and not the house have written, and what is the same in every language. */
  const isTheirs = (text: Text) =>
    text.parentElement?.closest(
      ".truncate, .message-body, .avatar, .excalidraw, code, pre, kbd, svg, option, time",
    ) !== null;
  if (lengthen)
    for (const text of texts)
      if (!isTheirs(text)) {
        const words = text.data.trim();
        const more = words.length < 12 ? 0.6 : 0.35; // as German and Polish are longer
        before.texts.set(text, text.data);
        text.data =
          `${text.data.trimEnd()} ${"měhr tëxt ".repeat(9).slice(0, Math.ceil(words.length * more))}`.trimEnd();
      }
  root.dir = direction;
  const overflow = () => root.scrollWidth - innerWidth;
  // What floats finds its place anew once its size is another, in some frames.
  const floats = document.querySelector("#over-page > *") !== null;
  for (let frame = 0; floats && frame < 60 && (frame < 2 || overflow() > 1); frame++)
    await new Promise(requestAnimationFrame);

  const faults = new Set<string>();
  const name = (element: Element) => {
    const { tagName, className } = element;
    return `${tagName.toLowerCase()}.${String(className).split(" ")[0]} "${element.textContent?.trim().slice(0, 40)}"`;
  };
  if (overflow() > 1) faults.add(`the page is ${overflow()} px too wide`);
  for (const text of texts) {
    const element = text.parentElement;
    if (!element || isTheirs(text)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue; // for screen readers
    // The closest that cuts off or draws an edge around it.
    for (let outer: Element | null = element; outer && outer !== document.body; outer = outer.parentElement) {
      const style = getComputedStyle(outer);
      const scrolls = /auto|scroll/.test(style.overflowX);
      const cuts = /hidden|clip/.test(style.overflowX);
      const edged = outer.matches("button, a.button, .tag, .card, [role=dialog], td, th");
      const edge = outer.getBoundingClientRect();
      if (edge.width < 2) break;
      if (scrolls) break;
      if (cuts && style.textOverflow === "ellipsis" && outer.scrollWidth > outer.clientWidth + 1)
        faults.add(`shortened: ${name(outer)}`);
      else if ((cuts || edged) && (box.right > edge.right + 1.5 || box.left < edge.left - 1.5))
        faults.add(`out at the side: ${name(outer)}`);
      else if (
        outer.matches("button, a.button, .tag") &&
        (box.bottom > edge.bottom + 2 || box.top < edge.top - 2)
      )
        faults.add(`out above or below: ${name(outer)}`);
      if (cuts || edged) break;
    }
  }

  for (const [text, data] of before.texts) text.data = data;
  root.dir = before.direction;
  return [...faults];
}
