/** Configuration: hearth.toml, overridden by HEARTH_* variables, checked once at start. */
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { parse } from "smol-toml";
import { z } from "zod";
import { isNetwork } from "./address-list.ts";
import { opensInBrowsers } from "./bad-ports.ts";
import { mailServerProblems } from "./mail-server-rules.ts";

const port = z.coerce.number().int().min(0).max(65535);
const pagePort = port.refine(opensInBrowsers, "Browsers open no page at this port; 443 and 8443 are usual.");
const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

/** In the environment, with commas. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (typeof value === "string" ? value.split(",").filter((part) => part !== "") : value),
    z.array(item),
  );
const list = (item: RegExp) => listOf(z.coerce.string().regex(item));

/** As in `192.0.2.53`, `192.0.2.53:5353` and `[2001:db8::53]:5353`. */
function isServer(text: string): boolean {
  const [, six, four, at = "53"] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  return isIP(six ?? four ?? "") === (six ? 6 : 4) && port.safeParse(at).success;
}

/** The server that takes the house's e-mails; without a host nothing is sent. */
const mailSettings = z
  .strictObject({
    host: z.string().default(""),
    /** 0: the usual one (465 for TLS, 587 for STARTTLS, 25 without). */
    port: port.default(0),
    security: z.enum(["none", "starttls", "tls"]).default("starttls"),
    user: z.string().default(""),
    password: z.string().default(""),
    /** The address that people see and answer to. */
    from: z.union([z.literal(""), z.email()]).default(""),
    /** PEM file of an authority of one's own that signs for the server; empty for none. */
    authority: z.string().default(""),
    /** Whether e-mails about voicemail may hold the recording, where people want it. */
    voicemail_attachments: flag.default(true),
  })
  .check(({ value, issues }) => {
    for (const { field, problem } of mailServerProblems(value))
      issues.push({ code: "custom", input: field, path: [field], message: problem });
  })
  .prefault({});

const schema = z.strictObject({
  /** Name by which browsers and phones reach the box; goes into the certificate and SIP addresses. */
  host: z.string().min(1).default(hostname()),
  /** Addresses that lead to the box from outside, as those of the router before it; telephones and browsers there are told. */
  public_addresses: z.array(z.string()).default([]),
  data: z.string().min(1).default("./data"),
  /** Days for which the box remembers what happened, for apps that were asleep; after more they load everything anew. */
  event_days: z.coerce.number().int().min(1).default(30),
  log_level: z.enum(["debug", "info", "warn", "error"]).default("info"),
  http: z
    .strictObject({
      address: z.string().default("0.0.0.0"),
      https_port: pagePort.default(8443),
      /** Redirects to HTTPS. */
      http_port: pagePort.default(8080),
      /** Addresses or networks of proxies in front: their `X-Forwarded-For` says where a visitor comes from. */
      trusted_proxies: listOf(z.string().refine(isNetwork, "This is no address and no network.")).default([]),
      /** Where links in e-mails lead, as in `https://hearth.example.org`; empty: the host and the port. */
      public_url: z.union([z.literal(""), z.url({ protocol: /^https$/ })]).default(""),
    })
    .prefault({}),
  sip: z
    .strictObject({
      address: z.string().default("0.0.0.0"),
      udp_port: port.default(5060),
      tcp_port: port.default(5060),
      tls_port: port.default(5061),
      /** Realm of digest credentials and domain of addresses; the host when empty. */
      domain: z.string().default(""),
      /** Digest algorithms to offer, best first; MD5 alone for fleets that stumble over anything else. */
      digest_algorithms: z
        .preprocess(
          (value) => (typeof value === "string" ? value.split(",") : value),
          z.array(z.enum(["SHA-256", "MD5"])).min(1),
        )
        .default(["SHA-256", "MD5"]),
      /** SIP requests a second that one source may send on average; four times as many at once. */
      requests_per_second: z.coerce.number().int().min(1).default(500),
      /** So many wrong passwords within ten minutes, and an address is kept out; a name alone, where telephones are. */
      failures_before_ban: z.coerce.number().int().min(1).max(1000).default(5),
      /** How long, in seconds. */
      ban_seconds: z.coerce.number().int().min(10).max(86_400).default(600),
      /** Seconds between two checks that a telephone in a call is still there. */
      session_check_seconds: z.coerce.number().int().min(1).max(3600).default(90),
      /** Seconds after which a call that nobody refreshes is over (RFC 4028), where the peer does not say. */
      session_seconds: z.coerce.number().int().min(90).max(86_400).default(1800),
      /** The least that a peer may ask for; fewer than 90 are for tests only (RFC 4028 §4). */
      least_session_seconds: z.coerce.number().int().min(1).max(1800).default(90),
      /** Seconds between two packets that keep the way to a telephone behind a router open; 0: none. */
      keep_alive_seconds: z.coerce.number().int().min(0).max(3600).default(25),
      /** Seconds until who connects over TCP or TLS has sent a whole message or a ping. */
      seconds_to_speak: z.coerce.number().int().min(1).max(240).default(30),
      /** Bytes of SIP messages of the latest calls to keep in memory for the console; 0: none. */
      trace_bytes: z.coerce
        .number()
        .int()
        .min(0)
        .default(16 * 1024 * 1024),
      /** Seconds an unanswered call rings. */
      no_answer_seconds: z.coerce.number().int().min(5).max(180).default(20),
      /** The espeak-ng voice that speaks to callers. */
      voice: z
        .string()
        .regex(/^[\w+-]{1,40}$/)
        .default("en-gb"),
    })
    .prefault({}),
  calling: z
    .strictObject({
      /** Country calling code of the place where the box is (E.164), without the plus. */
      country_code: z.coerce
        .string()
        .regex(/^[1-9]\d{0,2}$/)
        .default("1"),
      /** What people dial before a number of the same country; empty: nothing. */
      national_prefix: z.coerce
        .string()
        .regex(/^\d{0,3}$/)
        .default("1"),
      /** What people dial before a country code. */
      international_prefix: z.coerce
        .string()
        .regex(/^\d{1,4}$/)
        .default("011"),
      /** What people dial before any number outside; empty: nothing. */
      outside_prefix: z.coerce
        .string()
        .regex(/^\d{0,2}$/)
        .default(""),
      /** Dialled from any telephone at any time, without a prefix. */
      emergency_numbers: list(/^\d{2,6}$/).default(["911", "112"]),
      /** Short numbers of the public network that people may call like national ones; extensions go before them. */
      service_numbers: list(/^\d{2,6}$/).default([
        ...["211", "311", "411", "511", "711", "811", "988"], // of the NANP
        ...["116000", "116006", "116111", "116117", "116123"], // of Europe
      ]),
      /** Extensions whose people are told of an emergency call at once. */
      front_desk: list(/^\d{2,10}$/).default([]),
      /** Seconds until a parked call goes back to who parked it. */
      park_recall_seconds: z.coerce.number().int().min(10).max(3600).default(120),
      /** Calls that a person is on at once; one more finds them busy. */
      calls_per_line: z.coerce.number().int().min(1).max(100_000).default(8),
    })
    .prefault({}),
  media: z
    .strictObject({
      address: z.string().default("0.0.0.0"),
      rtp_port_min: port.default(16384),
      rtp_port_max: port.default(32767),
      /** UDP port for browsers' media; each further Worker has the next. 0: any. */
      webrtc_port: port.default(20000),
      /** 0: one less than the cores, at least one. */
      workers: z.coerce.number().int().min(0).max(64).default(0),
      /** "when-needed": phones in one network send to each other, without music on hold and statistics. */
      anchor: z.enum(["always", "when-needed"]).default("always"),
    })
    .prefault({}),
  /** The phone book for telephones that read it as a directory; over TLS only. */
  ldap: z
    .strictObject({
      address: z.string().default("0.0.0.0"),
      /** Whether there is one. */
      enabled: flag.default(true),
      /** 0: any. */
      tls_port: port.default(6636),
      /** Searches a second of one person's telephones on average; twice as many at once. */
      searches_per_second: z.coerce.number().int().min(1).default(3),
    })
    .prefault({}),
  keys: z
    .strictObject({
      /** Unlocks the master key; when empty a sealed file beside the database does. */
      passphrase: z.string().default(""),
    })
    .prefault({}),
  messaging: z
    .strictObject({
      max_file_bytes: z.coerce
        .number()
        .int()
        .min(1)
        .default(4 * 1024 ** 3),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** Requests a second that one address, and one person, may send to the app; ten times as many at once; 0: any. */
      requests_per_address: z.coerce.number().int().min(0).max(1_000_000).default(1000),
      requests_per_person: z.coerce.number().int().min(0).max(1_000_000).default(100),
    })
    .prefault({}),
  push: z
    .strictObject({
      /** Whether the box may reach the push services of browsers' makers. */
      enabled: flag.default(false),
      /** `host:port` of push services in one's own network. */
      allowed_hosts: list(/^[\w.[\]:-]+$/).default([]),
      /** PEM file of an authority of one's own that signs for those; empty for none. */
      authority: z.string().default(""),
      /** `mailto:` or `https:` address that push services may write to. */
      subject: z
        .string()
        .regex(/^(mailto:|https:)/)
        .default("mailto:postmaster@localhost.localdomain"),
    })
    .prefault({}),
  previews: z
    .strictObject({
      /** Address of this machine by which pages are fetched for previews, so that a firewall knows them; empty: any. */
      source_address: z.union([z.literal(""), z.ipv4(), z.ipv6()]).default(""),
      /** `address` or `address:port` of name servers that know of the outside only; empty: the system's. */
      name_servers: listOf(z.string().refine(isServer, "This is no address of a server.")).default([]),
    })
    .prefault({}),
  mail: mailSettings,
  metrics_public: flag.default(false),
});

export type Config = z.output<typeof schema>;

export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Tree = { [name: string]: unknown };

/** HEARTH_HTTP__HTTPS_PORT=443 sets http.https_port: two underscores separate a section from its name. */
function fromEnvironment(environment: Record<string, string | undefined>): Tree {
  const tree: Tree = {};
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith("HEARTH_") || value === undefined) continue;
    const [section, name] = variable.slice("HEARTH_".length).toLowerCase().split("__");
    if (!section) continue;
    if (name === undefined) tree[section] = section === "public_addresses" ? value.split(",") : value;
    else tree[section] = { ...(tree[section] as Tree | undefined), [name]: value };
  }
  return tree;
}

function merge(base: Tree, over: Tree): Tree {
  const merged = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const existing = merged[name];
    const isSection = (x: unknown): x is Tree => typeof x === "object" && x !== null && !Array.isArray(x);
    merged[name] = isSection(existing) && isSection(value) ? merge(existing, value) : value;
  }
  return merged;
}

/** Reads and checks the configuration; a ConfigError names each wrong entry and what would be right. */
export function loadConfig(
  options: { file?: string; environment?: Record<string, string | undefined> } = {},
): Config {
  const file = options.file ?? "hearth.toml";
  let written: Tree = {};
  if (existsSync(file)) {
    try {
      written = parse(readFileSync(file, "utf8"));
    } catch (error) {
      throw new ConfigError(`${file} is not valid TOML: ${(error as Error).message}`);
    }
  }
  const result = schema.safeParse(merge(written, fromEnvironment(options.environment ?? process.env)));
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `  ${issue.path.join(".") || "(top)"}: ${issue.message}`,
  );
  throw new ConfigError(`The configuration (${file}, HEARTH_*) has errors:\n${problems.join("\n")}`);
}
