/** A Worker's side of WebRTC: its port, its certificate, its addresses; it opens connections and describes them. */
import { networkInterfaces } from "node:os";
import { type OwnDescription, writeBrowserDescription } from "./description.ts";
import { createIdentity, type Identity } from "./dtls.ts";
import type { WebRtcPort } from "./port.ts";
import { type TransportHandlers, WebRtcTransport } from "./transport.ts";

export interface EndpointOptions {
  /** Where the socket is bound; all of the machine's own for 0.0.0.0. */
  address: string;
  /** Further addresses that lead here, as those of a NAT. */
  addresses: readonly string[];
}

export class WebRtcEndpoint {
  readonly #options: EndpointOptions;
  readonly #port: WebRtcPort;
  readonly #identity: Identity;

  private constructor(options: EndpointOptions, port: WebRtcPort, identity: Identity) {
    this.#options = options;
    this.#port = port;
    this.#identity = identity;
  }

  static async on(port: WebRtcPort, options: EndpointOptions): Promise<WebRtcEndpoint> {
    return new WebRtcEndpoint(options, port, await createIdentity());
  }

  get port(): number {
    return this.#port.port;
  }

  open(handlers: TransportHandlers): WebRtcTransport {
    return new WebRtcTransport(this.#port, this.#identity, handlers);
  }

  /** The session description of a connection. */
  describe(
    transport: WebRtcTransport,
    own: Pick<OwnDescription, "sessionId" | "version" | "setup" | "lines">,
  ): string {
    return writeBrowserDescription({
      ...own,
      ufrag: transport.ufrag,
      password: transport.password,
      fingerprint: this.#identity.fingerprint,
      addresses: this.#addresses(),
      port: this.#port.port,
    });
  }

  close(): void {
    this.#port.close();
  }

  /** Read anew each time: a machine's addresses change. */
  #addresses(): string[] {
    const { address, addresses } = this.#options;
    if (address !== "0.0.0.0") return [...new Set([...addresses, address])];
    const own = Object.values(networkInterfaces())
      .flatMap((entries) => entries ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal);
    const all = [...new Set([...addresses, ...own.map((each) => each.address)])];
    return all.length > 0 ? all : ["127.0.0.1"];
  }
}
