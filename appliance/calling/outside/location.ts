/** Where a caller is, for those who come to help: PIDF-LO (RFC 4119, RFC 5139) as an attachment of an INVITE. */
import type { Attachment } from "../../sip/index.ts";
import { xmlText } from "../xml.ts";
import type { CivicAddress } from "./locations.ts";

/** RFC 5139 §3, in the order of its schema. */
const elements: readonly [element: string, field: keyof CivicAddress][] = [
  ["country", "country"],
  ["A1", "state"],
  ["A3", "city"],
  ["RD", "street"],
  ["HNO", "houseNumber"],
  ["LOC", "details"],
  ["FLR", "floor"],
  ["PC", "postcode"],
  ["ROOM", "room"],
];

/**
 * @param address civic; in one line where it is on file so
 * @param entity whose location it is, as `user@host`
 */
export function locationOf(address: CivicAddress | string, entity: string): Attachment {
  const fields = typeof address === "string" ? { details: address } : address;
  const civic = elements.flatMap(([element, field]) => {
    const value = fields[field as keyof typeof fields];
    return value ? `<ca:${element}>${xmlText(value)}</ca:${element}>` : [];
  });
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10"',
    ` xmlns:ca="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr" entity="pres:${xmlText(entity)}">`,
    '<tuple id="location"><status><gp:geopriv><gp:location-info>',
    `<ca:civicAddress>${civic.join("")}</ca:civicAddress>`,
    "</gp:location-info><gp:usage-rules/></gp:geopriv></status></tuple></presence>",
  ].join("\r\n");
  const id = `${crypto.randomUUID()}@hearth`;
  const headers = { Geolocation: `<cid:${id}>`, "Geolocation-Routing": "yes" };
  return { id, type: "application/pidf+xml", body, headers };
}
