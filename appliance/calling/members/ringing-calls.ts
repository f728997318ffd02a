/** Calls that ring for a person, as their apps know them, and what an app does about a telephone that rings. */
import type { Sip } from "../../sip/index.ts";
import type { Branch } from "../call/branch.ts";
import type { Call } from "../call/call.ts";
import type { Exchange } from "../call/exchange.ts";
import type { CallParty } from "../call/party.ts";
import { callingErrors } from "../errors.ts";

export interface RingingCall {
  id: string;
  peer: CallParty;
  since: number;
  /** The person's telephones that ring, and whether each can be told to answer. */
  devices: { id: string; name: string; answers: boolean }[];
  /** SIP Call-IDs of the apps that ring, by which an app finds the call that it carries itself. */
  callIds: string[];
}

export class RingingCalls {
  readonly #parts: { exchange: Exchange; sip: Sip };

  constructor(parts: { exchange: Exchange; sip: Sip }) {
    this.#parts = parts;
  }

  of(personId: string): RingingCall[] {
    return [...this.#parts.exchange.calls.values()].flatMap((call) => {
      const branches = branchesOf(call, personId);
      return branches.length > 0 ? [this.#viewOf(call, branches)] : [];
    });
  }

  /** Tells a telephone of the person's to answer, as if they lifted it. */
  answer(personId: string, id: string, deviceId: string): void {
    const branch = this.#require(personId, id).branches.find((one) => one.deviceId === deviceId);
    if (!branch?.talks) throw callingErrors("telephone-cannot-answer");
    branch.talk();
  }

  /** All of the person's devices stop; where nobody else is rung, the caller is refused. */
  decline(personId: string, id: string): void {
    this.#require(personId, id).call.attempt.decline(personId);
  }

  #viewOf(call: Call, branches: readonly Branch[]): RingingCall {
    const devices = branches.flatMap(({ deviceId, talks }) => {
      const device = deviceId === undefined ? undefined : this.#parts.sip.devices.find(deviceId);
      return device ? [{ id: device.id, name: device.name, answers: talks }] : [];
    });
    const apps = branches.filter(({ deviceId }) => deviceId === undefined);
    const callIds = apps.map(({ callId }) => callId);
    return { id: call.id, peer: call.caller, since: call.startedAt, devices, callIds };
  }

  #require(personId: string, id: string): { call: Call; branches: Branch[] } {
    const call = this.#parts.exchange.calls.get(id);
    const branches = call ? branchesOf(call, personId) : [];
    if (!call || branches.length === 0) throw callingErrors("call-not-found");
    return { call, branches };
  }
}

const branchesOf = (call: Call, personId: string): Branch[] =>
  call.attempt.ringingAt.filter(({ party }) => party.personId === personId);
