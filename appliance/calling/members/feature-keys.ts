/**
 * Keys of telephones that show and set do not disturb and forwards (the event package `as-feature-event`, which no RFC
 * describes: BroadWorks' Device Feature Key Synchronization, with bodies of ECMA-323). A telephone subscribes, is told
 * how it is, sets it by the body of a further SUBSCRIBE, and hears of what was set elsewhere.
 */
import { SaxesParser } from "saxes";
import { type EventLog, markupText } from "../../platform/index.ts";
import type { Sip } from "../../sip/index.ts";
import { dialString } from "../routing/dial-string.ts";
import type { CallSettings } from "./call-settings.ts";
import type { Settings } from "./settings.ts";

const eventName = "as-feature-event";
const documentType = "application/x-as-feature-event+xml";
const boundary = "hearth-features";
/** Telephones take documents of this namespace only. */
const namespace = "http://www.ecma-international.org/standards/ecma-323/csta/ed3";

const forwardings = {
  forwardImmediate: "forwardAlways",
  forwardBusy: "forwardBusy",
  forwardNoAns: "forwardNoAnswer",
} as const satisfies Record<string, keyof CallSettings>;

type FeatureChange = Partial<
  Pick<CallSettings, "doNotDisturb" | (typeof forwardings)[keyof typeof forwardings]>
>;

export function syncFeatureKeys(parts: {
  sip: Sip;
  settings: Settings;
  events: EventLog;
  /** Whose number or telephone this is. */
  ownerOf(user: string): string | undefined;
}): void {
  const { sip, settings, events, ownerOf } = parts;
  sip.subscriptions.serve({
    name: eventName,
    contentType: `multipart/mixed;boundary=${boundary}`,
    // One's own: a telephone subscribes to its own name or its person's extension.
    resourceOf: (user, personId) => (ownerOf(user) === personId ? personId : undefined),
    state: (personId, { entity }) => featureState(settings.of(personId), entity),
    async take(personId, { type, body }) {
      if (type !== documentType) return 415;
      const change = readFeatureChange(body);
      if (!change) return 400;
      await settings.change(personId, change);
      return 200;
    },
  });
  events.listen(({ kind, subject }) => {
    if (kind === "call.settings") sip.subscriptions.changed(eventName, subject);
  });
}

/** Every feature, a document each. @param entity the URI that is watched */
export function featureState(settings: CallSettings, entity: string): string {
  const device = `<device>${markupText(/^sips?:([^@]*)/.exec(entity)?.[1] ?? "")}</device>`;
  const documents = [
    written("DoNotDisturbEvent", `${device}<doNotDisturbOn>${settings.doNotDisturb}</doNotDisturbOn>`),
    ...Object.entries(forwardings).map(([type, setting]) => {
      const number = settings[setting];
      const to = number === null ? "" : `<forwardTo>${markupText(number)}</forwardTo>`;
      const status = `<forwardStatus>${number !== null}</forwardStatus>`;
      return written("ForwardingEvent", `${device}<forwardingType>${type}</forwardingType>${status}${to}`);
    }),
  ];
  const inParts = documents.map(
    (document) => `--${boundary}\r\nContent-Type: ${documentType}\r\n\r\n${document}\r\n`,
  );
  return `${inParts.join("")}--${boundary}--\r\n`;
}

const written = (name: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\r\n<${name} xmlns="${namespace}">${content}</${name}>`;

/** What a telephone sets; undefined for rubbish. */
export function readFeatureChange(body: string): FeatureChange | undefined {
  const document = readFlat(body);
  if (!document) return undefined;
  const { name, fields } = document;
  if (name === "SetDoNotDisturb") {
    const on = truth(fields.get("doNotDisturbOn"));
    return on === undefined ? undefined : { doNotDisturb: on };
  }
  const setting = forwardings[fields.get("forwardingType") as keyof typeof forwardings];
  const active = truth(fields.get("activateForward"));
  if (name !== "SetForwarding" || !setting || active === undefined) return undefined;
  if (!active) return { [setting]: null };
  // A number, or an address of which the number is what counts.
  const number = /^(?:sips?:|tel:)?([^@;]*)/i.exec(fields.get("forwardDN") ?? "")?.[1];
  const parsed = dialString.safeParse(number);
  return parsed.success ? { [setting]: parsed.data } : undefined;
}

const truth = (text: string | undefined): boolean | undefined =>
  text === "true" ? true : text === "false" ? false : undefined;

const mostOctets = 4096;

/** A document of one element with texts in it, by the names of what they are in; undefined for another one. */
function readFlat(body: string): { name: string; fields: Map<string, string> } | undefined {
  if (body.length > mostOctets) return undefined;
  const fields = new Map<string, string>();
  const open: string[] = [];
  const names: string[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("doctype", () => {
    throw new Error("no document of a telephone has a type");
  });
  parser.on("opentag", ({ name }) => {
    names.push(name);
    if (open.push(name) > 2 || (open.length === 2 && fields.has(name)))
      throw new Error(`${name} is too much`);
    if (open.length === 2) fields.set(name, "");
  });
  parser.on("text", (text) => {
    const [, field] = open;
    if (field !== undefined) fields.set(field, (fields.get(field) ?? "") + text.trim());
  });
  parser.on("closetag", () => void open.pop());
  try {
    parser.write(body).close();
  } catch {
    return undefined;
  }
  return { name: names[0] ?? "", fields };
}
