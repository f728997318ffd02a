/** Text as it may stand in XML, written as the latin1 octets of its UTF-8, which is what SIP bodies are made of. */
export function xmlText(text: string): string {
  const safe = text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(/\p{Cc}/gu, "");
  return Buffer.from(safe, "utf8").toString("latin1");
}
