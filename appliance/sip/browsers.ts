/** Browsers' connections (RFC 7118), whose people their HTTP upgrade has authenticated. */
import type { Socket, SocketHandlers } from "../platform/index.ts";
import type { Flow } from "./flow.ts";
import { StreamFlow } from "./flows.ts";
import type { TransportOptions } from "./transports.ts";

/** Who opened a WebSocket, as the HTTP upgrade has proven. */
export interface Browser {
  personId: string;
  sessionId: string;
}

/** Close code of a WebSocket whose session has ended (RFC 6455 §7.4.2: for private use). */
const sessionEnded = 4001;
/** A page that is left says so, or closes it (RFC 6455 §7.4.1); a browser whose network changed does neither. */
const leaving: ReadonlySet<number> = new Set([1000, 1001]);
/** RFC 5626 §3.5.1, which holds for WebSockets too (RFC 7118 §6). */
const [ping, pong] = ["\r\n\r\n", "\r\n"];

export class Browsers {
  readonly #options: Pick<TransportOptions, "onMessage" | "onSend" | "admit">;
  readonly #browsers = new Set<{ socket: Socket; flow: StreamFlow }>();

  constructor(options: Pick<TransportOptions, "onMessage" | "onSend" | "admit">) {
    this.#options = options;
  }

  accept({ personId, sessionId }: Browser): SocketHandlers {
    let browser: { socket: Socket; flow: StreamFlow } | undefined;
    return {
      open: (socket: Socket) => {
        const flow = new StreamFlow({
          transport: "WSS",
          address: socket.remoteAddress,
          port: 0,
          personId,
          sessionId,
          write: (text) => {
            if (browser) this.#options.onSend(text, browser.flow);
            return socket.send(Buffer.from(text, "latin1").toString("utf8"));
          },
        });
        browser = { socket, flow };
        this.#browsers.add(browser);
      },
      message: (data) => {
        const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
        if (!browser?.flow.open || !this.#options.admit(browser.flow.address, bytes.length)) return;
        const text = bytes.toString("latin1");
        if (text === ping) browser.socket.send(pong);
        else if (text.trim() !== "") this.#options.onMessage(text, browser.flow); // a frame is a message (RFC 7118 §5)
      },
      close: (code) => {
        if (!browser) return;
        this.#browsers.delete(browser);
        browser.flow.closed({ left: leaving.has(code) });
      },
    };
  }

  /** Closes the connections of these browsers. */
  close(ended: (flow: Flow) => boolean): void {
    for (const { socket, flow } of this.#browsers) {
      if (!ended(flow)) continue;
      flow.closed({ left: true });
      socket.close(sessionEnded, "signed out");
    }
  }
}
