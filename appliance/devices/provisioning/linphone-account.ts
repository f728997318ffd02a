/**
 * An account as Linphone's apps load it from an address or a QR code: its own settings as XML
 * (http://www.linphone.org/xsds/lpconfig.xsd). They are loaded once; what the app is set to otherwise is its person's.
 */
import { markupText } from "../../platform/index.ts";
import type { Account } from "./account.ts";

export function linphoneAccount({ username, password = "", name, domain, server, plain }: Account): string {
  const proxy = `<sip:${server};transport=tls>`;
  const sections = {
    misc: { "config-uri": "" }, // it does not ask again: the code is used
    sip: {
      default_proxy: "0",
      media_encryption: "srtp",
      media_encryption_mandatory: plain ? "0" : "1",
    },
    auth_info_0: { username, passwd: password, realm: domain, domain },
    proxy_0: {
      reg_proxy: proxy,
      reg_route: proxy,
      reg_identity: `"${name.replaceAll(/["\\]/g, "")}" <sip:${username}@${domain}>`,
      reg_expires: "600",
      reg_sendregister: "1",
    },
  };
  const written = Object.entries(sections).map(([section, entries]) => {
    const lines = Object.entries(entries).map(
      ([entry, value]) => `    <entry name="${entry}" overwrite="true">${markupText(value)}</entry>`,
    );
    return [`  <section name="${section}">`, ...lines, "  </section>"].join("\n");
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<config xmlns="http://www.linphone.org/xsds/lpconfig.xsd">',
    ...written,
    "</config>",
    "",
  ].join("\n");
}
