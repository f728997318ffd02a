/** Takes out of a SIP message what would let its reader pass for somebody, or listen in. */

const patterns: readonly [RegExp, string][] = [
  // Proofs of a password can be tried against a dictionary (RFC 7616 §5.1): who and how stays, what proves goes.
  [/^((?:proxy-)?authorization[ \t]*:[ \t]*)(?!digest\b)\S.*$/gim, "$1…"],
  // Keys of SRTP in the description (RFC 4568 §9.2, RFC 4567, RFC 8866 §5.12).
  [/(\binline:)[^|;\s]+/g, "$1…"],
  [/^(a=key-mgmt:)\S.*$/gm, "$1…"],
  [/^(k=)\S.*$/gm, "$1…"],
  [/^(a=ice-pwd:)\S+/gm, "$1…"],
];
const proofs = /\b(response|rspauth|cnonce|nextnonce)([ \t]*=[ \t]*)(?:"[^"]*"|[^\s,"]+)/gi;
const proven = /^(?:(?:proxy-)?authorization|authentication-info)[ \t]*:.*$/gim;

export function withoutSecrets(text: string): string {
  const end = text.indexOf("\r\n\r\n");
  const unfolded = (end < 0 ? text : text.slice(0, end)).replaceAll(/\r\n[ \t]+/g, " ");
  const head = unfolded.replace(proven, (line) => line.replace(proofs, '$1$2"…"'));
  const body = end < 0 ? "" : text.slice(end);
  const isDescription = body.trim() === "" || /^v=0/m.test(body);
  // Keys that are pressed may be PINs and card numbers.
  const whole = isDescription ? head + body : `${head}\r\n\r\n…`;
  return patterns.reduce((masked, [pattern, by]) => masked.replace(pattern, by), whole);
}
