/** Where a caller is, for those who come to help: PIDF-LO (RFC 4119, RFC 5139) as an attachment of an INVITE. */
import type { Attachment } from "../../sip/index.ts";
import { xmlText } from "../xml.ts";

/**
 * @param address civic, in one line, as it is on file
 * @param entity whose location it is, as `user@host`
 */
export function locationOf(address: string, entity: string): Attachment {
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10"',
    ` xmlns:ca="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr" entity="pres:${xmlText(entity)}">`,
    '<tuple id="location"><status><gp:geopriv><gp:location-info>',
    `<ca:civicAddress><ca:LOC>${xmlText(address)}</ca:LOC></ca:civicAddress>`,
    "</gp:location-info><gp:usage-rules/></gp:geopriv></status></tuple></presence>",
  ].join("\r\n");
  const id = `${crypto.randomUUID()}@hearth`;
  const headers = { Geolocation: `<cid:${id}>`, "Geolocation-Routing": "yes" };
  return { id, type: "application/pidf+xml", body, headers };
}
