/** Takes out of a SIP message what would let its reader pass for somebody, or listen in. */

const patterns: readonly [RegExp, string][] = [
  // Digest answers can be tried against a dictionary (RFC 7616 §5.1).
  [/^((?:proxy-)?authorization[ \t]*:.*?\bresponse[ \t]*=[ \t]*")[^"]*/gim, "$1…"],
  // Keys of SRTP in the description (RFC 4568 §9.2).
  [/^(a=crypto:\d+ \S+ inline:)[^|\s]+/gm, "$1…"],
  [/^(a=ice-pwd:)\S+/gm, "$1…"],
];

export const withoutSecrets = (text: string): string =>
  patterns.reduce((masked, [pattern, by]) => masked.replace(pattern, by), text);
