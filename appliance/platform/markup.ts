const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** What no XML may hold (XML 1.0, section 2.2), and other control characters. */
const unwritable = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

/** Text as it may stand in XML and HTML, between tags or in a quoted attribute; what may not is left out. */
export const markupText = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? "").replaceAll(unwritable, "");
