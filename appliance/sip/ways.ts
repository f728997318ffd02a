/** The ways to peers, and the address by which each of them knows this house. */
import { addressTowards } from "../platform/index.ts";
import type { DialogState } from "./dialog-state.ts";
import { type Flow, hostOf, type PeerIdentity } from "./flow.ts";
import { parseNameAddress, parseUri } from "./headers.ts";
import type { Location } from "./location.ts";
import type { SipRequest } from "./message.ts";
import type { NextHop } from "./resolver.ts";
import type { Transports } from "./transports.ts";

interface Parts {
  transports: Pick<Transports, "udpFlow" | "connect" | "ports">;
  /** That the sockets are bound to. */
  address: string;
  /** To name in Via and Contact, instead of those of the interfaces, to peers outside. */
  publicAddresses: readonly string[];
  flowAfter: Location["flowAfter"];
}

export class Ways {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** To a peer outside; rejects when it does not answer. @param identity see Transports.connect */
  async to({ transport, address, port }: NextHop, identity?: PeerIdentity): Promise<Flow> {
    const { transports } = this.#parts;
    return transport === "UDP"
      ? transports.udpFlow(address, port)
      : transports.connect(transport, address, port, transport === "TLS" ? identity : undefined);
  }

  /**
   * Of a request inside a dialog: over its connection, over another that its peer came back with or that the house
   * opens where it broke, or by UDP to the next hop (RFC 3261 §12.2.1.1). Rejects when there is none any more.
   * @param owner see Location.flowAfter
   */
  async within(state: DialogState, owner?: string): Promise<Flow> {
    const { transports, flowAfter } = this.#parts;
    const { flow, routeSet, remoteTarget } = state;
    if (flow.transport !== "UDP") {
      // A browser in another network has a new connection before the house knows that the old one is dead.
      if (!flow.open || flow.transport === "WSS") state.flow = flowAfter(flow, remoteTarget, owner) ?? flow;
      if (state.flow.open) return state.flow;
      if (flow.transport === "WSS") throw new Error("the browser is gone");
    }
    const next = parseUri(parseNameAddress(routeSet[0] ?? "")?.uri ?? remoteTarget);
    if (flow.transport === "UDP") {
      if (!next || !/^[\d.]+$|^\[/.test(next.host) || routeSet.length === 0) return flow;
      return transports.udpFlow(next.host.replace(/[[\]]/g, ""), next.port || 5060);
    }
    const host = routeSet.length > 0 && next ? next.host : flow.address; // where it was, not where it says it is
    const port = next?.port || (flow.transport === "TLS" ? 5061 : 5060);
    state.flow = await transports.connect(flow.transport, host, port, flow.identity);
    return state.flow;
  }

  /** Of a response. UDP without rport is answered at the port that Via names (RFC 3261 §18.2.2). */
  back({ headers: { via } }: SipRequest, flow: Flow): Flow {
    if (flow.transport !== "UDP" || !via || via.params.has("rport")) return flow;
    return this.#parts.transports.udpFlow(flow.address, via.port || 5060);
  }

  /** The house towards this peer, as host and port. */
  sentBy(flow: Flow): string {
    const { udp, tcp, tls } = this.#parts.transports.ports;
    return `${this.hostFor(flow)}:${{ UDP: udp, TCP: tcp, TLS: tls, WSS: tls }[flow.transport]}`;
  }

  /** Contact of the house towards this peer. */
  contact(flow: Flow): string {
    const { transport } = flow;
    const name = transport === "WSS" ? "ws" : transport.toLowerCase();
    return `<sip:hearth@${this.sentBy(flow)}${transport === "UDP" ? "" : `;transport=${name}`}>`;
  }

  hostFor(flow: Flow): string {
    const { address, publicAddresses } = this.#parts;
    return hostOf(addressTowards(flow.address, address, publicAddresses[0]));
  }
}
