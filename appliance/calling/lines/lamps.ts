/** What can be watched here, by whom: people's lines, shared lines, and parking slots. */
import type { Sip } from "../../sip/index.ts";
import type { Numbering } from "../routing/numbering.ts";
import { isParkingSlot } from "../services/park.ts";
import type { LineCalls } from "./line-calls.ts";
import type { LineRights } from "./line-rights.ts";
import { LineStates } from "./line-states.ts";

interface Parts {
  sip: Sip;
  numbering: Numbering;
  rights: LineRights;
  lineCalls: LineCalls;
}

/** `person:…` is a person's own line, `line:…` is its members', and parking slots, `slot:…`, are everybody's. */
export function createLamps({ sip, numbering, rights, lineCalls }: Parts): LineStates {
  const { sharedLines, personAt } = numbering;
  const watching =
    (ofPerson: (personId: string, owner: string) => boolean) =>
    (resource: string, personId: string): boolean => {
      const [kind, id = ""] = resource.split(":");
      if (kind === "person") return ofPerson(personId, id);
      return kind === "slot" || sharedLines.of(personId).some((line) => line.id === id);
    };
  return new LineStates({
    subscriptions: sip.subscriptions,
    domain: sip.domain,
    resourceOf(user) {
      const personId = personAt(user);
      if (personId !== undefined) return `person:${personId}`;
      const line = sharedLines.at(user);
      if (line) return `line:${line.id}`;
      return isParkingSlot(user) ? `slot:${user}` : undefined;
    },
    rights: {
      mayWatch: watching((personId, owner) => rights.mayWatch(personId, owner)),
      seesPeers: watching((personId, owner) => rights.isTrusted(personId, owner)),
    },
    sharedLine: (call) => lineCalls.viewOf(call),
  });
}
