/** RFC 5118: IPv6 in SIP. */
import { lines, octets, type TortureMessage } from "./message.ts";

const description = [
  "v=0",
  "o=assistant 971731711378798081 0 IN IP6 2001:db8::20",
  "s=Live video feed for today's meeting",
  "c=IN IP6 2001:db8::20",
  "t=3338481189 3370017201",
  "m=audio 6000 RTP/AVP 2",
  "a=rtpmap:2 G726-32/8000",
  "m=video 6024 RTP/AVP 107",
  "a=rtpmap:107 H263-1998/90000",
];

const register = (name: string, uri: string, contact: string) =>
  lines([
    `REGISTER ${uri} SIP/2.0`,
    "To: sip:user@example.com",
    "From: sip:user@example.com;tag=81x2",
    "Via: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111",
    `Call-ID: ${name}.SSG9559905523997077@hlau_4100`,
    "Max-Forwards: 70",
    `Contact: ${contact}`,
    "CSeq: 98176 REGISTER",
    "Content-Length: 0",
  ]);

const invite = (name: string, via: readonly string[], body: readonly string[] = description) =>
  lines(
    [
      "INVITE sip:user@[2001:db8::10] SIP/2.0",
      "To: sip:user@[2001:db8::10]",
      "From: sip:user@example.com;tag=81x2",
      ...via,
      `Call-ID: ${name}.SSG9559905523997077@hlau_4100`,
      'Contact: "Caller" <sip:caller@[2001:db8::20]>',
      "CSeq: 8612 INVITE",
      "Max-Forwards: 70",
      "Content-Type: application/sdp",
      `Content-Length: ${octets(body)}`,
    ],
    body,
  );

const contact = '"Caller" <sip:caller@[2001:db8::1]>';
const via = (branch: string) => [`Via: SIP/2.0/UDP [2001:db8::20];branch=z9hG4bKas3-${branch}`];

export const ipv6Messages: readonly TortureMessage[] = [
  {
    name: "4.1",
    title: "an address in brackets",
    text: register("4.1", "sip:[2001:db8::10]", contact),
    answer: 401,
  },
  {
    name: "4.2",
    title: "an address without brackets",
    text: register("4.2", "sip:2001:db8::10", contact),
    answer: 400,
  },
  {
    name: "4.3",
    title: "an address whose end may be meant as a port: it is not",
    text: register("4.3", "sip:[2001:db8::10:5070]", contact),
    answer: 401,
  },
  {
    name: "4.4",
    title: "an address and a port",
    text: register("4.4", "sip:[2001:db8::10]:5070", contact),
    answer: 401,
  },
  {
    name: "4.5a",
    title: "received in Via, in brackets",
    text: invite("4.5a", [
      "Via: SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111",
    ]),
    answer: 407,
  },
  {
    name: "4.5b",
    title: "received in Via, without brackets",
    text: invite("4.5b", ["Via: SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3"]),
    answer: 407,
  },
  {
    name: "4.6",
    title: "addresses in the description, without brackets",
    text: invite("4.6", via("46")),
    answer: 407,
  },
  {
    name: "4.7",
    title: "IPv4 and IPv6 in one message's headers",
    text: invite("4.7", [
      "Via: SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKas3-111",
      "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144",
      "Via: SIP/2.0/TCP [2001:db8::9:255];branch=z9hG4bK451jj;received=192.0.2.200",
    ]),
    answer: 407,
  },
  {
    name: "4.8",
    title: "IPv4 and IPv6 in one description",
    text: invite("4.8", via("48"), [
      ...description.slice(0, 3),
      "t=3338481189 3370017201",
      "m=audio 22334 RTP/AVP 0",
      "c=IN IP4 192.0.2.1",
      "m=video 6024 RTP/AVP 107",
      "c=IN IP6 2001:db8::1",
      "a=rtpmap:107 H263-1998/90000",
    ]),
    answer: 407,
  },
  {
    name: "4.9",
    title: "IPv4 addresses mapped to IPv6",
    text: invite(
      "4.9",
      ["Via: SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19"],
      [...description.slice(0, 3), "c=IN IP6 ::ffff:192.0.2.10", "t=0 0", "m=audio 22334 RTP/AVP 0"],
    ),
    answer: 407,
  },
  {
    name: "4.10",
    title: "three colons, as the grammar of RFC 3261 would have them",
    text: lines([
      "OPTIONS sip:user@[2001:db8:::192.0.2.1] SIP/2.0",
      "To: sip:user@[2001:db8:::192.0.2.1]",
      "From: sip:user@example.com;tag=810x2",
      "Via: SIP/2.0/UDP lab1.east.example.com;branch=z9hG4bKas3-111",
      "Call-ID: 4.10.G9559905523997077@hlau_4100",
      "CSeq: 689 OPTIONS",
      "Max-Forwards: 70",
      "Content-Length: 0",
    ]),
    answer: 200,
  },
];
