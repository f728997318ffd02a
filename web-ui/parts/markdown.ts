/** A message's markdown as safe HTML: parsed by marked, cleaned by DOMPurify, mentions marked. */
import DOMPurify from "dompurify";
import { Marked, type TokenizerAndRendererExtension } from "marked";
import { numberAt, numberBegins } from "../calling/dial-link.ts";

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);

/** A telephone number in the text is a link that calls it. */
const telephoneNumber: TokenizerAndRendererExtension = {
  name: "telephone-number",
  level: "inline",
  start: numberBegins,
  tokenizer(source) {
    const raw = this.lexer.state.inLink ? undefined : numberAt(source);
    return raw === undefined ? undefined : { type: "telephone-number", raw };
  },
  renderer: ({ raw }) => `<a href="tel:${raw.replaceAll(/[^+\d]/g, "")}">${escapeHtml(raw)}</a>`,
};

const parser = new Marked({
  extensions: [telephoneNumber],
  gfm: true,
  breaks: true,
  renderer: {
    /** Typed HTML is text: nobody writes tags in a message and means them. */
    html: ({ text }) => escapeHtml(text),
    listitem({ task, tokens }) {
      return `<li${task ? ' class="task"' : ""}>${this.parser.parse(tokens)}</li>`;
    },
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
    image: ({ text, href }) => escapeHtml(text || href),
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      if (href.startsWith("mention:")) return `<span class="mention">${inner}</span>`;
      if (/^(tel|sips?):/i.test(href)) return `<a href="${escapeHtml(href)}">${inner}</a>`;
      return `<a href="${escapeHtml(href)}" target="_blank" rel="noopener noreferrer">${inner}</a>`;
    },
  },
});

const allowed = {
  ALLOWED_TAGS: [
    "p",
    "br",
    "strong",
    "em",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "span",
    "h1",
    "h2",
    "h3",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
  ],
  ALLOWED_ATTR: ["href", "target", "rel", "class"],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|sip):/i,
  RETURN_TRUSTED_TYPE: true,
} as const;

const cache = new Map<string, string>();

/** A TrustedHTML where the browser has them; typed as a string, as React's property is. */
export function renderMarkdown(text: string): string {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const html = DOMPurify.sanitize(parser.parse(text, { async: false }), {
    ...allowed,
    ALLOWED_TAGS: [...allowed.ALLOWED_TAGS],
    ALLOWED_ATTR: [...allowed.ALLOWED_ATTR],
  }) as unknown as string;
  if (cache.size > 2000) cache.clear();
  cache.set(text, html);
  return html;
}
