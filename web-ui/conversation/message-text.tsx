/** A message's markdown, rendered and cleaned. */
import { renderMarkdown } from "../parts/markdown.ts";

export function MessageText({ text }: { text: string }) {
  return (
    // Cleaned by DOMPurify in renderMarkdown; nothing else reaches it.
    <div
      className="message-body"
      dir="auto"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised markdown is the purpose
      dangerouslySetInnerHTML={{ __html: renderMarkdown(text) }}
    />
  );
}
