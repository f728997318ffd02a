import { expect, test } from "bun:test";
import { withoutSecrets } from "./secrets.ts";

test("[AD-28] nothing that proves a password or opens a sound is shown, however it is written", () => {
  const message = [
    "REGISTER sip:house SIP/2.0",
    'Authorization: Digest username="p-1", realm="house",',
    '  nonce="abc", response="deadbeefdeadbeef", cnonce=feedface',
    "Proxy-Authorization: Digest username=p-1, response=deadbeefcafe",
    'Authentication-Info: rspauth="deadbeef00"',
    "Authorization: Bearer eyJhbGciOi",
    "Content-Type: application/sdp",
    "",
    "v=0",
    "k=base64:c2VjcmV0",
    "a=key-mgmt:mikey AQAFgM0X",
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20;inline:c2Vjb25ka2V5",
    "a=ice-pwd:asd88fgpdd777uzjYhagZg",
    "",
  ].join("\r\n");
  const shown = withoutSecrets(message);
  for (const secret of [
    "deadbeef",
    "feedface",
    "eyJhbGciOi",
    "c2VjcmV0",
    "AQAFgM0X",
    "d0Rmdm",
    "c2Vjb25k",
    "asd88",
  ])
    expect([secret, shown.includes(secret)]).toEqual([secret, false]);
  for (const plain of ['username="p-1"', 'nonce="abc"', "AES_CM_128_HMAC_SHA1_80"])
    expect(shown).toContain(plain);
});

test("[AD-28] keys that were pressed are not shown", () => {
  expect(
    withoutSecrets("INFO sip:x SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=4\r\n"),
  ).not.toContain("Signal");
});
