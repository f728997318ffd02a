const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as it may stand in XML and HTML, between tags or in a quoted attribute; control characters are left out. */
export const markupText = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? "").replaceAll(/\p{Cc}/gu, "");
