/** Calls as they arrive: who calls, whom, and whether they may; then the exchange has them. */
import type { Logger } from "../../platform/index.ts";
import { dialledUser, type Flow, type IncomingInvite, parseNameAddress } from "../../sip/index.ts";
import type { Exchange } from "../call/exchange.ts";
import type { CallParty } from "../call/party.ts";
import type { SharedLines } from "../lines/shared-lines.ts";
import type { Member, Members } from "../members/members.ts";
import type { Domains } from "../outside/domains.ts";
import { type DialRules, emergencyNumber, isDryRun } from "../outside/numbers.ts";
import type { OutsideLines } from "../outside/outside.ts";
import { hostIn, numberIn } from "./dialled.ts";
import { readDialling } from "./dialling.ts";
import type { Authority } from "./routing.ts";
import { partyOf } from "./world.ts";

/** Those whom nobody here knows reach these services. */
const strangersServices: ReadonlySet<string> = new Set(["attendant"]);
const stranger: Authority = { personId: undefined, mayCall: true };

interface Parts {
  log: Logger;
  exchange: Exchange;
  members: Members;
  sharedLines: SharedLines;
  outside: OutsideLines;
  domains: Domains;
  rules: DialRules;
  /** What addresses of the house end in. */
  hosts: readonly string[];
}

export class Arrivals {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  receive(invite: IncomingInvite): void {
    const { members, hosts } = this.#parts;
    const dialled = numberIn(invite.dialled, [...hosts, hostIn(invite.from.uri)]);
    if (dialled === undefined) return invite.refuse(404);
    const { personId } = invite.caller;
    if ("stranger" in invite.caller) return void this.#takeStranger(invite, dialled, invite.caller);
    if (personId === undefined) return this.#takeFromOutside(invite, dialled);
    const caller = members.find(personId);
    if (!caller) return invite.refuse(404);
    const asked = this.asCaller(caller, dialled, invite.flow);
    if (!asked) return invite.refuse(403);
    this.#take(invite, asked.number, asked.party, { personId, mayCall: caller.mayCall });
  }

  /** Whether help is called, whatever stands before its number. */
  isForHelp(uri: string): boolean {
    const { number } = this.#read(dialledUser(uri)?.user ?? "");
    return emergencyNumber(number, this.#parts.rules) !== undefined;
  }

  /** Who calls, and whom, with the codes before the number; undefined for a line that is not theirs. */
  asCaller(
    { person }: Member,
    dialled: string,
    { address }: Pick<Flow, "address">,
  ): { party: CallParty & { personId: string }; number: string } | undefined {
    const { sharedLines, rules } = this.#parts;
    const { number, line: own, callerId } = this.#read(dialled);
    // Whoever calls for help does so whatever they typed before it, and as themselves: they are where help comes.
    const isHelp = emergencyNumber(number, rules) !== undefined || isDryRun(number);
    const line = own === undefined || isHelp ? undefined : sharedLines.atFor(own, person.id);
    if (own !== undefined && !line && !isHelp) return undefined;
    const party = {
      ...partyOf(person),
      personId: person.id,
      ...(line && { name: line.name, number: line.number }),
      ...(callerId && { callerId }),
    };
    this.#parts.outside.callsFrom(party, address);
    return { party, number };
  }

  #read(dialled: string) {
    return readDialling(dialled, (extension) => this.#parts.members.dialled(extension) !== undefined);
  }

  #take(invite: IncomingInvite, number: string, caller: CallParty, authority: Authority): void {
    const { exchange, log } = this.#parts;
    exchange.receive(invite, number, caller, authority).catch((error: unknown) => {
      log.error("a call was not routed", { error });
      invite.refuse(500);
    });
  }

  /** A provider that was registered at writes the number into To, and our Contact into the Request-URI. */
  #takeFromOutside(invite: IncomingInvite, dialled: string): void {
    const { outside } = this.#parts;
    const to = dialledUser(parseNameAddress(invite.header("to") ?? "")?.uri ?? "")?.user ?? "";
    const reached = outside.inbound(dialled) ?? outside.inbound(to);
    if (reached === undefined) return invite.refuse(404);
    this.#take(invite, reached, outside.callerOf(invite.from), stranger);
  }

  /** From a domain that nobody vouches for, unless its servers are those of the domain. */
  async #takeStranger(
    invite: IncomingInvite,
    dialled: string,
    { stranger: domain, challenge }: { stranger: string; challenge(): void },
  ): Promise<void> {
    const genuine = await this.#parts.domains.isOf(domain, invite.flow).catch(() => false);
    if (invite.answered) return; // they gave up meanwhile
    if (!genuine) return challenge();
    if (!this.#opensToStrangers(dialled)) return invite.refuse(404);
    const { displayName, uri } = invite.from;
    const number = `${dialledUser(uri)?.user ?? "anonymous"}@${domain}`;
    this.#take(invite, dialled, { personId: undefined, name: displayName || number, number }, stranger);
  }

  /** Strangers reach people, their mailboxes, groups and menus, and no code or meeting of the house. */
  #opensToStrangers(number: string): boolean {
    const planned = this.#parts.exchange.planFor(stranger, number);
    if (planned.kind !== "service" || strangersServices.has(planned.service)) return true;
    return planned.service === "voicemail" && planned.number !== number; // a mailbox, not its code
  }
}
