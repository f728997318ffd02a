/** SIP messages made to hold a parser up; the bench measures how long each takes. */

const request = (via: string, ...more: string[]) =>
  [
    "INVITE sip:1001@example.org SIP/2.0",
    `Via: SIP/2.0/UDP 192.0.2.1:5060;${via}branch=z9hG4bK776`,
    "From: <sip:1002@example.org>;tag=a",
    "To: <sip:1001@example.org>",
    "Call-ID: abc@192.0.2.1",
    "CSeq: 1 INVITE",
    ...more,
    "",
    "",
  ].join("\r\n");

/** By what they abound in; each takes about how many octets there should be. */
export const hostileMessages: Readonly<Record<string, (length: number) => string>> = {
  spaces: (length) => request("", `Contact: <sip:a@b>${" ".repeat(length)}x`),
  semicolons: (length) => request("", `Contact: <sip:a@b>${";".repeat(length)}`),
  commas: (length) => request("", `Contact: ${",".repeat(length)}`),
  quotes: (length) => request("", `Contact: ${'"\\'.repeat(length / 2)}`),
  folds: (length) => request("", `X: a${"\r\n b".repeat(length / 4)}`),
  brackets: (length) => request("", `Contact: ${"<".repeat(length)}`),
  parameters: (length) => request("a=b;".repeat(length / 4)),
  headers: (length) => request("", ...Array.from({ length: length / 8 }, () => "X: yyy")),
};
