/** A message's markdown, rendered and cleaned; its numbers call, and its telephone links are ready to be called. */
import { useNavigate } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import { dialledIn, says } from "../calling/dial-link.ts";
import { useDial } from "../calling/dial-with.ts";
import { renderMarkdown } from "../parts/markdown.ts";

export function MessageText({ text, id }: { text: string; id?: string }) {
  const dial = useDial();
  const navigate = useNavigate();
  /** Who has no calling here leaves the link to the system. */
  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const number = dialledIn(link?.getAttribute("href") ?? "");
    if (!dial || number === undefined) return;
    event.preventDefault();
    // Somebody else wrote it: what it does not say in plain digits is seen before it is called.
    if (says(link?.textContent ?? "", number)) void dial(number, number);
    else void navigate({ to: "/calls", search: { dial: number } });
  };
  return (
    // Cleaned by DOMPurify in renderMarkdown; nothing else reaches it.
    // biome-ignore lint/a11y/noStaticElementInteractions: the links in it are what is pressed, by key too
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click
    <div
      id={id}
      className="message-body"
      dir="auto"
      onClick={onClick}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised markdown is the purpose
      dangerouslySetInnerHTML={{ __html: renderMarkdown(text) }}
    />
  );
}
