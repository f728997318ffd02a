/** RFC 4475 §3.2 to §3.4: messages whose form is in order, and that ask for what cannot be done. */
import { lines, octets, session, type TortureMessage } from "./message.ts";

const description = session("192.0.2.1");

const register = (name: string, ...more: string[]) =>
  lines([
    "REGISTER sip:example.com SIP/2.0",
    "Via: SIP/2.0/UDP saturn.example.com:5060;branch=z9hG4bKkdjuw",
    "Max-Forwards: 70",
    "From: sip:watson@example.com;tag=DkfVgjkrtMwaerKKpe",
    "To: sip:watson@example.com",
    `Call-ID: ${name}.70710@saturn.example.com`,
    "CSeq: 2 REGISTER",
    ...more,
    "l: 0",
  ]);

const options = (uri: string, name: string, ...more: string[]) =>
  lines([
    `OPTIONS ${uri} SIP/2.0`,
    "To: sip:j_user@example.com",
    "From: sip:caller@example.net;tag=242etr",
    "Max-Forwards: 6",
    `Call-ID: ${name}.0ha0isndaksdj`,
    "CSeq: 8 OPTIONS",
    "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKkdjuw",
    ...more,
  ]);

export const applicationMessages: readonly TortureMessage[] = [
  {
    name: "badbranch",
    title: "a branch that is the magic cookie and nothing else",
    text: options("sip:user@example.com", "badbranch", "l: 0").replace("z9hG4bKkdjuw", "z9hG4bK"),
    answer: 200,
  },
  {
    name: "insuf",
    title: "required headers are missing",
    text: lines(
      [
        "INVITE sip:user@example.com SIP/2.0",
        "CSeq: 193942 INVITE",
        "Via: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKkdj.insuf",
        "Content-Type: application/sdp",
        `l: ${octets(description)}`,
      ],
      description,
    ),
    answer: 400,
  },
  {
    name: "unkscm",
    title: "a Request-URI of an unknown scheme",
    text: options("nobodyKnowsThisScheme:totallyopaquecontent", "unkscm", "l: 0"),
    answer: 416,
  },
  {
    name: "novelsc",
    title: "a Request-URI of a known scheme that cannot be called",
    text: options("soap.beep://192.0.2.103:3002", "novelsc", "l: 0"),
    answer: 416,
  },
  {
    name: "unksm2",
    title: "unknown schemes in headers",
    text: lines([
      "REGISTER sip:example.com SIP/2.0",
      "To: isbn:2983792873",
      "From: <http://www.example.com>;tag=3234233",
      "Call-ID: unksm2.daksdj@hyphenated-host.example.com",
      "CSeq: 234902 REGISTER",
      "Max-Forwards: 70",
      "Via: SIP/2.0/UDP 192.0.2.21:5060;branch=z9hG4bKkdjuw",
      "Contact: <name:John_Smith>",
      "l: 0",
    ]),
    answer: 401,
  },
  {
    name: "bext01",
    title: "extensions are required that nobody has",
    text: options(
      "sip:j_user@example.com",
      "bext01",
      "Require: nothingSupportsThis, nothingSupportsThisEither",
      "Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis",
      "Content-Length: 0",
    ),
    answer: 420,
  },
  {
    name: "invut",
    title: "a body of an unknown type",
    text: lines(
      [
        "INVITE sip:user@example.com SIP/2.0",
        "Contact: <sip:caller@host5.example.net>",
        "To: sip:j.user@example.com",
        "From: sip:caller@example.net;tag=8392034",
        "Max-Forwards: 70",
        "Call-ID: invut.0ha0isndaksdjadsfij34n23d",
        "CSeq: 235448 INVITE",
        "Via: SIP/2.0/UDP somehost.example.com;branch=z9hG4bKkdjuw",
        "Content-Type: application/unknownformat",
        "Content-Length: 40",
      ],
      ["<audio>", ' <pcmu port="443"/>', "</audio>"],
    ),
    answer: 415,
  },
  {
    name: "regaut01",
    title: "an unknown scheme of authorization",
    text: register("regaut01", "Authorization: NoOneKnowsThisScheme opaque-data=here"),
    answer: 401,
  },
  {
    name: "multi01",
    title: "several values where there is to be one",
    text: lines(
      [
        "INVITE sip:user@company.com SIP/2.0",
        "Contact: <sip:caller@host25.example.net>",
        "Via: SIP/2.0/UDP 192.0.2.25;branch=z9hG4bKkdjuw",
        "Max-Forwards: 70",
        "CSeq: 5 INVITE",
        "Call-ID: multi01.98asdh@192.0.2.1",
        "CSeq: 59 INVITE",
        "Call-ID: multi01.98asdh@192.0.2.2",
        "From: sip:caller@example.com;tag=3413415",
        "To: sip:user@example.com",
        "To: sip:other@example.net",
        "From: sip:caller@example.net;tag=2923420123",
        "Content-Type: application/sdp",
        `l: ${octets(description)}`,
        "Contact: <sip:caller@host36.example.net>",
        "Max-Forwards: 5",
      ],
      description,
    ),
    answer: 400,
  },
  {
    name: "mcl01",
    title: "two lengths that differ",
    text: options("sip:user@example.com", "mcl01", "Content-Length: 13", "Content-Length: 5").concat(
      "There's no way to know how many octets are supposed to be here.\r\n",
    ),
    answer: 400,
  },
  {
    name: "bcast",
    title: "a response that is to be sent on to everybody",
    text: lines([
      "SIP/2.0 200 OK",
      "Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923",
      "Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23",
      "Call-ID: bcast.0384840201234ksdfak3j2erwedfsASdf",
      "CSeq: 35 INVITE",
      "From: sip:user@example.com;tag=11141343",
      "To: sip:user@example.edu;tag=2229",
      "Content-Length: 0",
      "Contact: <sip:user@host28.example.com>",
    ]),
    answer: undefined,
  },
  {
    name: "zeromf",
    title: "no hops left",
    text: options("sip:user@example.com", "zeromf", "Content-Length: 0").replace(
      "Max-Forwards: 6",
      "Max-Forwards: 0",
    ),
    answer: 483,
  },
  {
    name: "cparam01",
    title: "an unknown parameter of a Contact",
    text: register("cparam01", "Contact: sip:+19725552222@gw1.example.net;unknownparam"),
    answer: 401,
  },
  {
    name: "cparam02",
    title: "an unknown parameter of a Contact's URI",
    text: register("cparam02", "Contact: <sip:+19725552222@gw1.example.net;unknownparam>"),
    answer: 401,
  },
  {
    name: "regescrt",
    title: "a Contact whose URI has a Route",
    text: register("regescrt", "Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>"),
    answer: 401,
  },
  {
    name: "sdp01",
    title: "no type is accepted that an answer could have",
    text: lines(
      [
        "INVITE sip:user@example.com SIP/2.0",
        "To: sip:j_user@example.com",
        "Contact: <sip:caller@host15.example.net>",
        "From: sip:caller@example.net;tag=234",
        "Max-Forwards: 5",
        "Call-ID: sdp01.ndaksdj9342dasdd",
        "Accept: text/nobodyKnowsThis",
        "CSeq: 8 INVITE",
        "Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw",
        `Content-Length: ${octets(description)}`,
        "Content-Type: application/sdp",
      ],
      description,
    ),
    answer: 406,
  },
  {
    name: "inv2543",
    title: "an INVITE as it was before RFC 3261",
    text: lines(
      [
        "INVITE sip:UserB@example.com SIP/2.0",
        "Via: SIP/2.0/UDP iftgw.example.com",
        "From: <sip:+13035551111@ift.client.example.net;user=phone>",
        "Record-Route: <sip:UserB@example.com;maddr=ss1.example.com>",
        "To: sip:+16505552222@ss1.example.net;user=phone",
        "Call-ID: inv2543.1717@ift.client.example.com",
        "CSeq: 56 INVITE",
        "Content-Type: application/sdp",
        `Content-Length: ${octets(description)}`,
      ],
      description,
    ),
    answer: 407,
  },
];
