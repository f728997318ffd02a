/** A message's markdown, rendered and cleaned; its numbers and telephone links call. */
import type { MouseEvent } from "react";
import { dialledIn } from "../calling/dial-link.ts";
import { useDial } from "../calling/dial-with.ts";
import { renderMarkdown } from "../parts/markdown.ts";

export function MessageText({ text }: { text: string }) {
  const dial = useDial();
  /** Who has no calling here leaves the link to the system. */
  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const number = dialledIn(link?.getAttribute("href") ?? "");
    if (!dial || number === undefined) return;
    event.preventDefault();
    void dial(number, link?.textContent || number);
  };
  return (
    // Cleaned by DOMPurify in renderMarkdown; nothing else reaches it.
    // biome-ignore lint/a11y/noStaticElementInteractions: the links in it are what is pressed, by key too
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click
    <div
      className="message-body"
      dir="auto"
      onClick={onClick}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised markdown is the purpose
      dangerouslySetInnerHTML={{ __html: renderMarkdown(text) }}
    />
  );
}
